// What live recordings of the list lack: their reports are asked for one after the other, the one not asked for longest first.

import { ask } from "./api.js";

/** The report of a recording is asked for again after so many ms: it is made anew for each question. */
const AGE = 15_000;

export class Losses {
  constructor() {
    this.known = new Map();
  }

  /** Adds to a recording of GET /overview what its report said last. */
  of(recording) {
    const report = recording.status === "recording" ? this.known.get(recording.id)?.report : null;
    return report ? { ...recording, coverage: report.coverage, holes: report.holes, length: report.duration,
      missing: report.segments.missing, damaged: report.segments.damaged } : recording;
  }

  /** Asks for one report that is due; true when it was there. */
  async look(recordings) {
    const live = recordings.filter(({ status, duration }) => status === "recording" && duration > 0);
    const ids = new Set(live.map(({ id }) => id));
    for (const id of this.known.keys()) {
      if (!ids.has(id)) {
        this.known.delete(id);
      }
    }
    const at = (id) => this.known.get(id)?.at ?? -Infinity;
    const due = live.map(({ id }) => id).sort((one, other) => at(one) - at(other))[0];
    if (due === undefined || performance.now() - at(due) < AGE) {
      return false;
    }
    let report = this.known.get(due)?.report;
    try {
      report = (await ask(`/recording/${due}/report`)).report;
    } catch {
      // the list itself says when nothing answers
    }
    this.known.set(due, { at: performance.now(), report });
    return true;
  }
}
