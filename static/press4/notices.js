/*
 * What needs a person who looks at something else. The bell (templates/_bell.html) brings what is unread and what this person
 * wants to be told of: the number stands in the title and on the icon of the tab, a sound is heard, and where the browser was
 * allowed to, a notification shows on the desktop. Of several tabs one is heard: the one that has the lock. A ring waits for
 * its turn, so that it goes on when that tab is closed, and begins after another sound instead of never.
 * A browser plays nothing before somebody has clicked or pressed a key; until then a button in the top bar says so.
 */
import { goTo } from "press4/beneath";
import { isPushedHere, resume } from "press4/push";

const SOUND = "press4-sound";
const SIGHT = "press4-sight";
const RING_FOR = 120; // seconds; planned ahead, because the clock of a hidden tab runs slowly
const RING_EVERY = 3;
const SHOWN_FOR = 1_000;
const place = document.getElementById("bell-list");
const bar = document.getElementById("ringing-bar");
const icon = document.querySelector("link[rel=icon]");
const plainIcon = icon?.href;
const known = new Set();
const shown = new Map(); // on the desktop, by kind
let context;
let isHeard = false; // whether the browser lets this page be heard
let ring = null; // aborted when the call rings no more
let unread = 0;
let isFirst = true;

const wishes = () => place.querySelector("[data-notices]")?.dataset;
const wants = (how, kind) => Boolean(wishes()?.[how].split(" ").includes(kind)) && !isSilent(wishes());
const after = (time) => new Promise((done) => setTimeout(done, time));
const caller = () => bar.querySelector("[data-ringing]")?.dataset.ringing;

/** This device's own clock where the browser is older than the name of the zone. */
function clockOf(zone) {
  const parts = { hour: "2-digit", minute: "2-digit", hourCycle: "h23" };
  try {
    return new Intl.DateTimeFormat("en-GB", { timeZone: zone, ...parts });
  } catch {
    return new Intl.DateTimeFormat("en-GB", parts);
  }
}

function isSilent({ silentFrom: from, silentUntil: until, zone }) {
  if (!from || !until) return false;
  const now = clockOf(zone).format(new Date());
  return from <= until ? from <= now && now < until : now >= from || now < until;
}

/** Two short tones at this moment of the context; a ring is lower than other news. */
function tone(at, pitch, way) {
  for (const [start, step] of [[0, 1], [0.18, 1.25]]) {
    const source = new OscillatorNode(context, { frequency: pitch * step });
    const loudness = new GainNode(context, { gain: 0 });
    loudness.gain.setTargetAtTime(0.2, at + start, 0.01);
    loudness.gain.setTargetAtTime(0, at + start + 0.14, 0.02);
    source.connect(loudness).connect(way);
    source.start(at + start);
    source.stop(at + start + 0.4);
  }
}

/** Until it is over; in between the page keeps no device busy. */
async function play(times, pitch, over) {
  await context.resume();
  const way = new GainNode(context);
  way.connect(context.destination);
  for (let turn = 0; turn < times; turn += 1) tone(context.currentTime + turn * RING_EVERY, pitch, way);
  place.dataset.playing = pitch;
  await over;
  delete place.dataset.playing;
  way.disconnect();
  await context.suspend();
}

function playRing() {
  const { signal } = ring;
  const over = new Promise((done) => signal.addEventListener("abort", done));
  const times = Math.ceil(RING_FOR / RING_EVERY);
  navigator.locks?.request(SOUND, { signal }, () => play(times, 440, over)).catch(() => {}); // over before its turn
}

/** Another tab may hear of the same news a while later. */
function playNews(newest) {
  navigator.locks?.request(SOUND, { ifAvailable: true }, (lock) => {
    if (!lock || Number(localStorage.getItem(SOUND)) >= newest) return undefined;
    localStorage.setItem(SOUND, newest);
    return play(1, 660, after(SHOWN_FOR));
  });
}

function wake() {
  if (isHeard || !wishes()?.sounds) return;
  if (!context) {
    context = new AudioContext();
    setTimeout(sayWhetherHeard, SHOWN_FOR); // where it is allowed, it begins within a moment
  }
  context.resume().then(heard); // waits until the browser allows it
}

function heard() {
  if (isHeard || context.state !== "running") return;
  isHeard = true;
  sayWhetherHeard();
  context.suspend();
  if (ring && wants("sounds", "ringing")) playRing();
}

function sayWhetherHeard() {
  document.querySelector("[data-sound-blocked]").hidden = isHeard || !context || !wishes()?.sounds;
}

/** Android's browsers have the name and refuse to make one without a service worker. */
const permission = () => ("Notification" in window && !/Android/.test(navigator.userAgent) ? Notification.permission : "unsupported");

/** The same news in several tabs has one tag, and shows once; not while the person sees the desk in another tab. */
async function showOnDesktop(kind, words, tag, url) {
  if (permission() !== "granted" || !document.hidden || !wants("desktop", kind)) return;
  const { held } = (await navigator.locks?.query()) ?? { held: [] };
  const isRing = kind === "ringing";
  if (held.some(({ name }) => name === SIGHT) || (isRing && !ring)) return;
  // Of sound there is only what the desk makes, which the person may have turned off.
  const worker = url && isPushedHere() && (await navigator.serviceWorker.getRegistration());
  if (worker) {
    // A push of the same follows when it is not read, and takes its place.
    const { pathname } = new URL(url);
    await worker.showNotification(words, { tag: `press4-${pathname}`, icon: plainIcon, silent: true, data: { url: pathname } });
    return;
  }
  const notice = new Notification(words, { tag: `press4-${tag}`, icon: plainIcon, requireInteraction: isRing, silent: true });
  shown.set(kind, notice);
  notice.addEventListener("click", () => {
    window.focus();
    if (url) goTo(url);
    notice.close();
  });
}

function sayWhetherSeen() {
  if (document.hidden) return;
  const hides = new Promise((done) => document.addEventListener("visibilitychange", done, { once: true }));
  navigator.locks?.request(SIGHT, { mode: "shared" }, () => hides);
}

function listenToBar() {
  const who = caller();
  if (Boolean(who) === Boolean(ring)) return;
  ring?.abort();
  shown.get("ringing")?.close();
  ring = who ? new AbortController() : null;
  if (!ring) return;
  if (isHeard && wants("sounds", "ringing")) playRing();
  showOnDesktop("ringing", `☎ ${who}`, "ringing", "");
}

function drawNumber() {
  const count = document.querySelector("[data-bell-count]");
  count.textContent = unread > 9 ? "9+" : String(unread);
  count.hidden = !unread;
  // Behind the caller's name, which ringing.js writes before everything else.
  const named = document.title.replace(/^(☎ .*? · )?(?:\(\d+\) )?/, (_all, name = "") => name + (unread ? `(${unread}) ` : ""));
  if (document.title !== named) document.title = named;
  icon.href = unread ? withDot() : plainIcon;
}

function withDot() {
  const figure = '<rect width="32" height="32" rx="8" fill="#2a56c6"/><path d="M18.5 7.5 9.5 19.5h13M18.5 14v11" fill="none" stroke="#fff" stroke-width="3.2"/>';
  const dot = '<circle cx="24" cy="8" r="8" fill="#d92d20" stroke="#fff" stroke-width="2"/>';
  return `data:image/svg+xml,${encodeURIComponent(`<svg xmlns="http://www.w3.org/2000/svg" viewBox="0 0 32 32">${figure}${dot}</svg>`)}`;
}

const isInSight = (notice) => !document.hidden && notice.pathname === location.pathname;

function arrived() {
  unread = Number(wishes()?.unread ?? 0);
  drawNumber();
  wake();
  resume(wishes()?.session);
  const fresh = [...place.querySelectorAll(".is-unread[data-notice]")].filter((notice) => !known.has(notice.dataset.notice));
  for (const notice of fresh) known.add(notice.dataset.notice);
  if (isFirst) {
    isFirst = false;
    return;
  }
  for (const notice of fresh) {
    showOnDesktop(notice.dataset.kind, notice.querySelector("[data-notice-words]").textContent, notice.dataset.notice, notice.href);
  }
  const told = fresh.filter((notice) => wants("sounds", notice.dataset.kind) && !isInSight(notice));
  if (told.length && isHeard && !ring) playNews(Math.max(...told.map((notice) => Number(notice.dataset.notice))));
}

async function tryOut() {
  context ??= new AudioContext();
  await play(1, 660, after(SHOWN_FOR));
}

function drawPermission() {
  const panel = document.querySelector("[data-desktop-notices]");
  if (!panel) return;
  panel.hidden = false;
  for (const words of panel.querySelectorAll("[data-permission]")) words.hidden = words.dataset.permission !== permission();
  panel.querySelector("[data-ask-notices]").hidden = permission() !== "default";
}

if (place) {
  place.addEventListener("htmx:afterSwap", arrived);
  new MutationObserver(listenToBar).observe(bar, { childList: true, subtree: true });
  new MutationObserver(drawNumber).observe(document.querySelector("title"), { childList: true });
  document.addEventListener("visibilitychange", sayWhetherSeen);
  sayWhetherSeen();
  for (const kind of ["pointerup", "keydown"]) window.addEventListener(kind, wake, true);
  document.addEventListener("click", async ({ target }) => {
    if (target.closest?.("[data-ask-notices]")) await Notification.requestPermission();
    if (target.closest?.("[data-try-sound], [data-sound-blocked]")) await tryOut();
    drawPermission();
  });
  drawPermission();
}
