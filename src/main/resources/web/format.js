// Figures and times as people read them.

const DAY = 86_400_000;
const clock = new Intl.DateTimeFormat(undefined, { hour: "numeric", minute: "2-digit" });
const date = new Intl.DateTimeFormat(undefined, { day: "numeric", month: "short" });
const fullDate = new Intl.DateTimeFormat(undefined, { day: "numeric", month: "short", year: "numeric" });
const exactClock = new Intl.DateTimeFormat(undefined, { hour: "numeric", minute: "2-digit", second: "2-digit" });
const exact = new Intl.DateTimeFormat(undefined, { dateStyle: "medium", timeStyle: "medium" });
const whole = new Intl.NumberFormat();

/** 75 is 1:15, 3675 is 1:01:15. */
export function duration(seconds) {
  const all = Math.max(0, Math.floor(seconds));
  const two = (number) => String(number).padStart(2, "0");
  const minutes = Math.floor(all / 60) % 60;
  return all < 3600 ? `${minutes}:${two(all % 60)}` : `${Math.floor(all / 3600)}:${two(minutes)}:${two(all % 60)}`;
}

/** A length that may be short: 0.4 s, 12 s, 2 min 5 s. */
export function span(seconds) {
  if (seconds < 10) {
    return `${Math.round(seconds * 10) / 10} s`;
  }
  const all = Math.round(seconds);
  return all < 120 ? `${all} s` : `${Math.floor(all / 60)} min ${all % 60} s`;
}

export function size(bytes) {
  if (!bytes) {
    return "–";
  }
  const units = ["bytes", "kB", "MB", "GB", "TB"];
  const power = Math.min(units.length - 1, Math.floor(Math.log10(bytes) / 3));
  const number = bytes / 1000 ** power;
  return `${power === 0 || number >= 100 ? Math.round(number) : number.toFixed(1)} ${units[power]}`;
}

export function number(value) {
  return whole.format(value);
}

/** today 14:03, yesterday 14:03, 12 Oct 14:03, 12 Oct 2024 14:03 */
export function when(iso) {
  const time = new Date(iso);
  const now = new Date();
  const midnight = new Date(now.getFullYear(), now.getMonth(), now.getDate());
  const days = Math.ceil((midnight - time) / DAY);
  const day = days <= 0 && time - midnight < DAY ? "today" : days === 1 ? "yesterday"
    : time.getFullYear() === now.getFullYear() ? date.format(time) : fullDate.format(time);
  return `${day} ${clock.format(time)}`;
}

export function timeOfDay(iso) {
  return exactClock.format(new Date(iso));
}

export function hour(iso) {
  return clock.format(new Date(iso));
}

/** What the service says of itself, as a sentence begins; ffmpeg is a name. */
export function sentence(words) {
  return /^ff(mpeg|probe)\b/.test(words) ? words : words.charAt(0).toUpperCase() + words.slice(1);
}

/** Why a recording is not finished, by the code of its failure. */
const FAILURES = {
  "program-missing": "A program that the service needs, such as ffmpeg, is not on its machine",
  "program-failed": "ffmpeg failed",
  "program-hung": "ffmpeg took too long",
  "disk-full": "The disk of the service is full",
  "memory-full": "ffmpeg needs more memory than it may have",
  "audit-failed": "The MP4 did not hold what was captured, and was not kept",
  "store-away": "The object store does not answer",
  "database-away": "The database does not answer",
};

const SILENT = "It does not answer";

/** Why somebody was not told of a recording, by the code of that failure. */
const HAND_OVER_FAILURES = {
  "connection-refused": SILENT,
  "connection-broken": SILENT,
  "time-out": SILENT,
  "unknown-host": SILENT,
  "store-away": SILENT,
  "stream-service-silent": "The Stream Service gives no usable answer",
};

/** Why a recording is not finished: the words for the code, else what the service says of it. */
export function plainly(code, error) {
  return FAILURES[code] ?? sentence(error);
}

/** The same of a hand-over. */
export function plainlyOfHandOver(code, error) {
  return HAND_OVER_FAILURES[code] ?? sentence(error);
}

export function moment(iso) {
  return exact.format(new Date(iso));
}

export const STATUS = { recording: "Live", processing: "Processing", completed: "Completed", failed: "Failed" };

/** What a recording is called: its title, else its stream key, else its file or its id. */
export function title(recording) {
  return recording.title || recording.stream_key || recording.file_path || recording.id;
}
