/* An open case: where it opens, and the list beside it marks the one that is open. */
const KEPT = "press4-read:";
const ROOM = 8;
const scroller = () => {
  const pane = document.querySelector(".pane-case");
  return pane && getComputedStyle(pane).overflowY !== "visible" ? pane : document.scrollingElement;
};

/** The last words of the requester below the head, unless all that follows them is in sight anyway. */
function openAtLastWords() {
  const words = [...document.querySelectorAll("#timeline :is(.entry-in, .entry-call)")].at(-1);
  const head = document.getElementById("case-head");
  if (!words || location.hash) return;
  const over = head.getBoundingClientRect().bottom + ROOM - words.getBoundingClientRect().top;
  if (over > 0 || scroller() === document.scrollingElement) scroller().scrollBy({ top: -over, behavior: "instant" });
}

/** What the keyboard comes to stands between the head and the composer, which lie over the conversation. */
function keepInSight({ target }) {
  if (!target.closest?.("#timeline") || !target.matches(":focus-visible")) return;
  const { top, bottom } = target.getBoundingClientRect();
  const head = document.getElementById("case-head").getBoundingClientRect().bottom + ROOM;
  const foot = (document.getElementById("composer")?.getBoundingClientRect().top ?? window.innerHeight) - ROOM;
  const by = bottom > foot ? Math.min(bottom - foot, top - head) : Math.min(top - head, 0);
  if (by) scroller().scrollBy({ top: by, behavior: "instant" });
}

/** Where one was in the case that is left. */
function keepPlace(path = location.pathname) {
  if (!document.getElementById("case")) return;
  const active = document.activeElement;
  const focus = active?.id ? `#${CSS.escape(active.id)}` : active?.getAttribute?.("href") && `a[href="${CSS.escape(active.getAttribute("href"))}"]`;
  sessionStorage.setItem(KEPT + path, JSON.stringify({ top: scroller().scrollTop, focus }));
}

function open() {
  if (!document.getElementById("case")) return;
  const isBack = ["back_forward", "reload"].includes(performance.getEntriesByType("navigation")[0]?.type);
  const kept = isBack && JSON.parse(sessionStorage.getItem(KEPT + location.pathname) ?? "null");
  if (!kept) return openAtLastWords();
  scroller().scrollTop = kept.top;
  if (kept.focus) document.querySelector(kept.focus)?.focus({ preventScroll: true });
}

open();
// After the browser itself has scrolled to it.
document.addEventListener("focusin", (event) => requestAnimationFrame(() => keepInSight(event)));
window.addEventListener("pagehide", () => keepPlace());
document.addEventListener("htmx:beforeSwap", ({ detail }) => detail.target.id === "case" && keepPlace());
document.addEventListener("htmx:afterSettle", ({ target }) => target.id === "case" && openAtLastWords());

document.addEventListener("htmx:pushedIntoHistory", () => {
  for (const link of document.querySelectorAll("[data-row-link]")) {
    if (link.pathname === location.pathname) link.setAttribute("aria-current", "true");
    else link.removeAttribute("aria-current");
  }
});
