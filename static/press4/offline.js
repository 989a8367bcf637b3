/*
 * Without a network no link of the desk is followed and no button sent: the browser would show its own error page in
 * place of this one, on which somebody may be writing or on the phone. Forms with a text wait by themselves (sending.js).
 * A network may be away without the browser knowing it: when the stream of news is, the desk is asked first.
 */
import { show } from "press4/toasts";

const ANSWERS_WITHIN = 3_000;
const { offline, unreachable } = document.body.dataset;
const sure = new WeakSet();
let notice = null;

function say() {
  if (!notice?.isConnected) notice = show(navigator.onLine ? unreachable : offline, "warning");
}

const isDoubtful = () => !navigator.onLine || Boolean(document.querySelector("[data-live-state=reconnecting]"));

async function answers() {
  try {
    await fetch(document.body.dataset.alive, { cache: "no-store", signal: AbortSignal.timeout(ANSWERS_WITHIN) });
    return true;
  } catch {
    return false;
  }
}

/** Stops what was pressed; `goOn` does it after all when the desk turns out to be there. */
async function hold(event, target, goOn) {
  if (event.defaultPrevented || sure.delete(target) || !isDoubtful()) return;
  event.preventDefault();
  if (navigator.onLine && (await answers())) {
    sure.add(target);
    goOn();
  } else {
    say();
  }
}

const isOurs = (link) => link && link.origin === location.origin && !link.target && !link.hasAttribute("download");
const isHere = (link) => link.hash && link.pathname === location.pathname && link.search === location.search;

document.addEventListener("click", (event) => {
  const link = event.target.closest?.("a[href]");
  const isPlain = !event.button && !event.ctrlKey && !event.metaKey && !event.shiftKey && !event.altKey;
  if (isPlain && isOurs(link) && !isHere(link)) hold(event, link, () => link.click());
});
document.addEventListener("submit", (event) => {
  const { target: form, submitter } = event;
  if (!form.target && form.method !== "dialog") hold(event, form, () => form.requestSubmit(submitter));
});
document.addEventListener("htmx:sendError", ({ detail }) => {
  if (detail.requestConfig?.verb !== "get" || detail.requestConfig.triggeringEvent?.isTrusted) say();
});
window.addEventListener("online", () => notice?.remove());
