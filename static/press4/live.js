/*
 * One stream of news per page (helpdesk/lib/live.py). News names the parts of pages that are out of date, such as
 * "carts-board"; the elements with that `data-live` or that id get an htmx `live` event and fetch themselves
 * (`hx-trigger="live"`). What changed while the page was on its way is told again; after a gap in the stream, everything
 * live is fetched once. News for one person are fetched at once; what everybody hears is gathered for a moment, so that
 * fifty pages do not ask in the same one, and none of them more than once a second on a busy day.
 * A part in which somebody has begun to write, chooses from a menu or listens to a recording, waits until that is done; so
 * does one whose news would take away the text in which somebody is.
 */
import { isWritten, isWrittenIn } from "press4/refresh";
import { renew } from "press4/session";

const url = document.body.dataset.liveUrl;
const sign = document.querySelector("[data-live-state]");
const LONGEST_WAIT = 30_000;
const TROUBLE_AFTER = 2_000;
const AT_LEISURE = 300;
const ONCE_IN = 1_000;
const NEWS = ["live", "talk-changed"]; // the second: what somebody did in this page to their call (calls/views/talks.py)
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

const everything = () => nudge("[hx-trigger*='live']");

function changed(message) {
  const { parts, now, missed } = JSON.parse(message.data);
  if (missed) return everything();
  if (now) return parts.forEach(refresh);
  const pause = Math.max(refreshedAt + ONCE_IN - performance.now(), 0) + AT_LEISURE * Math.random();
  if (!outdated.size) setTimeout(refreshOutdated, pause);
  parts.forEach((part) => outdated.add(part));
}

function connect() {
  // After a gap everything is asked for anyway.
  source = new EventSource(gap ? url : `${url}?since=${document.body.dataset.liveSince}`);
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
  if (gap) everything();
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

const isInUse = (part) => isWrittenIn(part) || part.querySelector("details.menu[open]") || [...part.querySelectorAll("audio")].some((sound) => !sound.paused);

/** Whether the answer takes away one of these fields; what it keeps (hx-preserve) is found in it by its id. */
function takesAway(fields, html) {
  const fresh = new DOMParser().parseFromString(html, "text/html");
  return fields.some((field) => !fresh.getElementById((field.closest("[hx-preserve]") ?? field).id));
}

/** Also when all is saved: whoever is in a text goes on typing, and the next letter would be a shortcut. */
const isWriter = (field) => field === document.activeElement && field.value && !field.matches("[type=checkbox], [type=radio]");

function mustWait(part, kind, html) {
  const fields = [...part.querySelectorAll("textarea, input")];
  if (kind === "live") return isInUse(part) || takesAway(fields.filter(isWriter), html);
  return takesAway(fields.filter(isWritten), html);
}

function letWait({ detail }) {
  const kind = detail.requestConfig?.triggeringEvent?.type;
  if (!NEWS.includes(kind) || !mustWait(detail.target, kind, detail.serverResponse)) return;
  detail.shouldSwap = false;
  waiting.add(detail.elt);
}

function catchUp(event) {
  // What is only asked for saves nothing: the answer that has to wait would ask for itself again.
  if (event.detail?.requestConfig?.verb === "get") return;
  setTimeout(() => {
    for (const part of waiting) {
      if (isInUse(part)) continue;
      waiting.delete(part);
      if (part.isConnected) window.htmx.trigger(part, "live");
    }
  });
}

document.addEventListener("htmx:beforeSwap", letWait);
for (const kind of ["focusout", "reset", "htmx:afterRequest"]) document.addEventListener(kind, catchUp);
for (const kind of ["pause", "toggle"]) document.addEventListener(kind, catchUp, true); // they do not bubble

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
