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

/** What the service says of itself, as a sentence begins. */
export function sentence(words) {
  return words.charAt(0).toUpperCase() + words.slice(1);
}

/** What operators know by other words. */
const PLAIN = [
  [/^Cannot run program "?([^" ]+)/, (program) => `${program.split("/").pop()} is not on the machine of the service`],
  [/No space left on device|^no room on the disk|disk of the work folder is full/, () => "The disk of the service is full"],
  [/^audit: /, () => "The MP4 did not hold what was captured, and was not kept"],
  [/did not end within \d+ ms/, () => "ffmpeg took too long"],
  [/^exit status/, () => "ffmpeg failed"],
  [/Connection refused|UnknownHost|Status Code: \d+|Unable to execute HTTP request/, () => "The object store does not answer"],
];

/** The same of those who are told of a recording. */
export const HAND_OVER = [
  [/^CircuitBreaker .* does not permit further calls/, () => "It failed several times in a row, so it is left alone for a moment"],
  [/Connection refused|timed out|failed to respond|Name or service not known|Temporary failure in name resolution|Unable to execute HTTP request/,
    () => "It does not answer"],
];

/** Why a recording is not finished, or somebody not told of it, in plain words; an error that needs none as it is. */
export function plainly(error, plain = PLAIN) {
  for (const [pattern, words] of plain) {
    const found = error.match(pattern);
    if (found) {
      return words(...found.slice(1));
    }
  }
  return sentence(error);
}

export function moment(iso) {
  return exact.format(new Date(iso));
}

export const STATUS = { recording: "Live", processing: "Processing", completed: "Completed", failed: "Failed" };

/** What a recording is called: its title, else its stream key, else its file or its id. */
export function title(recording) {
  return recording.title || recording.stream_key || recording.file_path || recording.id;
}
