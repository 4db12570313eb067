// One recording at its own address.

import { Admin } from "./admin.js";
import { ask, repeat } from "./api.js";
import { announce, attribute, template, text } from "./dom.js";
import { STATUS, duration, plainly, title, when } from "./format.js";
import { Player } from "./player.js";
import { Duration, doubted, received, silence } from "./recording.js";
import { drawEvents, drawFacts } from "./story.js";
import { Timeline } from "./timeline.js";

const SOON = 2;
const LATER = 15;
/** The report of a live recording is made anew for each question: after so many ms. */
const REPORT_AGE = 10_000;

/** Shows a recording until stop() is called. */
export function showWatch(main, id, { go }) {
  main.replaceChildren(template("watch-view"));
  document.title = "Recording";
  const root = main;
  const parts = new Map();
  const part = (selector) => {
    if (!parts.has(selector)) {
      parts.set(selector, root.querySelector(selector));
    }
    return parts.get(selector);
  };
  let heard = null;
  let recording = null;
  let report = null;
  let reportAt = 0;
  const shown = new Duration();
  let over = false;

  const timeline = new Timeline(part(".timeline-part"), (seconds, play) => player.seek(seconds, play));
  const player = new Player(part, (seconds) => timeline.at(seconds));
  const admin = new Admin(part, { changed: () => updates.now(), gone: () => go("/") });
  player.curtain("Loading", "");
  part(".admin").hidden = true;
  part(".columns").hidden = true;

  async function update() {
    try {
      const answer = await ask(`/overview/${encodeURIComponent(id)}`);
      if (over) {
        return;
      }
      const before = recording;
      if (answer !== heard) {
        heard = answer;
        recording = received(answer.recording, answer.now);
      }
      part(".problem").hidden = true;
      if (before && before.status !== recording.status) {
        announce(`${title(recording)}: ${STATUS[recording.status]}`);
      }
      draw();
      await Promise.all([play(), drawReport(), drawStory()]);
    } catch (trouble) {
      if (!over) {
        troubled(trouble);
      }
    }
  }

  function troubled(trouble) {
    if (trouble.status === 404 || trouble.status === 400) {
      recording = null;
      text(part("h1"), "There is no such recording");
      part(".byline .pill").hidden = true;
      text(part(".byline .key"), "");
      text(part(".byline .when"), "It was deleted, or the address is wrong.");
      part(".stage").hidden = true;
      part(".controls").hidden = true;
      document.title = "No such recording · Recordings";
      player.stop();
      part(".columns").hidden = true;
      part(".admin").hidden = true;
      part(".timeline-part").hidden = true;
      part(".doubt").hidden = true;
      updates.stop();
      return;
    }
    part(".problem").hidden = false;
    text(part(".problem"), `${trouble.message} Retrying every few seconds.`);
  }

  function draw() {
    const name = title(recording);
    document.title = `${name} · Recordings`;
    text(part("h1"), name);
    const pill = part(".byline .pill");
    attribute(pill, "class", `pill ${recording.status}`);
    text(pill, STATUS[recording.status]);
    text(part(".byline .key"), recording.title ? recording.stream_key ?? "" : "");
    part(".columns").hidden = false;
    part(".deleting").hidden = !recording.deleting;
    part(".doubt").hidden = !doubted(recording);
    text(part(".doubt"), doubted(recording) ?? "");
    admin.draw(recording);
    drawFacts(part(".facts"), recording, report);
    tick();
  }

  function tick() {
    if (recording) {
      const length = shown.of(recording);
      const words = [recording.started_at ? `started ${when(recording.started_at)}` : null,
        length > 0 ? duration(length) : null, silence(recording)];
      text(part(".byline .when"), words.filter(Boolean).join(" · "));
    }
  }

  async function play() {
    if (recording.status === "completed") {
      await player.mp4(recording);
    } else if (recording.status === "failed") {
      player.curtain("This recording failed", plainly(recording.error_code, recording.error ?? "The reason is not known."));
    } else if (recording.playable && recording.duration > 0) {
      await player.segments(recording);
    } else if (!player.playing) {
      player.curtain(recording.status === "recording" ? "Waiting for the first segment" : "Being processed",
        recording.error ? plainly(recording.error_code, recording.error)
          : `Playback starts here when ${recording.status === "recording" ? "the first segment is captured" : "the MP4 is complete"}.`);
    }
  }

  async function drawReport() {
    const live = recording.status === "recording";
    if (report?.report.sha256 || !live && recording.status !== "completed" || live && Date.now() - reportAt < REPORT_AGE) {
      return;
    }
    reportAt = Date.now();
    const answer = await ask(`/recording/${recording.id}/report`);
    if (answer.report && !over) {
      report = answer;
      if (report.report.duration > 0) {
        timeline.draw(report.report);
      }
      drawFacts(part(".facts"), recording, report);
    }
  }

  async function drawStory() {
    try {
      const { events } = await ask(`/recording/${recording.id}/events`);
      drawEvents(part(".events"), events);
    } catch (trouble) {
      if (trouble.status === 0) {
        throw trouble;
      }
      drawEvents(part(".events"), []);
    }
  }

  function keys(event) {
    if (event.ctrlKey || event.metaKey || event.altKey || /^(INPUT|SELECT|BUTTON|A|VIDEO)$/.test(event.target.tagName)) {
      return;
    }
    const deeds = { " ": () => player.toggle(), k: () => player.toggle(), j: () => player.seek(player.video.currentTime - 10),
      l: () => player.seek(player.video.currentTime + 10) };
    if (deeds[event.key]) {
      event.preventDefault();
      deeds[event.key]();
    }
  }
  document.addEventListener("keydown", keys);
  const updates = repeat(update, () => (recording && (recording.status === "completed" || recording.status === "failed") ? LATER : SOON));
  const ticks = setInterval(tick, 1000);

  return {
    stop() {
      over = true;
      updates.stop();
      clearInterval(ticks);
      document.removeEventListener("keydown", keys);
      player.stop();
    },
  };
}
