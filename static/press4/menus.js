/*
 * Small things that plain HTML leaves open. <details class="menu"> closes on Escape and on a click elsewhere;
 * [data-dialog="id"] opens a <dialog>; [data-toggles="name"] remembers a panel of the page as open or closed; where tabs
 * have to be pushed aside, the current one is in sight; what was typed before htmx listened is looked for.
 */
/** How near a menu comes to the edge. */
const EDGE = 4;
const openMenus = () => document.querySelectorAll("details.menu[open]");

document.addEventListener("click", (event) => {
  for (const menu of openMenus()) if (!menu.contains(event.target)) menu.open = false;
  const opener = event.target.closest("[data-dialog]");
  if (opener) document.getElementById(opener.dataset.dialog)?.showModal();
  const toggle = event.target.closest("[data-toggles]");
  if (toggle) flip(toggle.dataset.toggles);
});

document.addEventListener("keydown", (event) => {
  if (event.key !== "Escape") return;
  for (const menu of openMenus()) {
    menu.open = false;
    menu.querySelector("summary").focus();
  }
});

// A menu with a field, or with one thing that is meant first, leads into it. "toggle" does not bubble.
const FIRST = "[data-menu-focus], .menu-form :is(select, input:not([type=hidden]), textarea)";
document.addEventListener(
  "toggle",
  ({ target: menu }) => menu.open && menu.matches("details.menu") && menu.querySelector(FIRST)?.focus(),
  true,
);

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

function flip(name) {
  const closed = document.body.classList.toggle(`no-${name}`);
  localStorage.setItem(`no-${name}`, closed ? "yes" : "");
  tell(name);
}

function tell(name) {
  const open = String(!document.body.classList.contains(`no-${name}`));
  for (const toggle of document.querySelectorAll(`[data-toggles="${name}"]`)) toggle.setAttribute("aria-expanded", open);
}

for (const toggle of document.querySelectorAll("[data-toggles]")) {
  const name = toggle.dataset.toggles;
  document.body.classList.toggle(`no-${name}`, localStorage.getItem(`no-${name}`) === "yes");
  tell(name);
}

document.querySelector(".tabs [aria-current]")?.scrollIntoView({ inline: "center", block: "nearest" });

document.addEventListener("htmx:load", ({ target }) => {
  for (const field of target.querySelectorAll("[hx-trigger$=' search']")) {
    if (field.value !== field.defaultValue) field.dispatchEvent(new Event("search"));
  }
});
