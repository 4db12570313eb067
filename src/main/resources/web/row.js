// One row of the list: made once, then kept up to date in place.

import { attribute, el, reel, template, text } from "./dom.js";
import { STATUS, duration, moment, plainly, size, title, when } from "./format.js";
import { Duration, completeness, picture, place, silence } from "./recording.js";

const POSTER_AGAIN = 60_000;

export class Row {
  constructor(recording) {
    this.element = template("row").firstElementChild;
    this.part = (selector) => this.element.querySelector(selector);
    this.length = new Duration();
    this.posterAfter = 0;
    this.part(".poster").append(reel());
    this.update(recording);
  }

  update(recording) {
    this.recording = recording;
    this.element.dataset.id = recording.id;
    const link = this.part(".name a");
    text(link, title(recording));
    attribute(link, "href", `/watch/${recording.id}`);
    text(this.part(".key"), recording.title && recording.stream_key ? recording.stream_key : "");
    const pill = this.part(".pill");
    attribute(pill, "class", `pill ${recording.status}`);
    text(pill, STATUS[recording.status]);
    text(this.part(".size"), size(recording.size));
    const time = this.part("time");
    if (recording.started_at) {
      text(time, when(recording.started_at));
      attribute(time, "datetime", recording.started_at);
      attribute(time, "title", moment(recording.started_at));
    }
    this.#completeness();
    this.tick();
  }

  /** Once a second: a live recording grows. */
  tick() {
    const { recording } = this;
    const shown = this.length.of(recording);
    text(this.part(".duration"), shown > 0 ? duration(shown) : "–");
    this.#poster();
    const words = this.part(".error");
    text(words, recording.deleting ? "It is being deleted" : silence(recording) ?? plainly(recording.error_code, recording.error ?? ""));
    attribute(words, "class", recording.status === "failed" ? "error" : "error waits");
  }

  #completeness() {
    const cell = this.part(".whole");
    const { kind, said, holes } = completeness(this.recording);
    const drawn = JSON.stringify([kind, said, holes]);
    if (this.drawn === drawn) {
      return;
    }
    this.drawn = drawn;
    cell.className = `whole ${kind}`;
    cell.replaceChildren(el("span", { className: "said", textContent: said }));
    if (holes) {
      cell.append(bar(holes, this.recording.length || this.recording.duration || 1));
    }
  }

  /** Over the reel, which is seen while there is no picture; one that did not come is asked for again later. */
  #poster() {
    const address = picture(this.recording);
    if (address && this.posterOf !== address && performance.now() >= this.posterAfter) {
      this.posterOf = address;
      let image = this.part(".poster img");
      if (!image) {
        image = el("img", { alt: "", loading: "lazy", decoding: "async" });
        image.addEventListener("error", () => {
          image.remove();
          this.posterOf = null;
          this.posterAfter = performance.now() + POSTER_AGAIN;
        });
        this.part(".poster").append(image);
      }
      image.src = address;
    }
  }
}

/** A bar that shows where the holes are; the words beside it say it too. */
function bar(holes, length) {
  const track = el("span", { className: "track" });
  track.setAttribute("aria-hidden", "true");
  for (const hole of holes) {
    const { left, width } = place(hole, length);
    const mark = el("i");
    mark.style.left = `${left}%`;
    mark.style.width = `${width}%`;
    track.append(mark);
  }
  return track;
}
