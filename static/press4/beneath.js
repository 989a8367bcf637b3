/*
 * A call in the browser ends with the page that holds it. So while somebody talks through this page it stays, out of
 * sight, and the desk goes on in a frame that fills the window. Pages there are loaded as ever, each with its own scripts;
 * address, title, Back and Forward follow them. Whoever goes back to the page that was put aside finds it as it was, and
 * after the call the next page has the tab for itself. What cannot go on beneath, such as a reload, asks first (softphone.js).
 *
 * Not every browser tells where it is about to go (Navigation API), so links and forms are caught as they are used, and
 * scripts go on by goTo, never by `location.assign`.
 */
const NAME = "desk-beneath";
const isInside = window.frameElement?.name === NAME;
let home = location.href; // where the page was put aside
let frame;

const talks = () => window.top.document.body.hasAttribute("data-talks-here");
const isOurs = (url) => url.origin === location.origin;
const isSignOut = (form) => (form.getAttribute("action") ?? "").includes("/accounts/logout/");

/** Whether this page makes room for the next one: outside while nobody talks, beneath while somebody does. */
export const makesRoom = () => isInside === talks();

/** Goes on to a page of the desk as `location.assign` does, wherever it belongs now. */
export function goTo(address) {
  const url = new URL(address, location.href);
  if (makesRoom()) location.assign(url);
  else if (isInside) window.top.location.assign(url);
  else beneath().location.replace(url);
}

function makeFrame() {
  frame = Object.assign(document.createElement("iframe"), { name: NAME, className: NAME, hidden: true });
  frame.addEventListener("load", arrived);
  document.body.append(frame);
}

/** The page is put aside, or taken out again, as the browser does it for its own Back: drafts leave, news are caught up with. */
function show(isBeneath) {
  if (frame.hidden !== isBeneath) return;
  frame.hidden = !isBeneath;
  document.body.classList.toggle("is-aside", isBeneath);
  for (const part of document.body.children) if (part !== frame) part.inert = isBeneath;
  window.dispatchEvent(new PageTransitionEvent(isBeneath ? "pagehide" : "pageshow", { persisted: true }));
  if (isBeneath) frame.contentWindow.focus();
}

function arrived() {
  const inner = frame.contentWindow;
  if (addressOf(inner) === "about:blank") return;
  if (frame.hidden && location.href !== addressOf(inner)) {
    home = location.href;
    history.pushState({ beneath: true }, "", addressOf(inner));
  }
  show(true);
  follow();
  for (const kind of ["popstate", "hashchange"]) inner.addEventListener(kind, follow);
  // What scripts do to the address, htmx among them, is an event of no browser but those with the Navigation API.
  for (const name of ["pushState", "replaceState"]) {
    const change = inner.history[name].bind(inner.history);
    inner.history[name] = (...said) => {
      change(...said);
      follow();
    };
  }
  new MutationObserver(follow).observe(inner.document.head, { childList: true, subtree: true, characterData: true });
  // Phone on or off was pressed there: the page that is the telephone asks how it stands.
  inner.document.getElementById("duty")?.addEventListener("htmx:afterSwap", () => window.htmx.trigger("#duty", "live"));
}

/** A page that the browser itself shows, because the network is away, tells nobody its address. */
function addressOf(inner) {
  try {
    return inner.location.href;
  } catch {
    return "about:blank";
  }
}

function follow() {
  const inner = frame.contentWindow;
  if (frame.hidden || addressOf(inner) === "about:blank") return;
  if (location.href !== addressOf(inner)) history.replaceState({ beneath: true }, "", addressOf(inner));
  document.title = frame.title = inner.document.title;
}

function clicked(event) {
  const link = event.target.closest?.("a[href]");
  const isElsewhere = event.button || event.ctrlKey || event.metaKey || event.shiftKey || event.altKey;
  if (!link || event.defaultPrevented || isElsewhere || link.target || link.hasAttribute("download")) return;
  const isHere = link.hash && link.href.split("#")[0] === location.href.split("#")[0];
  const leaves = talks() && !isOurs(link);
  if (isHere || (makesRoom() && !leaves)) return;
  event.preventDefault();
  if (leaves) window.open(link.href, "_blank", "noopener");
  else goTo(link.href);
}

/** Where htmx would go by itself. */
function ledOn(event) {
  const onward = event.detail.xhr.getResponseHeader("HX-Redirect");
  if (!onward || event.defaultPrevented) return;
  event.preventDefault();
  goTo(onward);
}

function beneath() {
  if (!frame) makeFrame();
  return frame.contentWindow;
}

/** A form goes where its page goes: the browser sends it, only the place where the answer shows is another one. */
function submitted(event) {
  const form = event.target;
  if (event.defaultPrevented || form.target || form.method === "dialog" || event.submitter?.formTarget) return;
  if (isInside && (!talks() || isSignOut(form))) form.target = "_top";
  if (!isInside && talks() && !isSignOut(form)) form.target = beneath() && NAME;
  if (form.target) setTimeout(() => form.removeAttribute("target"));
}

/** Back and Forward, before htmx would load the page of that address anew. */
function travelled(event) {
  if (!frame) return;
  event.stopImmediatePropagation();
  if (location.href === home && !event.state?.beneath) {
    show(false);
    return;
  }
  show(true);
  if (!event.state?.beneath) frame.contentWindow.location.replace(location.href);
}

// On the window, after everybody who does something of their own with it.
window.addEventListener("click", clicked);
window.addEventListener("submit", submitted);
window.addEventListener("htmx:beforeOnLoad", ledOn);
if (window === window.top) window.addEventListener("popstate", travelled, true);
