// Plays a recording: a finished one from its MP4, one in the making from its captured segments.

import { ask } from "./api.js";
import { hour, span } from "./format.js";
import { addressOf, placeIn, rememberPlace } from "./place.js";

/** A link that has less than this left, in ms, is not used any more. */
const TOO_SHORT = 30_000;
/** So far behind the newest segment, in seconds, one is not live. */
const BEHIND = 10;
/** So near to it one goes: a player needs something ahead of it. */
const NEAR = 6;

export class Player {
  /**
   * @param stage the part of the page with the video, its curtain and its controls
   * @param part  finds a part of the page by its selector
   * @param onTime called with seconds while it plays
   */
  constructor(part, onTime) {
    this.part = part;
    this.video = part("video");
    this.playing = null;
    /** Where it was when it was played last, and whether it went on: another way of playing goes on from there. */
    this.place = { time: 0, goesOn: false };
    this.began = false;
    this.video.addEventListener("timeupdate", () => {
      this.#keepPlace();
      onTime(this.video.currentTime);
      this.#drawLive();
    });
    this.video.addEventListener("error", () => this.#failed());
    part(".back10").addEventListener("click", () => this.seek(this.video.currentTime - 10));
    part(".on10").addEventListener("click", () => this.seek(this.video.currentTime + 10));
    part(".speed").addEventListener("change", (event) => { this.video.playbackRate = Number(event.target.value); });
    part(".live").addEventListener("click", () => this.seek(this.#end() - NEAR, true));
    part(".share").addEventListener("click", () => this.#share());
    part(".copy").addEventListener("click", () => this.#copy());
    part(".download").addEventListener("click", () => this.#download());
    part(".again").addEventListener("click", () => {
      this.refused = false;
      this.mp4(this.recording);
    });
  }

  /** Shows words in place of a picture. */
  curtain(title, words) {
    this.#release();
    this.part(".again").hidden = true;
    this.video.hidden = true;
    this.part(".curtain").hidden = false;
    this.part(".curtain h2").textContent = title;
    this.part(".curtain p").textContent = words;
    this.part(".controls").hidden = true;
  }

  /** Plays the MP4 by a link that expires; goes on where another way of playing was. */
  async mp4(recording) {
    if (this.playing === "mp4" || this.refused) {
      return;
    }
    try {
      this.link = await this.#link(recording.id);
    } catch (trouble) {
      if (!this.stopped) {
        this.curtain("This recording cannot be played now", trouble.message);
      }
      return;
    }
    if (this.stopped || this.playing === "mp4") {
      return;
    }
    this.#release();
    this.#begin(recording);
    const { time, goesOn } = this.place;
    this.playing = "mp4";
    this.video.src = this.link.url;
    if (recording.poster) {
      this.video.poster = recording.poster;
    }
    this.#raise();
    this.part(".live").hidden = true;
    this.part(".behind").hidden = true;
    this.part(".copy").hidden = false;
    this.part(".download").hidden = false;
    if (time > 0) {
      this.video.currentTime = time;
    }
    if (goesOn) {
      this.video.play().catch(() => { /* the browser wants to be asked by the person */ });
    }
  }

  /** Plays the captured segments from the beginning. */
  async segments(recording) {
    if (this.playing !== null) {
      return;
    }
    const source = `/recording/${recording.id}/playlist.m3u8`;
    try {
      await library();
    } catch (trouble) {
      this.curtain("This recording cannot be played now", trouble.message);
      return;
    }
    if (this.stopped || this.playing !== null) {
      return;
    }
    this.#begin(recording);
    this.playing = "segments";
    const { time, goesOn } = this.place;
    if (!window.Hls?.isSupported()) {
      this.video.src = source;
      this.video.currentTime = time;
    } else {
      this.hls = new window.Hls({ startPosition: time, enableWorker: false, backBufferLength: 120, maxBufferLength: 30 });
      this.hls.on(window.Hls.Events.ERROR, (_, error) => this.#troubled(error));
      this.hls.loadSource(source);
      this.hls.attachMedia(this.video);
    }
    this.#raise();
    this.part(".live").hidden = false;
    this.part(".copy").hidden = true;
    this.part(".download").hidden = true;
    if (goesOn) {
      this.video.play().catch(() => { /* the browser wants to be asked by the person */ });
    }
  }

  /** @param play also plays */
  seek(seconds, play = false) {
    if (this.playing) {
      // before it knows its length, the video takes any place as the one to begin at
      this.video.currentTime = Math.max(0, this.video.readyState === 0 ? seconds : Math.min(seconds, this.#end()));
      if (play) {
        this.video.play().catch(() => { /* the browser wants to be asked by the person */ });
      }
    }
  }

  toggle() {
    if (this.playing) {
      if (this.video.paused) this.video.play().catch(() => { /* as above */ });
      else this.video.pause();
    }
  }

  /** For ever: whatever is still awaited plays nothing any more. */
  stop() {
    this.stopped = true;
    this.#release();
    this.video.pause();
  }

  #raise() {
    this.video.hidden = false;
    this.part(".curtain").hidden = true;
    this.part(".controls").hidden = false;
    this.video.playbackRate = Number(this.part(".speed").value);
  }

  /** Where one comes to this recording first. */
  #begin(recording) {
    this.recording = recording;
    if (!this.began) {
      this.began = true;
      const time = placeIn(recording.id);
      // an address may name a place that is not there yet, or not any more
      this.place.time = time < recording.duration ? time : 0;
    }
  }

  #release() {
    this.#keepPlace();
    this.playing = null;
    this.hls?.destroy();
    this.hls = null;
    this.video.removeAttribute("src");
  }

  #keepPlace() {
    if (this.playing && this.video.currentTime > 0) {
      this.place = { time: this.video.currentTime, goesOn: !this.video.paused || this.video.ended };
      rememberPlace(this.recording.id, this.place.time, this.playing === "mp4" ? this.#end() : Infinity);
    }
  }

  #end() {
    const { seekable, duration } = this.video;
    return Number.isFinite(duration) ? duration : seekable.length > 0 ? seekable.end(seekable.length - 1) : 0;
  }

  #drawLive() {
    if (this.playing === "segments") {
      const behind = Math.max(0, this.#end() - this.video.currentTime);
      this.part(".live").disabled = behind < BEHIND;
      this.part(".behind").hidden = false;
      this.part(".behind").textContent = behind < BEHIND ? "Live" : `${span(Math.round(behind))} behind live`;
    }
  }

  async #link(id) {
    const link = await ask(`/recording/${id}/url`);
    this.part(".expires").textContent = `Link works until ${hour(link.expires_at)}`;
    return link;
  }

  /** A link that expired while the page was open is asked for again; anything else is said, and tried again when one asks for it. */
  #failed() {
    if (this.playing === "segments" && !this.hls) {
      this.#interrupted();
    }
    if (this.playing !== "mp4") {
      return;
    }
    if (isOld(this.link)) {
      this.#release();
      this.mp4(this.recording);
    } else {
      this.refused = true;
      this.curtain("It cannot be played", "The browser cannot read the MP4, or its store does not answer.");
      this.part(".again").hidden = false;
    }
  }

  /** The first segment is not there yet, or the service is away: the next update of the page looks again. */
  #interrupted() {
    if (this.video.currentTime > 0) {
      this.curtain("Playback interrupted", "Resumes automatically.");
    } else {
      this.curtain("Nothing to play yet", "Starts when the first segments are captured.");
    }
  }

  #troubled(error) {
    if (!error.fatal || !this.hls) {
      return;
    }
    if (error.type === window.Hls.ErrorTypes.MEDIA_ERROR) {
      this.hls.recoverMediaError();
    } else {
      this.#interrupted();
    }
  }

  /** By a link of its own: the browser saves what it brings, and the page stays. */
  async #download() {
    try {
      const { url } = await ask(`/recording/${this.recording.id}/url?download=true`);
      location.assign(url);
    } catch (trouble) {
      this.part(".expires").textContent = trouble.message;
    }
  }

  /** The page's own address, which works for as long as the recording is there. */
  async #share() {
    const address = addressOf(this.recording.id, this.video.currentTime);
    try {
      await navigator.clipboard.writeText(address);
      this.part(".expires").textContent = "Copied the address of this page.";
    } catch {
      this.part(".expires").textContent = `The browser does not let the page copy. The address: ${address}`;
    }
  }

  async #copy() {
    let link;
    try {
      // the one that plays stays the one whose end is known
      link = isOld(this.link) ? await this.#link(this.recording.id) : this.link;
    } catch (trouble) {
      this.part(".expires").textContent = trouble.message;
      return;
    }
    const until = hour(link.expires_at);
    try {
      await navigator.clipboard.writeText(link.url);
      this.part(".expires").textContent = `Copied. The link works until ${until}`;
    } catch {
      this.part(".expires").textContent = `The browser does not let the page copy. The link, until ${until}: ${link.url}`;
    }
  }
}

function isOld(link) {
  return Date.parse(link.expires_at) - Date.now() < TOO_SHORT;
}

/** hls.js is loaded when it is needed first. */
function library() {
  if (window.Hls) {
    return Promise.resolve();
  }
  return new Promise((resolve, reject) => {
    const script = document.createElement("script");
    script.src = new URL("./hls.js", import.meta.url).href;
    script.addEventListener("load", resolve);
    script.addEventListener("error", () => {
      script.remove();
      reject(new Error("The player cannot be loaded: the service does not answer."));
    });
    document.head.append(script);
  });
}
