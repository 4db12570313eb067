// The page: which view the address asks for, and how one goes from one to the other.

import { template } from "./dom.js";
import { watchHealth } from "./health.js";
import { showList } from "./list.js";
import { showWatch } from "./watch.js";

const main = document.getElementById("main");
let view = null;
let shown = "";

/** What of the address says what is shown: a jump within the page changes nothing. */
const asked = () => location.pathname + location.search;

/** Shows what is at the address of the browser. */
function show() {
  view?.stop();
  shown = asked();
  const watched = location.pathname.match(/^\/watch\/([^/]+)$/);
  view = watched ? showWatch(main, watched[1], { go })
    : location.pathname === "/" ? showList(main, { go, place: history.state }) : lost();
}

/** There is nothing at this address. */
function lost() {
  main.replaceChildren(template("lost-view"));
  document.title = "No such page · Recordings";
  return { stop() {} };
}

/** Goes to another address of the page; stay: the view knows of it already. */
function go(address, { replace = false, stay = false } = {}) {
  if (!replace) {
    history.replaceState({ scrollY, row: document.activeElement?.closest("tr")?.dataset.id ?? null }, "");
  }
  history[replace ? "replaceState" : "pushState"](null, "", address);
  shown = asked();
  if (!stay) {
    show();
    scrollTo(0, 0);
    main.focus({ preventScroll: true });
  }
}

document.addEventListener("click", (event) => {
  const link = event.target.closest("a[data-link][href]");
  if (link && event.button === 0 && !event.metaKey && !event.ctrlKey && !event.shiftKey && !event.altKey) {
    event.preventDefault();
    go(link.getAttribute("href"));
  }
});
addEventListener("popstate", () => {
  if (asked() !== shown) {
    show();
  }
});
show();
watchHealth(document.getElementById("health"));
