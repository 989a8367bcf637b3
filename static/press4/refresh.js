/*
 * After something was done, the parts of this page that show it ([data-refresh] with an id) are taken anew from the page
 * that the server would show next; parts that are fetched when they are seen ([data-fetched]) ask again. The rest stays as it is: what is typed, what is scrolled to, what has the focus.
 */
import { goTo } from "press4/beneath";

/** Whether somebody has written in this field since it came. */
export const isWritten = (field) => !field.matches("[type=hidden], [type=checkbox], [type=radio]") && field.value !== field.defaultValue;

/** Whether somebody has begun to write in it. */
export const isWrittenIn = (place) => [...place.querySelectorAll("textarea, input")].some(isWritten);

/** What finds the control again in a part that was put in anew. */
function nameOf(control) {
  if (!control) return "";
  if (control.id) return `#${CSS.escape(control.id)}`;
  const part = control.closest("[data-refresh][id]");
  const within = part ? `#${CSS.escape(part.id)} ` : "";
  if (control.dataset.key) return `${within}[data-key="${CSS.escape(control.dataset.key)}"]`;
  const href = control.getAttribute("href");
  return href ? `${within}a[href="${CSS.escape(href)}"]` : "";
}

/** Gives the focus back to `control`, to what took its place, to the button of its menu, or to the head of its part. */
export function focusOn(control) {
  const name = nameOf(control);
  const part = control?.closest("[data-refresh][id]");
  const found = control?.isConnected ? control : (name && document.querySelector(name)) || (part && document.querySelector(`#${CSS.escape(part.id)} [tabindex="-1"]`));
  const menu = found && found.closest("details.menu:not([open])");
  (menu?.querySelector("summary") ?? found)?.focus?.({ preventScroll: true });
}

/** What was asked for in a place that is about to be replaced: its answer would find nothing to change. */
export function abandon(place) {
  for (const part of place.querySelectorAll(".htmx-request")) window.htmx.trigger(part, "htmx:abort");
}

/** Puts the parts of another version of this page into it; false when they are not in it. */
function put(html) {
  const fresh = new DOMParser().parseFromString(html, "text/html");
  const places = [...document.querySelectorAll("[data-refresh][id]")].filter((place) => !isWrittenIn(place));
  const found = places.filter((place) => fresh.getElementById(place.id));
  if (!found.length) return false;
  for (const place of found) {
    abandon(place);
    window.htmx.swap(place, fresh.getElementById(place.id).outerHTML, { swapStyle: "outerHTML", swapDelay: 0, settleDelay: 0 });
  }
  for (const place of document.querySelectorAll("[data-fetched]")) {
    if (!isWrittenIn(place)) window.htmx.trigger(place, "refresh");
  }
  document.getElementById("toasts").append(...fresh.getElementById("toasts").children);
  return true;
}

const isHere = (url) => url.pathname === location.pathname && document.querySelector("[data-refresh][id]");

/**
 * Goes on to `address`; when that is this page, only what changed in it is shown anew. The focus stays where it is, for
 * whoever writes already would lose the next letters; from a form that is gone, it comes to `control`.
 */
export async function goOn(address, control) {
  const url = new URL(address, location.href);
  if (!isHere(url)) return goTo(url);
  const answer = await fetch(url).catch(() => null);
  const html = answer?.ok && !answer.redirected && (await answer.text());
  const active = document.activeElement;
  const isSomewhere = active !== document.body && active.checkVisibility();
  if (!html || !put(html)) return goTo(url);
  if (url.search && url.search !== location.search) history.replaceState(history.state, "", url);
  focusOn(isSomewhere ? active : control);
}

/** A form of the page itself that was sent by htmx, and whose answer leads on. */
document.addEventListener("htmx:beforeOnLoad", (event) => {
  const { elt, xhr, requestConfig } = event.detail;
  const onward = xhr.getResponseHeader("HX-Redirect");
  if (!onward || !elt.matches("form") || !elt.closest("[data-refresh]")) return;
  event.preventDefault();
  const menu = elt.closest("details.menu");
  const control = menu?.querySelector("summary") ?? requestConfig.triggeringEvent?.submitter;
  // What was chosen is done: nothing in the form is waiting to be sent.
  elt.reset();
  if (menu) menu.open = false;
  goOn(onward, control);
});
