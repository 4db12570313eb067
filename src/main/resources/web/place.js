// Where somebody was in a recording: what its address says, else what this browser remembers.

const PLACE = "recording-service.place ";
/** Nearer to the beginning than this, in seconds, one begins. */
const BEGINNING = 5;
const MOST = 200;

/** Seconds; 0 for the beginning. */
export function placeIn(id) {
  const asked = new URLSearchParams(location.search).get("t") ?? "";
  const parts = asked.match(/^(?:(\d{1,3})h)?(?:(\d{1,5})m)?(?:(\d{1,7}(?:\.\d{1,3})?)s?)?$/);
  if (asked && parts) {
    return 3600 * Number(parts[1] ?? 0) + 60 * Number(parts[2] ?? 0) + Number(parts[3] ?? 0);
  }
  try {
    return Number(localStorage.getItem(PLACE + id)) || 0;
  } catch {
    return 0;
  }
}

/** Remembers where one is; at the beginning and at the end there is nothing to remember. */
export function rememberPlace(id, seconds, end) {
  try {
    if (seconds < BEGINNING || seconds > end - BEGINNING) {
      localStorage.removeItem(PLACE + id);
    } else {
      const places = Object.keys(localStorage).filter((key) => key.startsWith(PLACE) && key !== PLACE + id);
      if (places.length >= MOST) {
        localStorage.removeItem(places[0]);
      }
      localStorage.setItem(PLACE + id, seconds.toFixed(1));
    }
  } catch {
    // a browser that keeps nothing, or has no room
  }
}

/** The page's own address, at this place. */
export function addressOf(id, seconds) {
  return `${location.origin}/watch/${id}${seconds >= BEGINNING ? `?t=${Math.floor(seconds)}` : ""}`;
}
