// How the page asks the service.

/** A sentence ends with a full stop. */
function whole(words) {
  return /[.!?]$/.test(words) ? words : `${words}.`;
}

/** An answer that is an error: its status, 0 when there was none, and what it says. */
export class Trouble extends Error {
  constructor(status, message) {
    super(message);
    this.status = status;
  }
}

/** An answer that takes longer, in ms, is none. */
const PATIENCE = 20_000;

/** The last answers that had an ETag, by their paths: one that has not changed is not sent again. */
const known = new Map();
const MOST_KNOWN = 20;

/** The JSON of an answer; null when it has no body. The same object as before when nothing has changed. */
export async function ask(path, { method = "GET", token = null } = {}) {
  let answer;
  let body;
  const before = method === "GET" ? known.get(path) : undefined;
  try {
    answer = await fetch(path, { method, cache: "no-store", signal: AbortSignal.timeout(PATIENCE),
      headers: { ...(token ? { Authorization: `Bearer ${token}` } : {}), ...(before ? { "If-None-Match": before.etag } : {}) } });
    if (answer.status === 304 && before) {
      return before.json;
    }
    body = await answer.text();
  } catch {
    throw new Trouble(0, "The service does not answer.");
  }
  let json = null;
  try {
    json = body ? JSON.parse(body) : null;
  } catch {
    throw new Trouble(answer.status, "The answer cannot be read.");
  }
  if (!answer.ok) {
    throw new Trouble(answer.status, json?.error ? whole(json.error) : (answer.status >= 500 ? "The service cannot answer at the moment." : `The service answered ${answer.status}.`));
  }
  const etag = answer.headers.get("ETag");
  known.delete(path);
  if (method === "GET" && etag) {
    known.set(path, { etag, json });
    if (known.size > MOST_KNOWN) {
      known.delete(known.keys().next().value);
    }
  }
  return json;
}

/**
 * Runs a function now and again and again, each time when the last run is over; not while nobody looks.
 *
 * @param seconds a function, as it may change
 */
export function repeat(run, seconds) {
  let timer = 0;
  let stopped = false;
  async function next() {
    clearTimeout(timer);
    if (stopped) {
      return;
    }
    if (!document.hidden) {
      await run();
    }
    if (!stopped) {
      clearTimeout(timer);
      timer = setTimeout(next, 1000 * seconds());
    }
  }
  const seen = () => { if (!document.hidden) next(); };
  document.addEventListener("visibilitychange", seen);
  next();
  return {
    now: next,
    stop() {
      stopped = true;
      clearTimeout(timer);
      document.removeEventListener("visibilitychange", seen);
    },
  };
}
