/*
 * The player of one recording: what each side said as two outlines, comments and pauses in place, and a keyboard of
 * its own while it has the focus. The sound itself is asked for when somebody presses play, because each request for
 * it is logged.
 */
import { show } from "press4/toasts";

const QUIET = 0.035; // of the loudest moment: the hiss of a line
const SHORTEST_SILENCE = 1; // s
const BREATH = 0.25; // s of a silence that are left on both sides
const FULL = 128;

const nonce = document.querySelector("script[nonce]")?.nonce;
const two = (number) => String(number).padStart(2, "0");
const colour = (element) => getComputedStyle(element).color;
const mixed = (value, paper) => `color-mix(in srgb, ${value} 40%, ${paper})`;

/** 83 is 1:23, 3723 is 1:02:03. */
function clock(seconds) {
  const whole = Math.floor(seconds);
  const [hours, minutes, rest] = [Math.floor(whole / 3600), Math.floor(whole / 60) % 60, whole % 60];
  return hours ? `${hours}:${two(minutes)}:${two(rest)}` : `${minutes}:${two(rest)}`;
}

class Player {
  constructor(root, outline, WaveSurfer, Regions) {
    this.root = root;
    this.section = root.closest("[data-sound]") ?? root;
    this.audio = root.querySelector("audio");
    this.wave = root.querySelector("[data-wave]");
    this.seconds = outline.seconds;
    this.silences = silencesOf(outline);
    this.regions = Regions.create();
    this.surfer = WaveSurfer.create({
      container: this.wave,
      media: this.audio,
      peaks: outline.channels.map((channel) => channel.map((value) => value / FULL)),
      duration: outline.seconds,
      height: outline.channels.length > 1 ? 36 : 56,
      normalize: true,
      barWidth: 2,
      barGap: 1,
      barRadius: 1,
      cursorWidth: 2,
      dragToSeek: true,
      hideScrollbar: true,
      cspNonce: nonce,
      plugins: [this.regions],
      ...this.colours(),
    });
    this.listen();
    this.surfer.once("ready", () => this.opened());
  }

  colours() {
    const tracks = [...this.root.querySelectorAll("[data-track]")].map((track) => colour(track));
    // The part that was heard is drawn through the part that was not, so that one must not be transparent.
    const paper = getComputedStyle(this.root).backgroundColor;
    const looks = tracks.map((track) => ({ waveColor: mixed(track, paper), progressColor: track }));
    const cursorColor = colour(this.root);
    return looks.length > 1 ? { splitChannels: looks, cursorColor } : { ...looks[0], cursorColor };
  }

  listen() {
    const { surfer, root, audio } = this;
    surfer.on("timeupdate", (now) => this.moved(now));
    surfer.on("play", () => this.playing(true));
    surfer.on("pause", () => this.playing(false));
    audio.addEventListener("error", () => this.say(audio.error?.message || "!"));
    this.regions.on("region-clicked", (region, event) => {
      event.stopPropagation();
      this.seek(region.start);
      document.getElementById(region.id)?.scrollIntoView({ block: "nearest" });
    });
    root.querySelector("[data-play]").addEventListener("click", () => surfer.playPause());
    for (const button of root.querySelectorAll("[data-skip]")) {
      button.addEventListener("click", () => this.skip(Number(button.dataset.skip)));
    }
    root.querySelector("[data-speed]").addEventListener("change", ({ target }) => this.speed(Number(target.value)));
    root.querySelector("[data-copy]").addEventListener("click", ({ currentTarget }) => this.copy(currentTarget));
    root.addEventListener("keydown", (event) => this.key(event));
    this.section.addEventListener("click", (event) => this.jump(event));
    this.section.addEventListener("htmx:afterSwap", () => this.mark());
    this.section.addEventListener("htmx:afterRequest", (event) => this.written(event));
    const form = this.section.querySelector("[data-comment-new]");
    form?.addEventListener("toggle", () => form.open && this.aim(form));
    new MutationObserver(() => surfer.setOptions(this.colours())).observe(document.documentElement, {
      attributeFilter: ["data-bs-theme"],
    });
  }

  opened() {
    this.mark();
    const asked = new URLSearchParams(location.search);
    const mine = asked.get("recording") ?? document.querySelector("[data-player]")?.dataset.recording;
    if (!asked.has("t") || mine !== this.root.dataset.recording) return;
    this.seek(Number(asked.get("t")) || 0);
    if (document.activeElement !== document.body) return; // it came late, and somebody writes already
    this.wave.focus({ preventScroll: true });
    this.section.scrollIntoView({ block: "center" });
  }

  moved(now) {
    this.root.querySelector("[data-now]").textContent = clock(now);
    this.wave.setAttribute("aria-valuenow", String(Math.floor(now)));
    this.wave.setAttribute("aria-valuetext", clock(now));
    this.follow(now);
    if (!this.surfer.isPlaying() || !this.root.querySelector("[data-skip-silence]").checked) return;
    const silence = this.silences.find(({ start, end }) => now >= start && now < end);
    if (silence) this.surfer.setTime(silence.end);
  }

  /** The line of the transcript that is being spoken. */
  follow(now) {
    let current;
    for (const line of this.section.querySelectorAll("[data-line]")) {
      if (Number(line.dataset.line) <= now) current = line;
      line.removeAttribute("aria-current");
    }
    if (now > 0) current?.setAttribute("aria-current", "true");
  }

  playing(is) {
    const button = this.root.querySelector("[data-play]");
    button.dataset.label ??= button.getAttribute("aria-label");
    button.setAttribute("aria-label", is ? button.dataset.pauseLabel : button.dataset.label);
    this.root.classList.toggle("is-playing", is);
    if (!is) return;
    for (const other of document.querySelectorAll("[data-player] audio")) if (other !== this.audio) other.pause();
  }

  seek(second) {
    this.surfer.setTime(Math.min(Math.max(second, 0), this.seconds));
  }

  skip(seconds) {
    this.seek(this.surfer.getCurrentTime() + seconds);
  }

  speed(rate) {
    this.surfer.setPlaybackRate(rate, true);
  }

  faster(steps) {
    const select = this.root.querySelector("[data-speed]");
    const index = Math.min(Math.max(select.selectedIndex + steps, 0), select.options.length - 1);
    select.selectedIndex = index;
    this.speed(Number(select.value));
    this.say(select.options[index].text);
  }

  key(event) {
    if (event.ctrlKey || event.metaKey || event.altKey || event.target.closest("input:not([type=checkbox]), textarea, select")) return;
    const onButton = event.target.closest("button, input, a");
    const step = event.shiftKey ? 1 : 5;
    const keys = {
      " ": () => !onButton && this.surfer.playPause(),
      ArrowLeft: () => this.skip(-step),
      ArrowRight: () => this.skip(step),
      Home: () => this.seek(0),
      End: () => this.seek(this.seconds),
      ",": () => this.faster(-1),
      ".": () => this.faster(1),
      c: () => this.comment(),
    };
    const act = keys[event.key];
    if (!act) return;
    // The page has keys of its own; the same one must not do both.
    event.stopPropagation();
    if (act() !== false) event.preventDefault();
  }

  comment() {
    const form = this.section.querySelector("[data-comment-new]");
    if (!form) return;
    this.aim(form);
    form.open = true;
    form.querySelector("textarea").focus();
  }

  aim(form) {
    form.querySelector("[name=second]").value = String(Math.floor(this.surfer.getCurrentTime()));
  }

  written({ target, detail }) {
    if (!detail.successful || !target.closest?.("[data-comment-new]")) return;
    target.reset();
    target.closest("details").open = false;
    this.wave.focus();
  }

  jump(event) {
    const link = event.target.closest("[data-seek]");
    if (!link || event.ctrlKey || event.metaKey || event.shiftKey) return;
    event.preventDefault();
    this.seek(Number(link.dataset.seek));
    this.surfer.play();
  }

  /** Comments are marks in the outline, pauses are gaps in it. */
  mark() {
    this.regions.clearRegions();
    const still = { drag: false, resize: false };
    for (const comment of this.section.querySelectorAll("[data-comment]")) {
      this.regions.addRegion({ ...still, id: comment.id, start: Number(comment.dataset.comment), color: colour(comment.querySelector("a")) });
    }
    for (const pause of this.section.querySelectorAll("[data-pause]")) {
      const end = Math.min(Number(pause.dataset.end), this.seconds);
      this.regions.addRegion({ ...still, id: pause.id, start: Number(pause.dataset.pause), end, color: mixed(colour(pause), "transparent") });
    }
  }

  async copy(button) {
    const link = new URL(this.root.dataset.link, location.href);
    link.searchParams.set("t", String(Math.floor(this.surfer.getCurrentTime())));
    link.searchParams.set("recording", this.root.dataset.recording);
    link.hash = `recording-${this.root.dataset.recording}`;
    try {
      await navigator.clipboard.writeText(link.href);
      show(button.dataset.copy, "success");
    } catch {
      window.prompt(button.dataset.copyFailed, link.href); // no permission, or no https
    }
  }

  say(words) {
    this.root.querySelector("[data-news]").textContent = words;
  }
}

/** Where nobody says anything for a while, as {start, end} in seconds. */
function silencesOf({ channels, seconds }) {
  const count = (channels[0]?.length ?? 0) / 2;
  const level = (index) => Math.max(...channels.map((c) => Math.max(-c[2 * index], c[2 * index + 1])));
  const levels = Array.from({ length: count }, (_, index) => level(index));
  const quiet = Math.max(1, QUIET * levels.reduce((most, each) => Math.max(most, each), 0));
  const found = [];
  let start = null;
  for (let index = 0; index <= count; index += 1) {
    const silent = index < count && levels[index] <= quiet;
    if (silent) start ??= index;
    else if (start !== null) {
      const silence = { start: (start * seconds) / count + BREATH, end: (index * seconds) / count - BREATH };
      if (silence.end - silence.start >= SHORTEST_SILENCE - 2 * BREATH) found.push(silence);
      start = null;
    }
  }
  return found;
}

/** Turn the browser's controls into ours; when that fails, they stay. */
export async function dress(root) {
  try {
    const answer = await fetch(root.dataset.peaks, { headers: { Accept: "application/json" } });
    if (!answer.ok) return;
    const outline = await answer.json();
    const audio = root.querySelector("audio");
    // Large, and of use only where a recording is looked at.
    const [wave, regions] = await Promise.all([import("wavesurfer"), import("wavesurfer/regions")]);
    // Not before: a press of a button that nothing listens to yet would be lost.
    root.querySelector("[data-stage]").hidden = false;
    audio.controls = false;
    audio.hidden = true;
    root.player = new Player(root, outline, wave.default, regions.default);
  } catch (error) {
    root.querySelector("[data-stage]").hidden = true;
    Object.assign(root.querySelector("audio"), { controls: true, hidden: false });
    throw error;
  }
}
