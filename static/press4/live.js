/*
 * One stream of news per page (helpdesk/lib/live.py). News names the parts of pages that are out of date, such as
 * "carts-board"; the elements with that `data-live` or that id get an htmx `live` event and fetch themselves
 * (`hx-trigger="live"`). After a gap in the stream, everything live is fetched once. News for one person are fetched
 * at once; what everybody hears is gathered for a moment, so that fifty pages do not ask in the same one, and none of
 * them more than once a second on a busy day.
 * A part in which somebody has begun to write, or listens to a recording, waits until that is done.
 * The numbers of the pane of lists are copied into the menu of the page, which would contradict it otherwise.
 */
import { renew } from "press4/session";

const url = document.body.dataset.liveUrl;
const sign = document.querySelector("[data-live-state]");
const LONGEST_WAIT = 30_000;
const TROUBLE_AFTER = 2_000;
const AT_LEISURE = 300;
const ONCE_IN = 1_000;
const outdated = new Set();
const waiting = new Set();
let wait = 1_000;
let gap = false;
let refreshedAt = -ONCE_IN;
let trouble = 0;
let source;

function say(state) {
  if (!sign) return;
  sign.dataset.liveState = state;
  const words = sign.querySelector("[data-live-text]");
  if (words.textContent !== sign.dataset[state]) words.textContent = sign.dataset[state];
}

function nudge(selector) {
  for (const element of document.querySelectorAll(selector)) window.htmx?.trigger(element, "live");
}

function refresh(part) {
  const name = CSS.escape(part);
  nudge(`#${name}, [data-live~="${name}"]`);
}

function refreshOutdated() {
  const parts = [...outdated];
  outdated.clear();
  refreshedAt = performance.now();
  parts.forEach(refresh);
}

function changed(message) {
  const { parts, now } = JSON.parse(message.data);
  if (now) return parts.forEach(refresh);
  const pause = Math.max(refreshedAt + ONCE_IN - performance.now(), 0) + AT_LEISURE * Math.random();
  if (!outdated.size) setTimeout(refreshOutdated, pause);
  parts.forEach((part) => outdated.add(part));
}

function connect() {
  source = new EventSource(url);
  source.addEventListener("open", opened);
  source.addEventListener("changed", changed);
  source.addEventListener("error", lost);
}

function opened() {
  clearTimeout(trouble);
  trouble = 0;
  wait = 1_000;
  say("live");
  if (document.querySelector("#signed-out, #other-person")) renew();
  if (gap) nudge("[hx-trigger*='live']");
  gap = false;
}

/** The stream was refused: the session may have ended, and no answer of a page will say so while nobody acts. */
async function askWhy() {
  const answer = await fetch(url).catch(() => null);
  answer?.body?.cancel();
  if (answer?.status === 403) document.body.dispatchEvent(new Event("signed-out"));
}

function lost() {
  if (source.readyState === EventSource.CLOSED) askWhy();
  source.close();
  gap = true;
  // A proxy that ends the stream every few minutes is no trouble: say so only when it does not come back.
  trouble ||= setTimeout(say, TROUBLE_AFTER, "reconnecting");
  setTimeout(connect, wait * (0.75 + Math.random() / 2));
  wait = Math.min(wait * 2, LONGEST_WAIT);
}

const isWritten = (field) => !field.matches("[type=hidden], [type=checkbox], [type=radio]") && field.value !== field.defaultValue;
const isInUse = (part) =>
  [...part.querySelectorAll("textarea, input")].some(isWritten) || [...part.querySelectorAll("audio")].some((sound) => !sound.paused);

function letWait(event) {
  const { detail } = event;
  if (detail.requestConfig?.triggeringEvent?.type !== "live" || !isInUse(detail.target)) return;
  detail.shouldSwap = false;
  waiting.add(detail.elt);
}

function catchUp() {
  for (const part of waiting) {
    if (isInUse(part)) continue;
    waiting.delete(part);
    if (part.isConnected) window.htmx.trigger(part, "live");
  }
}

/** The pane of lists has just been counted anew: the same lists in the menu of the page show the same numbers. */
function copyCounts() {
  for (const item of document.querySelectorAll(".pane-views .menu-item[href*='?view=']")) {
    const count = item.querySelector(".board-count")?.textContent ?? "";
    for (const place of document.querySelectorAll(`.nav-item[href="${CSS.escape(item.getAttribute("href"))}"]`)) {
      let shown = place.querySelector(".nav-count");
      if (!shown && count) place.append((shown = Object.assign(document.createElement("span"), { className: "nav-count" })));
      if (count && shown.textContent !== count) shown.textContent = count;
      if (!count) shown?.remove();
    }
  }
}

document.addEventListener("htmx:load", ({ target }) => target.closest?.(".pane-views") && copyCounts());
copyCounts(); // those of the menu may be some seconds old

document.addEventListener("htmx:beforeSwap", letWait);
for (const kind of ["focusout", "reset", "htmx:afterRequest"]) document.addEventListener(kind, () => setTimeout(catchUp));
document.addEventListener("pause", catchUp, true); // does not bubble

if (url) {
  connect();
  window.addEventListener("pagehide", () => source.close());
  // Back to a page that the browser had kept as it was: it missed what happened meanwhile.
  window.addEventListener("pageshow", (event) => {
    if (!event.persisted) return;
    gap = true;
    connect();
  });
}
