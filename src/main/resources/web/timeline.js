// Where in a recording the holes are: to see, to hear, and to jump to.

import { el } from "./dom.js";
import { duration, moment, span } from "./format.js";
import { lacking, place } from "./recording.js";

/** So much of what was before a hole is played again. */
const BEFORE = 3;

/** So far a key goes, in seconds. */
const STEP = 5;

/** The cause of a hole in which nothing is missing. */
const PAUSE = "the broadcast paused";

/** What is wrong with a damaged segment is among the events. */
const DAMAGE = /( is damaged): .*/;

export class Timeline {
  /**
   * @param section of the page
   * @param seek    called with seconds
   */
  constructor(section, seek) {
    this.section = section;
    this.seek = seek;
    this.bar = section.querySelector(".timeline");
    this.hand = el("b");
    this.hand.hidden = true;
    this.now = 0;
    this.pointed = section.querySelector(".pointed");
    this.bar.addEventListener("click", (event) => this.#go(this.#under(event)));
    this.bar.addEventListener("pointerdown", (event) => this.bar.setPointerCapture(event.pointerId));
    this.bar.addEventListener("pointermove", (event) => this.#point(event));
    for (const over of ["pointerleave", "pointercancel", "blur"]) {
      this.bar.addEventListener(over, () => { this.pointed.hidden = true; });
    }
    this.bar.addEventListener("keydown", (event) => this.#key(event));
  }

  /** The time under a finger or a mouse. */
  #under(event) {
    const { left, width } = this.bar.getBoundingClientRect();
    return Math.max(0, Math.min(1, (event.clientX - left) / width)) * this.length;
  }

  /** Says what time it would be, and goes there while a finger or a button is down. */
  #point(event) {
    const time = this.#under(event);
    this.pointed.hidden = false;
    this.pointed.textContent = duration(time);
    this.pointed.style.left = `${100 * time / this.length}%`;
    if (event.buttons === 1) {
      this.#go(time);
    }
  }

  #key(event) {
    const places = { ArrowLeft: this.now - STEP, ArrowDown: this.now - STEP, ArrowRight: this.now + STEP, ArrowUp: this.now + STEP,
      PageDown: this.now - this.length / 10, PageUp: this.now + this.length / 10, Home: 0, End: this.length };
    if (event.key in places) {
      event.preventDefault();
      this.#go(Math.max(0, Math.min(this.length, places[event.key])));
    }
  }

  /** @param time on the timeline */
  #go(time) {
    this.#show(time);
    this.seek(this.#played(time));
  }

  /** @param report of GET /recording/{id}/report */
  draw(report) {
    const drawn = JSON.stringify([report.live, report.duration, report.holes, report.segments, report.doubts]);
    if (this.drawn === drawn) {
      return;
    }
    this.drawn = drawn;
    this.length = report.duration || 1;
    // captured segments are played one after the other; only an MP4 has its holes as time
    this.left = report.live ? report.holes.filter((hole) => hole.kept) : [];
    this.section.hidden = false;
    const marks = report.holes.map((hole) => {
      const { left, width } = place(hole, this.length);
      const mark = el("i", { title: `${duration(hole.at)}, ${span(hole.length)}` });
      mark.style.left = `${left}%`;
      mark.style.width = `${width}%`;
      return mark;
    });
    this.bar.setAttribute("role", "slider");
    this.bar.tabIndex = 0;
    this.bar.setAttribute("aria-valuemin", "0");
    this.bar.setAttribute("aria-valuemax", String(Math.floor(this.length)));
    this.bar.setAttribute("aria-label", report.holes.length === 0 ? `Place in ${duration(this.length)} without a hole`
      : `Place in ${duration(this.length)} with ${report.holes.length === 1 ? "1 hole, which is" : `${report.holes.length} holes, which are`} listed below`);
    this.#say();
    this.bar.replaceChildren(...marks, this.hand);
    const list = this.section.querySelector(".holes");
    list.replaceChildren(...(report.holes.length === 0
      ? [whole(report)]
      : report.holes.map((hole) => this.#hole(hole))));
  }

  #hole(hole) {
    const go = el("button", { type: "button", textContent: duration(hole.at) });
    go.setAttribute("aria-label", `Play what surrounds the hole at ${duration(hole.at)}`);
    go.addEventListener("click", () => this.seek(Math.max(0, this.#played(hole.at) - BEFORE), true));
    const words = hole.cause === PAUSE ? `${span(hole.length)} without a broadcast${hole.kept ? "" : " (closed)"}`
      : `${span(hole.length)} missing${hole.kept ? "" : " (closed)"}: ${(hole.cause ?? "the cause is not known").replace(DAMAGE, "$1")}`;
    return el("li", { title: hole.wall_clock ? moment(hole.wall_clock) : "" }, go, el("span", { textContent: words }));
  }

  /** The player is there now. */
  at(seconds) {
    let time = seconds;
    for (const hole of this.left ?? []) {
      time += hole.at <= time ? hole.length : 0;
    }
    this.#show(time);
  }

  #show(time) {
    this.now = time;
    this.hand.hidden = false;
    this.hand.style.left = `${100 * Math.min(1, time / this.length)}%`;
    this.#say();
  }

  #say() {
    this.bar.setAttribute("aria-valuenow", String(Math.floor(Math.min(this.now, this.length))));
    this.bar.setAttribute("aria-valuetext", `${duration(this.now)} of ${duration(this.length)}`);
  }

  /** Where the player has what stands there on the timeline. */
  #played(seconds) {
    return this.left.reduce((time, hole) => time - Math.max(0, Math.min(hole.length, seconds - hole.at)), seconds);
  }
}

/** Said in place of a list of holes. */
function whole(report) {
  const lacks = lacking(report.segments);
  if (lacks || report.doubts?.length) {
    return el("li", { textContent: `No hole between two segments, but ${lacks ?? "the recording is in doubt"}.` });
  }
  return el("li", { className: "whole-all", textContent: report.live ? "Nothing of the broadcast is missing so far."
    : "Complete: nothing is missing." });
}
