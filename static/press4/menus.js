/*
 * Small things that plain HTML leaves open. <details class="menu"> closes on Escape and on a click elsewhere;
 * [data-dialog="id"] opens a <dialog>; [data-toggles="name"] remembers a panel of the page as open or closed; where tabs
 * have to be pushed aside, the current one is in sight; what was typed before htmx listened is looked for.
 */
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
