// What is derived from a recording of GET /overview.

import { span } from "./format.js";

/** No segment for so long, and a live stream is said to be silent. */
const SILENCE = 30;
/** So often, in seconds, the bucket is usually polled. */
const POLL = 10;
/** Farther than this behind what is captured, in seconds, a clock does not run. */
const FAR = 15;
const MINUTE = 60_000;

/** Remembers when an answer came, so that times go on from there by this machine's clock. */
export function received(recording, now) {
  return { ...recording, heardAt: performance.now(), heardNow: Date.parse(now) };
}

/** Seconds since the last segment came; null before the first. */
export function sinceSegment(recording) {
  return recording.last_segment_at === null ? null
    : (recording.heardNow - Date.parse(recording.last_segment_at) + performance.now() - recording.heardAt) / 1000;
}

/**
 * The duration as it is shown. A live one grows by a poll at a time: it is shown second by second, a little behind what is captured, so
 * that it never says more than there is, and does not run backwards.
 */
export class Duration {
  #shown = 0;
  #at = 0;

  /** Seconds. */
  of(recording) {
    const { status, duration } = recording;
    const now = performance.now() / 1000;
    if (status !== "recording" || duration === 0) {
      this.#shown = duration;
    } else if (this.#shown === 0 || duration - this.#shown > FAR) {
      this.#shown = Math.max(1, duration - Math.max(0, POLL - (sinceSegment(recording) ?? POLL)));
    } else {
      this.#shown = Math.min(duration, this.#shown + now - this.#at);
    }
    this.#at = now;
    return this.#shown;
  }
}

/** What is the matter with a live stream, in words; null when nothing is. */
export function silence(recording) {
  if (recording.status !== "recording") {
    return null;
  }
  const since = sinceSegment(recording);
  return since === null ? "Waiting for the first segment" : since > SILENCE ? `No new segment for ${span(since)}` : null;
}

/**
 * How complete it is.
 *
 * @return kind: good, holed or none; said: words; holes to be drawn, or null for no bar
 */
export function completeness(recording) {
  if (recording.deleting) {
    return { kind: "none", said: "Being deleted", holes: null };
  }
  if (recording.status === "recording") {
    return soFarComplete(recording);
  }
  if (recording.status === "processing") {
    return { kind: "none", said: "Being checked", holes: null };
  }
  if (recording.status === "failed") {
    return { kind: "none", said: "No MP4", holes: null };
  }
  if (recording.coverage === null) {
    return { kind: "none", said: "Not known", holes: null };
  }
  const holes = recording.holes ?? [];
  if (recording.doubts?.length > 0) {
    return { kind: "holed", said: "In doubt", holes };
  }
  if (holes.length > 0) {
    return { kind: "holed", said: holed(holes), holes };
  }
  const lacks = lacking(recording);
  if (lacks) {
    return { kind: "holed", said: lacks, holes };
  }
  return { kind: "good", said: "Complete", holes };
}

/** The same of one that is live, by its report, if there is one yet. */
function soFarComplete(recording) {
  const { coverage, holes } = recording;
  if (coverage === null || !holes) {
    return { kind: "none", said: "Not known yet", holes: null };
  }
  const lacks = [holes.length > 0 ? holed(holes) : null, lacking(recording)].filter(Boolean);
  return lacks.length > 0 ? { kind: "holed", said: `So far ${lacks.join(", ")}`, holes }
    : { kind: "none", said: "Complete so far", holes: null };
}

function holed(holes) {
  const missing = holes.reduce((sum, hole) => sum + hole.length, 0);
  return `${holes.length === 1 ? "1 hole" : `${holes.length} holes`}, ${span(missing)} missing`;
}

/** What is not whole though there is no hole between two segments: at the beginning, at the end, or within one; null when all is. */
export function lacking({ missing, damaged }) {
  const segments = (number, what) => number > 0 ? `${number} ${what} segment${number === 1 ? "" : "s"}` : null;
  return [segments(missing, "missing"), segments(damaged, "damaged")].filter(Boolean).join(", ") || null;
}

/** Why it is in doubt, in words; null when it is not. */
export function doubted({ doubts }) {
  return doubts?.length > 0 ? `In doubt: ${doubts.map(({ text }) => text).join("; ")}.` : null;
}

/** Where its picture is: of one that is being made there is another each minute. Null when there is none, as far as is known. */
export function picture({ id, status, poster, playable, duration }) {
  const growing = (status === "recording" || status === "processing") && playable && duration > 0;
  return poster ?? (growing ? `/recording/${id}/poster?at=${Math.floor(Date.now() / MINUTE)}` : null);
}

/** The place of a hole on a bar, in percent. */
export function place(hole, length) {
  const share = (seconds) => 100 * Math.max(0, Math.min(1, seconds / length));
  return { left: share(hole.at), width: hole.kept ? share(hole.at + hole.length) - share(hole.at) : 0 };
}
