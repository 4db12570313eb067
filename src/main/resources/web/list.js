// The list: what is found, page by page, kept up to date.

import { ask, repeat } from "./api.js";
import { announce, attribute, el, template, text } from "./dom.js";
import { STATUS, number, title } from "./format.js";
import { Losses } from "./losses.js";
import { received } from "./recording.js";
import { Row } from "./row.js";

const PAGE = 50;
const UPDATE = 3;
const FILTERS = [["", "All"], ...Object.entries(STATUS)];
const NEWER = "recording-service.newer-than ";

/** Shows the list that the address asks for, until stop() is called. */
export function showList(main, { go, place }) {
  const view = template("list-view");
  const part = (selector) => main.querySelector(selector);
  main.replaceChildren(view);
  document.title = "Recordings";
  const asked = () => new URLSearchParams(location.search);
  const search = part("#q");
  const body = part("tbody");
  const rows = new Map();
  const losses = new Losses();
  let answered = false;
  let last = null;
  let counted = {};
  let typing = 0;

  search.value = asked().get("q") ?? "";
  skeleton(body);
  const filters = FILTERS.map(([status, name]) => {
    const link = el("a", { textContent: name });
    link.dataset.link = "";
    link.append(" ", el("span", { className: "count" }));
    part(".filters").append(link);
    return { status, link };
  });
  drawFilters();

  function address(changes) {
    const parameters = asked();
    for (const [name, value] of Object.entries(changes)) {
      if (value) parameters.set(name, value);
      else parameters.delete(name);
    }
    const query = parameters.toString();
    return query ? `/?${query}` : "/";
  }

  function drawFilters() {
    for (const { status, link } of filters) {
      attribute(link, "href", address({ status, cursor: null, from: null }));
      attribute(link, "aria-current", (asked().get("status") ?? "") === status ? "true" : null);
      const count = status ? counted[status] : Object.values(counted).reduce((sum, one) => sum + one, 0);
      text(link.lastElementChild, answered ? number(count ?? 0) : "");
    }
  }

  async function update() {
    const parameters = asked();
    parameters.delete("from");
    parameters.set("limit", String(PAGE));
    const query = parameters.toString();
    try {
      const answer = await ask(`/overview?${query}`);
      const now = asked();
      now.delete("from");
      now.set("limit", String(PAGE));
      if (query !== now.toString() || !main.contains(body)) {
        return;
      }
      const first = !answered;
      answered = true;
      part(".problem").hidden = true;
      part(".recordings").classList.remove("stale");
      if (answer !== last) {
        draw(answer, true);
        last = answer;
      }
      if (first && place) {
        scrollTo(0, place.scrollY);
        rows.get(place.row)?.element.querySelector("a").focus({ preventScroll: true });
      }
      if (await losses.look(answer.recordings) && answer === last && main.contains(body)) {
        draw(answer, false);
      }
    } catch (trouble) {
      if (main.contains(body)) {
        troubled(trouble);
      }
    }
  }

  /** What was known before stays, paler; a refusal says why. */
  function troubled({ status, message }) {
    const refused = status >= 400 && status < 500;
    part(".problem").hidden = false;
    text(part(".problem"), refused ? message
      : `${message} ${answered ? "Showing the last known state. " : ""}Retrying every few seconds.`);
    part(".recordings").classList.toggle("stale", answered);
    part(".recordings").hidden = !answered;
  }

  /** @param fresh whether the answer is another than before */
  function draw({ now, recordings, counts, next_cursor: cursor }, fresh) {
    const table = part(".recordings");
    attribute(table, "aria-busy", "false");
    counted = counts;
    drawFilters();
    const seen = new Set();
    const order = recordings.map((one) => {
      let row = rows.get(one.id);
      const recording = losses.of(fresh || !row ? received(one, now)
        : { ...one, heardAt: row.recording.heardAt, heardNow: row.recording.heardNow });
      seen.add(recording.id);
      if (row) {
        if (row.recording.status !== recording.status) {
          announce(`${title(recording)}: ${STATUS[recording.status]}`);
        }
        row.update(recording);
      } else {
        row = new Row(recording);
        rows.set(recording.id, row);
      }
      return row.element;
    });
    for (const id of [...rows.keys()]) {
      if (!seen.has(id)) {
        rows.get(id).element.remove();
        rows.delete(id);
      }
    }
    arrange(body, order);
    table.hidden = order.length === 0;
    drawBlank(order.length === 0);
    drawPager(order.length, counts, cursor);
  }

  function drawBlank(blank) {
    part(".blank").hidden = !blank;
    if (blank) {
      const looked = asked().get("q") || asked().get("status") || asked().get("cursor");
      text(part(".blank h2"), looked ? "No recording matches" : "Nothing has been recorded yet");
      text(part(".blank p"), looked ? "Nothing matches this search and status."
        : "When a stream goes live, its recording appears here.");
      part(".blank a").hidden = !looked;
    }
  }

  function drawPager(shown, counts, cursor) {
    const from = Math.max(0, Number(asked().get("from")) || 0);
    const status = asked().get("status");
    const all = status ? counts[status] : Object.values(counts).reduce((sum, one) => sum + one, 0);
    part(".pager").hidden = shown === 0 || (!cursor && from === 0);
    attribute(part(".pager .first"), "href", asked().get("cursor") ? address({ cursor: null, from: null }) : null);
    attribute(part(".pager .newer"), "href", asked().get("cursor") ? newerThan(address({})) : null);
    attribute(part(".pager .next"), "href", cursor ? address({ cursor, from: String(from + shown) }) : null);
    text(part(".range"), `${number(from + 1)} to ${number(from + shown)}${asked().get("q") ? "" : ` of ${number(all)}`}`);
  }

  part(".pager .next").addEventListener("click", (event) => remember(event.currentTarget.getAttribute("href"), address({})));
  search.addEventListener("input", () => {
    clearTimeout(typing);
    typing = setTimeout(find, 200);
  });
  part(".finder").addEventListener("submit", (event) => {
    event.preventDefault();
    clearTimeout(typing);
    find();
  });
  function find() {
    go(address({ q: search.value.trim(), cursor: null, from: null }), { replace: true, stay: true });
    drawFilters();
    updates.now();
  }
  function shortcut(event) {
    if (event.key === "/" && !event.ctrlKey && !event.metaKey && !/^(INPUT|TEXTAREA|SELECT)$/.test(document.activeElement?.tagName)) {
      event.preventDefault();
      search.focus();
    }
  }
  document.addEventListener("keydown", shortcut);
  const updates = repeat(update, () => UPDATE);
  const ticks = setInterval(() => rows.forEach((row) => row.tick()), 1000);

  return {
    stop() {
      updates.stop();
      clearInterval(ticks);
      clearTimeout(typing);
      document.removeEventListener("keydown", shortcut);
    },
  };
}

/** Notes from which page one comes to an older one: a cursor only leads on. */
function remember(older, newer) {
  try {
    sessionStorage.setItem(NEWER + older, newer);
  } catch {
    // a browser that keeps nothing, or has no room
  }
}

/** The page from which one came to this one; null behind a link of somebody else. */
function newerThan(older) {
  try {
    return sessionStorage.getItem(NEWER + older);
  } catch {
    return null;
  }
}

/** Puts rows in order; the focus stays where it is. */
function arrange(body, order) {
  const focused = document.activeElement;
  body.querySelectorAll(".skeleton").forEach((row) => row.remove());
  order.forEach((element, index) => {
    if (body.children[index] !== element) {
      body.insertBefore(element, body.children[index] ?? null);
    }
  });
  if (body.contains(focused)) {
    focused.focus({ preventScroll: true });
  }
}

function skeleton(body) {
  for (let i = 0; i < 6; i++) {
    const row = template("row").firstElementChild;
    row.className = "skeleton";
    row.setAttribute("aria-hidden", "true");
    row.querySelectorAll("td").forEach((cell) => {
      cell.replaceChildren(...(cell.classList.contains("what") ? [el("span"), el("span")] : [el("span")]));
    });
    body.append(row);
  }
}
