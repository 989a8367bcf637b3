/*
 * Small things that plain HTML leaves open. <details class="menu"> closes on Escape and on a click elsewhere;
 * [data-dialog="id"] opens a <dialog>; [data-copies] copies the text beside it; [data-toggles="name"] remembers a panel of the page as open or closed; where tabs
 * have to be pushed aside, the current one is in sight; what was typed before htmx listened is looked for.
 */
import { isComposed } from "press4/pressed";
import { show } from "press4/toasts";

/** How near a menu comes to the edge. */
const EDGE = 4;
const openMenus = () => document.querySelectorAll("details.menu[open]");

document.addEventListener("click", (event) => {
  for (const menu of openMenus()) if (!menu.contains(event.target)) menu.open = false;
  const opener = event.target.closest("[data-dialog]");
  if (opener) document.getElementById(opener.dataset.dialog)?.showModal();
  const toggle = event.target.closest("[data-toggles]");
  if (toggle) flip(toggle.dataset.toggles);
  const copier = event.target.closest("[data-copies]");
  if (copier) copy(copier);
});

async function copy(button) {
  const text = button.parentElement.querySelector(".copyable").textContent;
  try {
    await navigator.clipboard.writeText(text);
    show(button.dataset.copies, "success");
  } catch {
    window.prompt(button.dataset.copiesFailed, text); // no permission, or no https
  }
}

document.addEventListener("keydown", (event) => {
  if (event.key !== "Escape" || isComposed(event)) return;
  for (const menu of openMenus()) {
    menu.open = false;
    menu.querySelector("summary").focus();
  }
});

// Whoever goes on by Tab, or to what the menu opened, leaves no menu over it.
document.addEventListener("focusout", ({ target, relatedTarget }) => {
  const menu = target.closest?.("details.menu[open]");
  if (menu && relatedTarget && !menu.contains(relatedTarget)) menu.open = false;
});

// The arrow keys walk through a menu, from its button too. Fields in which they mean something keep them.
const WALKED = "a[href], button, input:is([type=checkbox], [data-menu-focus])";
const STEPS = { ArrowDown: 1, ArrowUp: -1 };

document.addEventListener("keydown", (event) => {
  const menu = event.target.closest?.("details.menu[open]");
  const isMeant = event.key in STEPS || ["Home", "End"].includes(event.key);
  if (!menu || !isMeant || event.defaultPrevented || isComposed(event) || !event.target.matches(`summary, ${WALKED}`)) return;
  const all = [...menu.querySelectorAll(`:scope > .menu-list :is(${WALKED})`)].filter((one) => !one.disabled && one.checkVisibility());
  const isTyping = event.target.matches("input:not([type=checkbox])");
  if (!all.length || (isTyping && !(event.key in STEPS))) return;
  event.preventDefault();
  const here = all.indexOf(event.target);
  const first = event.key === "Home" || (here < 0 && event.key === "ArrowDown");
  const last = event.key === "End" || (here < 0 && event.key === "ArrowUp");
  all.at(first ? 0 : last ? -1 : (here + STEPS[event.key]) % all.length).focus();
});

const FIRST = "[data-menu-focus], .menu-form :is(select, input:not([type=hidden]), textarea)";

// A menu that was led into before its "toggle" came: whoever went on meanwhile is not led back.
const led = new WeakSet();

/** A menu with a field, or with one thing that is meant first, leads into it; `key`: what its second key means first. */
export function leadInto(menu, key = "") {
  if (key) led.add(menu);
  if (!menu.open || !menu.matches("details.menu") || menu.querySelector(".menu-list")?.contains(document.activeElement)) return;
  (menu.querySelector(`[data-menu-focus-of="${CSS.escape(key)}"]`) ?? menu.querySelector(FIRST))?.focus();
}

// "toggle" does not bubble.
document.addEventListener("toggle", ({ target }) => led.delete(target) || leadInto(target), true);

/** Where a menu may be seen: the window, less what scrolls or cuts off around it. */
function roomOf(list) {
  const room = { left: 0, top: 0, right: document.documentElement.clientWidth, bottom: window.innerHeight };
  for (let around = list.parentElement; around && around !== document.body; around = around.parentElement) {
    if (getComputedStyle(around).overflow === "visible") continue;
    const box = around.getBoundingClientRect();
    room.left = Math.max(room.left, box.left);
    room.top = Math.max(room.top, box.top);
    room.right = Math.min(room.right, box.right);
    room.bottom = Math.min(room.bottom, box.bottom);
  }
  return room;
}

const pushed = (from, to, least, most) => Math.max(least - from, Math.min(0, most - to));

/** An open menu stays where it can be seen whole; one that is longer than that scrolls. */
function place(menu) {
  const list = menu.querySelector(":scope > .menu-list");
  if (!list || !menu.open) return;
  list.style.translate = list.style.maxHeight = list.style.maxWidth = list.style.overflowY = "";
  const room = roomOf(list);
  list.style.maxWidth = `${room.right - room.left - 2 * EDGE}px`;
  if (list.offsetHeight > room.bottom - room.top - 2 * EDGE) {
    list.style.maxHeight = `${room.bottom - room.top - 2 * EDGE}px`;
    list.style.overflowY = "auto";
  }
  const box = list.getBoundingClientRect();
  const aside = pushed(box.left, box.right, room.left + EDGE, room.right - EDGE);
  const up = pushed(box.top, box.bottom, room.top + EDGE, room.bottom - EDGE);
  if (aside || up) list.style.translate = `${aside}px ${up}px`;
}

document.addEventListener("toggle", ({ target }) => target.matches("details.menu") && place(target), true);
document.addEventListener("htmx:load", ({ target }) => target.closest?.("details.menu[open]") && place(target.closest("details.menu")));
window.addEventListener("resize", () => openMenus().forEach(place));

// A panel at the side stands open where there is room for it, and is opened where there is none. Either is remembered.
const roomy = window.matchMedia("(width >= 1500px)");
const stacked = window.matchMedia("(width < 992px)");
const markOf = (name) => `${roomy.matches ? "no" : "with"}-${name}`;
const isOpen = (name) => document.body.classList.contains(markOf(name)) !== roomy.matches;
const toggles = () => [...document.querySelectorAll("[data-toggles]")];

function flip(name) {
  const isMarked = document.body.classList.toggle(markOf(name));
  if (!stacked.matches) localStorage.setItem(markOf(name), isMarked ? "yes" : "");
  tell();
}

function tell() {
  for (const toggle of toggles()) toggle.setAttribute("aria-expanded", String(isOpen(toggle.dataset.toggles)));
}

for (const { dataset } of toggles()) {
  for (const mark of [`no-${dataset.toggles}`, `with-${dataset.toggles}`]) {
    document.body.classList.toggle(mark, localStorage.getItem(mark) === "yes" && !stacked.matches);
  }
}
tell();
roomy.addEventListener("change", tell);
document.addEventListener("htmx:load", tell);
document.addEventListener("keydown", ({ key, target, defaultPrevented }) => {
  const side = target.closest?.(".pane-context");
  if (key !== "Escape" || defaultPrevented || !side || roomy.matches) return;
  flip(side.id);
  document.querySelector(`[data-toggles="${side.id}"]`)?.focus();
});

document.querySelector(".tabs [aria-current]")?.scrollIntoView({ inline: "center", block: "nearest" });

document.addEventListener("htmx:load", ({ target }) => {
  for (const field of target.querySelectorAll("[hx-trigger$=' search']")) {
    if (field.value !== field.defaultValue) field.dispatchEvent(new Event("search"));
  }
});
