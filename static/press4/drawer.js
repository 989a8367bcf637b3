/*
 * The drawer: a link with data-drawer opens its page beside this one, a form in it is sent from there, and when it is
 * done the drawer closes and the page shows what changed. The page behind stays in use: a call can be answered, the
 * conversation read. Without this script the same links lead to the same pages.
 */
import { goTo } from "press4/beneath";
import { isComposed } from "press4/pressed";
import { focusOn, goOn, isWrittenIn } from "press4/refresh";

const drawer = document.getElementById("drawer");
const page = document.getElementById("drawer-page");
/** Where one begins: at what is wrong, else where the page itself would begin, else at its first field. */
const FIRST = [".has-errors :is(input, textarea, select)", "[autofocus]", "input:not([type=hidden]), textarea, select", ".btn-primary", "#drawer-title"];
let opener = null;

/** What is written in it is not lost by asking for the same form again, and stays in sight when another one is asked for. */
function open(link) {
  if (page.childElementCount && isWrittenIn(page)) return show();
  opener = link;
  ask(link.getAttribute("href"));
}

function ask(url) {
  window.htmx.ajax("GET", url, { source: page, target: page });
}

function show() {
  if (!drawer.open) drawer.show();
  FIRST.map((selector) => page.querySelector(selector)).find(Boolean)?.focus();
}

/** Unless something was written, a form that was closed is asked for anew. What is only asked for would open it again. */
function close() {
  drawer.close();
  for (const asking of [page, ...page.querySelectorAll(".htmx-request:not([hx-post])")]) window.htmx.trigger(asking, "htmx:abort");
  if (!isWrittenIn(page)) page.replaceChildren();
  focusOn(opener);
}

function done(url) {
  drawer.close();
  page.replaceChildren();
  goOn(url, opener);
}

/** An answer that leads on: after a form to the page behind, else to the next page of the drawer. */
function leadOn(event) {
  const { detail } = event;
  const onward = detail.xhr.getResponseHeader("HX-Redirect");
  if (!onward || !drawer.contains(detail.elt)) return;
  event.preventDefault();
  if (detail.requestConfig.verb === "get") ask(onward);
  else done(onward);
}

/** Before htmx looks at them: a form is sent, and a link for the drawer is opened, within it. */
function settle() {
  for (const form of page.querySelectorAll("form:not([method=dialog])")) {
    if (!form.hasAttribute("action")) form.setAttribute("action", page.dataset.url);
    form.setAttribute(`hx-${form.method}`, form.getAttribute("action"));
  }
  for (const link of page.querySelectorAll("a[data-drawer]")) link.setAttribute("hx-get", link.getAttribute("href"));
}

document.addEventListener("click", (event) => {
  if (event.target.closest?.("[data-drawer-close]")) {
    if (drawer.open) event.preventDefault();
    return close();
  }
  const link = event.target.closest?.("a[data-drawer]");
  const isPlain = !event.button && !event.ctrlKey && !event.metaKey && !event.shiftKey && !event.altKey;
  if (!link || !isPlain || event.defaultPrevented || page.contains(link)) return;
  event.preventDefault();
  const menu = link.closest("details.menu");
  if (menu) menu.open = false;
  open(link);
});

drawer?.addEventListener("keydown", (event) => {
  if (event.key !== "Escape" || event.defaultPrevented || isComposed(event) || document.querySelector("details.menu[open]")) return;
  event.preventDefault();
  close();
});

document.addEventListener("htmx:beforeSwap", ({ detail }) => {
  if (detail.target === page && detail.shouldSwap) page.dataset.url = detail.pathInfo.requestPath;
});
document.addEventListener("htmx:afterSwap", ({ detail }) => drawer.contains(detail.target) && settle());
document.addEventListener("htmx:beforeOnLoad", leadOn);
document.addEventListener("htmx:afterSettle", ({ detail }) => detail.target === page && show());
// Gone, or not for this person: the page itself says so.
document.addEventListener("htmx:responseError", ({ detail }) => {
  if (detail.target === page && detail.requestConfig.verb === "get") goTo(detail.pathInfo.requestPath);
});
// The case behind is another one now.
document.addEventListener("htmx:pushedIntoHistory", () => drawer.open && !isWrittenIn(page) && close());
