// What is known of one recording besides its picture: its report and its events.

import { el } from "./dom.js";
import { duration, moment, number, plainlyOfHandOver, sentence, size, span, timeOfDay } from "./format.js";
import { completeness } from "./recording.js";

const WORDS = {
  "stream.started": "The stream started",
  "stream.ended": "The stream ended",
  "recording.started": "The recording began",
  "recording.identified": "The Stream Service said which stream it is",
  "recording.resumed": "The stream came back",
  "recording.taken-over": "Another instance took over",
  "recording.ended": "The recording ended",
  "recording.postponed": "Finishing was postponed",
  "recording.completed": "Completed",
  "recording.failed": "Failed",
  "recording.rebuilt": "A rebuild was asked for",
  "segments.captured": "Segments were captured",
  "segment.retried": "A segment took several attempts",
  "segment.given-up": "A segment was skipped",
  "segment.recovered": "A skipped segment arrived after all",
  "segment.replaced": "A segment was overwritten in the bucket",
  "segments.left-out": "Segments that the playlist does not list were left out",
  "segment.damaged": "A damaged segment arrived",
  "segment.forgotten": "A segment is downloaded again",
  "ffmpeg.join": "ffmpeg joined the segments",
  "join.rung": "The segments are joined by another command",
  "ffmpeg.poster": "The poster was made",
  "ffprobe.audit": "The MP4 was checked",
  "object.uploaded": "The MP4 was uploaded",
  "object.kept": "The MP4 of an earlier attempt is used",
  "folder.deleted": "The work folder was deleted",
  "folder.moved": "Another work folder is used",
  "rendition.chosen": "A rendition was chosen",
  "object-name.changed": "Another name was chosen for the MP4",
  "live-join.given-up": "The recording will be joined at the end, not while it is live",
  "hand-over.sent": "Handed over",
  "hand-over.postponed": "A hand-over will be retried",
  "hand-over.waiting": "A hand-over waits",
  "hand-over.refused": "A hand-over was rejected",
  "hand-over.kept": "Not handed over: the live segments are kept",
  "hand-over.dropped": "A hand-over is no longer needed",
  "recording.reconciled": "A contradiction in its data was repaired",
  "recording.expired": "The time that RETENTION keeps it is over",
  "recording.deleted": "The recording was deleted",
};

/** What is said in place of that of a program that failed. */
const FAILED = {
  "ffmpeg.join": "ffmpeg could not join the segments",
  "ffmpeg.poster": "The poster could not be made",
  "ffprobe.audit": "The MP4 could not be checked",
};

const day = (time) => new Date(time).toDateString();

/** @param answer of GET /recording/{id}/report, or null */
export function drawFacts(list, recording, answer) {
  const report = answer?.report;
  const { coverage, holes, duration: length, segments } = report?.live ? report : {};
  const facts = [["Completeness", completeness(report?.live ? { ...recording, coverage, holes, length, ...segments } : recording).said]];
  if (report) {
    const { expected, captured, missing, damaged, duplicate } = report.segments;
    for (const doubt of report.doubts ?? []) {
      facts.push(["In doubt", doubt.text]);
    }
    facts.push(["Coverage", `${report.coverage} % of the broadcast${report.live ? " so far" : ""}`]);
    facts.push(["Length", `${duration(report.duration)} (${report.duration} s)`]);
    facts.push(["Segments", `${number(captured)} of ${number(expected)} captured`
      + (missing ? `, ${number(missing)} missing` : "") + (damaged ? `, ${number(damaged)} damaged` : "")
      + (duplicate ? `, ${number(duplicate)} captured twice` : "")]);
    for (const track of report.tracks ?? []) {
      facts.push([track.kind === "video" ? "Picture" : "Sound",
        [track.codec, track.packets_in === undefined ? null : `${number(track.packets_out)} of ${number(track.packets_in)} packets`,
          track.coverage < 100 ? `there for ${track.coverage} % of the time` : null].filter(Boolean).join(", ")]);
    }
    if (report.audio_encoded_again) {
      facts.push(["Sound format", report.rungs?.[0]?.reason ?? "It changed during the broadcast, so the sound was encoded again"]);
    }
    if (report.av_skew !== undefined) {
      facts.push(["In sync", `sound and picture end ${span(Math.abs(report.av_skew))} apart`]);
    }
  }
  facts.push(["Size", size(recording.size)]);
  if (recording.started_at) {
    facts.push(["Started", moment(recording.started_at)]);
  }
  if (recording.ended_at) {
    facts.push(["Stream ended", moment(recording.ended_at)]);
  }
  if (recording.completed_at) {
    facts.push([recording.status === "failed" ? "Failed" : "Completed", moment(recording.completed_at)]);
  }
  if (recording.error) {
    facts.push(["Reason", recording.error]);
  }
  if (recording.file_path) {
    facts.push(["File", recording.file_path, true]);
  }
  if (report?.sha256) {
    facts.push(["SHA-256", report.sha256, true]);
  }
  facts.push(["Recording", recording.id, true]);
  if (recording.stream_id) {
    facts.push(["Stream", recording.stream_id, true]);
  }
  const said = JSON.stringify(facts);
  if (list.dataset.said !== said) {
    list.dataset.said = said;
    list.replaceChildren(...facts.flatMap(([name, value, mono]) =>
      [el("dt", { textContent: name }), el("dd", { textContent: value, className: mono ? "mono" : "" })]));
  }
}

/** Of the tries of one hand-over that did not get through the last alone, which knows them all. */
function folded(events) {
  const postponed = events.filter(({ kind }) => kind === "hand-over.postponed");
  return events.flatMap((event) => {
    if (event.kind !== "hand-over.postponed") {
      return [event];
    }
    const tries = postponed.filter((one) => one.receiver === event.receiver && one.host === event.host && one.event === event.event);
    return event === tries.at(-1) ? [{ ...event, tries }] : [];
  });
}

/** Why it happened, and how often it was tried. */
function because({ at, kind, code, cause, tries = [] }) {
  const why = !cause ? null : kind.startsWith("hand-over.") ? plainlyOfHandOver(code, cause) : sentence(WORDS[cause] ?? cause);
  const often = tries.length < 2 ? null
    : `tried ${number(tries.length)} times, first at ${day(tries[0].at) === day(at) ? timeOfDay(tries[0].at) : moment(tries[0].at)}`;
  return [why, often].filter(Boolean).join("; ");
}

/** @param events of GET /recording/{id}/events */
export function drawEvents(list, events) {
  const said = JSON.stringify(events);
  if (list.dataset.said === said) {
    return;
  }
  list.dataset.said = said;
  let last = day(Date.now());
  list.replaceChildren(...(events.length === 0 ? [el("li", { className: "none", textContent: "No events." })]
    : folded(events).map((event) => {
      const before = last;
      last = day(event.at);
      const failed = event.exit !== undefined && event.exit !== 0;
      const words = (failed ? FAILED[event.kind] : null) ?? WORDS[event.kind] ?? sentence(event.kind.replaceAll(/[._-]/g, " "));
      const line = el("li", {}, el("time", { dateTime: event.at, title: moment(event.at),
        textContent: last === before ? timeOfDay(event.at) : moment(event.at) }),
      el("span", { textContent: event.receiver ? `${words}: ${event.receiver}` : words }));
      const cause = because(event);
      if (cause) {
        line.append(el("span", { className: "cause", textContent: cause }));
      }
      return line;
    })));
}
