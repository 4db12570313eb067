// Plays a recording: a finished one from its MP4, one in the making from its captured segments.

import { ask } from "./api.js";
import { hour } from "./format.js";

/** A link that has less than this left, in ms, is not used any more. */
const TOO_SHORT = 30_000;
/** So far behind the newest segment, in seconds, one is not live. */
const BEHIND = 30;

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
    this.video.addEventListener("timeupdate", () => {
      onTime(this.video.currentTime);
      this.#drawLive();
    });
    this.video.addEventListener("error", () => this.#failed());
    part(".back10").addEventListener("click", () => this.seek(this.video.currentTime - 10));
    part(".on10").addEventListener("click", () => this.seek(this.video.currentTime + 10));
    part(".speed").addEventListener("change", (event) => { this.video.playbackRate = Number(event.target.value); });
    part(".live").addEventListener("click", () => this.seek(this.#end() - 8, true));
    part(".copy").addEventListener("click", () => this.#copy());
    part(".download").addEventListener("click", () => this.#download());
  }

  /** Shows words in place of a picture. */
  curtain(title, words) {
    this.#release();
    this.playing = null;
    this.video.hidden = true;
    this.part(".curtain").hidden = false;
    this.part(".curtain h2").textContent = title;
    this.part(".curtain p").textContent = words;
    this.part(".controls").hidden = true;
  }

  /** Plays the MP4 by a link that expires; goes on where another way of playing was. */
  async mp4(recording) {
    if (this.playing === "mp4") {
      return;
    }
    const { time, goesOn } = this.#where();
    try {
      await this.#link(recording.id);
    } catch (trouble) {
      this.curtain("It cannot be played now", trouble.message);
      return;
    }
    this.#release();
    this.playing = "mp4";
    this.recording = recording;
    this.video.src = this.link.url;
    if (recording.poster) {
      this.video.poster = recording.poster;
    }
    this.#raise();
    this.part(".live").hidden = true;
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
    if (this.playing === "segments") {
      return;
    }
    this.playing = "segments";
    const source = `/recording/${recording.id}/playlist.m3u8`;
    await library();
    if (!window.Hls?.isSupported()) {
      this.video.src = source;
    } else {
      this.hls = new window.Hls({ startPosition: 0, enableWorker: false, backBufferLength: 120, maxBufferLength: 30 });
      this.hls.on(window.Hls.Events.ERROR, (_, error) => this.#troubled(error));
      this.hls.loadSource(source);
      this.hls.attachMedia(this.video);
    }
    this.#raise();
    this.part(".live").hidden = false;
    this.part(".copy").hidden = true;
    this.part(".download").hidden = true;
  }

  /** @param play also plays */
  seek(seconds, play = false) {
    if (this.playing) {
      this.video.currentTime = Math.max(0, Math.min(seconds, this.#end()));
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

  stop() {
    this.#release();
    this.video.pause();
  }

  #where() {
    const going = this.playing !== null;
    return { time: going ? this.video.currentTime : 0, goesOn: going && !this.video.paused };
  }

  #raise() {
    this.video.hidden = false;
    this.part(".curtain").hidden = true;
    this.part(".controls").hidden = false;
    this.video.playbackRate = Number(this.part(".speed").value);
  }

  #release() {
    this.hls?.destroy();
    this.hls = null;
    this.video.removeAttribute("src");
  }

  #end() {
    const { seekable, duration } = this.video;
    return Number.isFinite(duration) ? duration : seekable.length > 0 ? seekable.end(seekable.length - 1) : 0;
  }

  #drawLive() {
    if (this.playing === "segments") {
      this.part(".live").disabled = this.#end() - this.video.currentTime < BEHIND;
    }
  }

  async #link(id) {
    this.link = await ask(`/recording/${id}/url`);
    this.part(".expires").textContent = `Link works until ${hour(this.link.expires_at)}`;
  }

  /** A link that expired while the page was open is asked for again; anything else is said. */
  async #failed() {
    if (this.playing !== "mp4") {
      return;
    }
    const expired = Date.parse(this.link.expires_at) - Date.now() < TOO_SHORT;
    if (!expired) {
      this.curtain("It cannot be played", "The browser cannot read the MP4, or its store does not answer.");
      return;
    }
    const time = this.video.currentTime;
    this.playing = null;
    await this.mp4(this.recording);
    this.seek(time);
  }

  #troubled(error) {
    if (!error.fatal || !this.hls) {
      return;
    }
    if (error.type === window.Hls.ErrorTypes.MEDIA_ERROR) {
      this.hls.recoverMediaError();
    } else {
      // the first segment is not there yet, or the last one not any more: the next update of the page looks again
      this.curtain("Nothing to play yet", "It plays as soon as the first segments are captured.");
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

  async #copy() {
    if (Date.parse(this.link.expires_at) - Date.now() < TOO_SHORT) {
      await this.#link(this.recording.id);
    }
    const until = hour(this.link.expires_at);
    try {
      await navigator.clipboard.writeText(this.link.url);
      this.part(".expires").textContent = `Copied. The link works until ${until}`;
    } catch {
      this.part(".expires").textContent = `The browser does not let the page copy. The link, until ${until}: ${this.link.url}`;
    }
  }
}

/** hls.js is loaded when it is needed first. */
function library() {
  if (window.Hls) {
    return Promise.resolve();
  }
  return new Promise((resolve, reject) => {
    const script = document.createElement("script");
    script.src = "/web/hls.js";
    script.addEventListener("load", resolve);
    script.addEventListener("error", () => reject(new Error("hls.js cannot be loaded")));
    document.head.append(script);
  });
}
