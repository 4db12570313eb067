// How the page asks the service.

/** An answer that is an error: its status, 0 when there was none, and what it says. */
export class Trouble extends Error {
  constructor(status, message) {
    super(message);
    this.status = status;
  }
}

/** The JSON of an answer; null when it has no body. */
export async function ask(path, { method = "GET", token = null, signal } = {}) {
  let answer;
  try {
    answer = await fetch(path, { method, signal, cache: "no-store", headers: token ? { Authorization: `Bearer ${token}` } : {} });
  } catch (cause) {
    if (cause.name === "AbortError") {
      throw cause;
    }
    throw new Trouble(0, "The service does not answer.");
  }
  const body = await answer.text();
  let json = null;
  try {
    json = body ? JSON.parse(body) : null;
  } catch {
    throw new Trouble(answer.status, "The answer cannot be read.");
  }
  if (!answer.ok) {
    throw new Trouble(answer.status, json?.error ?? (answer.status >= 500 ? "The service cannot answer at the moment." : `The service answered ${answer.status}.`));
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
