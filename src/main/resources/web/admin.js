// Rebuild and delete, for those who have the token.

import { ask } from "./api.js";
import { announce } from "./dom.js";
import { plainly, title } from "./format.js";
import { storeAway } from "./health.js";

const PLACE = "recording-service.admin-token";
const REBUILDING = "Rebuilding …";
/** Without ADMIN_TOKEN there is nothing to administrate. */
const OFFERED = document.documentElement.dataset.administration === "on";

export class Admin {
  /**
   * @param part    finds a part of the page by its selector
   * @param changed called after a rebuild
   * @param gone    called after a deletion
   */
  constructor(part, { changed, gone }) {
    this.part = part;
    this.changed = changed;
    part(".token").addEventListener("submit", (event) => {
      event.preventDefault();
      this.#use(part("#token").value.trim());
    });
    part(".forget").addEventListener("click", () => this.#forget(""));
    part(".rebuild").addEventListener("click", () => {
      this.rebuilt = this.recording.completed_at;
      this.#do("POST", `/recording/${this.recording.id}/rebuild`, REBUILDING, changed);
    });
    part(".delete").addEventListener("click", async () => {
      if (await this.#sure()) {
        await this.#do("DELETE", `/recording/${this.recording.id}`, "Deleted.", gone);
      }
    });
  }

  draw(recording) {
    const before = this.recording?.status;
    this.recording = recording;
    this.part(".admin").hidden = !OFFERED;
    // it may have been over before anybody looked: then only the time of its end is another
    if (this.part(".answer").textContent === REBUILDING && recording.completed_at && recording.completed_at !== this.rebuilt) {
      this.#say(recording.status === "completed" ? "Rebuilt."
        : `The rebuild failed: ${plainly(recording.error_code, recording.error ?? "the reason is not known")}.`);
    }
    const focused = document.activeElement;
    const known = sessionStorage.getItem(PLACE) !== null;
    if (known && before === undefined) {
      this.part(".admin").open = true;
    }
    this.part(".token").hidden = known;
    this.part(".deeds").hidden = !known;
    this.part(".rebuild").hidden = recording.status !== "failed";
    this.part(".delete").disabled = recording.deleting || recording.status === "recording" || recording.status === "processing";
    // who used a button that is gone hears what became of it, and is not sent to the top of the page
    if (this.part(".admin").contains(focused) && (focused.disabled || focused.closest("[hidden]"))) {
      this.part(".answer").focus();
    }
  }

  /** A token is kept when the service takes it. */
  async #use(token) {
    if (!token) {
      return;
    }
    try {
      await ask("/maintenance", { token });
    } catch (trouble) {
      this.#say(trouble.status === 401 ? "The service rejected this token." : trouble.message);
      this.part("#token").select();
      return;
    }
    this.part("#token").value = "";
    sessionStorage.setItem(PLACE, token);
    this.#say("Token accepted.");
    this.draw(this.recording);
    this.part(".rebuild").hidden ? this.part(".delete").focus() : this.part(".rebuild").focus();
  }

  async #do(method, path, done, then) {
    try {
      await ask(path, { method, token: sessionStorage.getItem(PLACE) });
      this.#say(done);
      announce(done);
      then();
    } catch (trouble) {
      if (trouble.status === 401) {
        this.#forget("The service rejected this token.");
      } else if (method === "DELETE" && trouble.message.startsWith("Object storage")) {
        this.#say("The deletion has begun, but the object store does not answer. It is completed automatically when the store answers.");
        this.changed();
      } else {
        this.#say(trouble.message);
      }
    }
  }

  #forget(words) {
    sessionStorage.removeItem(PLACE);
    this.#say(words);
    this.draw(this.recording);
  }

  #say(words) {
    this.part(".answer").textContent = words;
  }

  /** Asks before something is lost for ever. */
  #sure() {
    const dialog = this.part(".sure");
    this.part(".sure h2").textContent = "Delete this recording?";
    this.part(".sure p").textContent = `\u2068${title(this.recording)}\u2069: the MP4 and its data are deleted. This cannot be undone.${storeAway()
      ? " The object store does not answer now: the deletion is completed automatically when it does." : ""}`;
    this.part(".sure [value=yes]").textContent = "Delete it";
    dialog.showModal();
    return new Promise((resolve) => {
      dialog.addEventListener("close", () => resolve(dialog.returnValue === "yes"), { once: true });
      dialog.returnValue = "no";
    });
  }
}
