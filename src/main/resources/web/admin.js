// Rebuild and delete, for those who have the token.

import { ask } from "./api.js";
import { announce } from "./dom.js";
import { title } from "./format.js";

const PLACE = "recording-service.admin-token";

export class Admin {
  /**
   * @param part    finds a part of the page by its selector
   * @param changed called after a rebuild
   * @param gone    called after a deletion
   */
  constructor(part, { changed, gone }) {
    this.part = part;
    part(".token").addEventListener("submit", (event) => {
      event.preventDefault();
      const token = part("#token").value.trim();
      part("#token").value = "";
      if (token) {
        sessionStorage.setItem(PLACE, token);
      }
      this.#say("");
      this.draw(this.recording);
    });
    part(".forget").addEventListener("click", () => this.#forget(""));
    part(".rebuild").addEventListener("click", () => this.#do("POST", `/recording/${this.recording.id}/rebuild`,
      "It is being rebuilt.", changed));
    part(".delete").addEventListener("click", async () => {
      if (await this.#sure()) {
        await this.#do("DELETE", `/recording/${this.recording.id}`, "It is deleted.", gone);
      }
    });
  }

  draw(recording) {
    this.recording = recording;
    const known = sessionStorage.getItem(PLACE) !== null;
    this.part(".token").hidden = known;
    this.part(".deeds").hidden = !known;
    this.part(".rebuild").hidden = recording.status !== "failed";
    this.part(".delete").disabled = recording.status === "recording" || recording.status === "processing";
  }

  async #do(method, path, done, then) {
    try {
      await ask(path, { method, token: sessionStorage.getItem(PLACE) });
      this.#say(done);
      announce(done);
      then();
    } catch (trouble) {
      if (trouble.status === 401) {
        this.#forget("The service does not take this token.");
      } else if (trouble.status === 404 && trouble.message === "Not found.") {
        this.#forget("The service was started without ADMIN_TOKEN: nothing can be changed from here.");
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
    this.part(".sure p").textContent = `\u2068${title(this.recording)}\u2069: the MP4 and its data are deleted. This cannot be undone.`;
    this.part(".sure [value=yes]").textContent = "Delete it";
    dialog.showModal();
    return new Promise((resolve) => {
      dialog.addEventListener("close", () => resolve(dialog.returnValue === "yes"), { once: true });
      dialog.returnValue = "no";
    });
  }
}
