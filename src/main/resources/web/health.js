// What the service says of itself, over both views: it may be ill while its answers are right.

import { text } from "./dom.js";
import { sentence } from "./format.js";

const EVERY = 15_000;
const STORE_AWAY = "The object store does not answer";
let said = "";

/** What a reason means for who watches, by how it begins. */
const MEANINGS = [
  ["bucket ", STORE_AWAY],
  ["PostgreSQL", "The database does not answer"],
  ["the disk of the work folder is full", "The disk of the service is full, so no new segment is captured"],
  ["the work folder cannot be written", "The service cannot write to its disk"],
  ["cannot be run", "A program that the service needs is not on its machine"],
];

/** Reasons in plain words, each once. */
export function meaning(reason) {
  const meanings = (reason ?? "").split("; ").filter(Boolean)
    .map((one) => MEANINGS.find(([begin]) => one.startsWith(begin))?.[1] ?? sentence(one));
  return [...new Set(meanings)].join(". ");
}

/** Whether the service said last that it cannot reach the object store. */
export function storeAway() {
  return said.includes(STORE_AWAY);
}

/** Asks now and again, while somebody looks, and shows what is wrong. */
export function watchHealth(banner) {
  async function look() {
    if (document.hidden) {
      return;
    }
    try {
      const answer = await fetch("/health", { cache: "no-store" });
      const { status, reason } = await answer.json();
      banner.hidden = status === "healthy" || !status;
      said = meaning(reason);
      text(banner, banner.hidden ? "" : `${said || "Something is wrong with the service"}. ${status === "degraded"
        ? "Recording continues as far as possible and catches up later." : "New streams are not recorded until it is healthy again."}`);
    } catch {
      // the views say that the service does not answer
    }
  }
  look();
  setInterval(look, EVERY);
  document.addEventListener("visibilitychange", look);
}
