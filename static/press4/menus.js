/*
 * Small things that plain HTML leaves open. <details class="menu"> closes on Escape and on a click elsewhere;
 * [data-dialog="id"] opens a <dialog>; [data-toggles="name"] remembers a panel of the page as open or closed.
 */
const openMenus = () => document.querySelectorAll("details.menu[open]");

document.addEventListener("click", (event) => {
  for (const menu of openMenus()) if (!menu.contains(event.target)) menu.open = false;
  const opener = event.target.closest("[data-dialog]");
  if (opener) document.getElementById(opener.dataset.dialog)?.showModal();
  const toggle = event.target.closest("[data-toggles]");
  if (toggle) flip(toggle.dataset.toggles);
});

// A menu that is a form is opened to be filled in. "toggle" does not bubble.
document.addEventListener("toggle", (event) => {
  const menu = event.target;
  if (menu.open && menu.matches("details.menu")) menu.querySelector(".menu-form :is(select, input:not([type=hidden]), textarea)")?.focus();
}, true);

document.addEventListener("keydown", (event) => {
  if (event.key !== "Escape") return;
  for (const menu of openMenus()) {
    menu.open = false;
    menu.querySelector("summary").focus();
  }
});

// A menu with a field leads into it, so that its key is followed by typing.
document.addEventListener(
  "toggle",
  (event) => {
    if (event.target.open && event.target.matches("details.menu")) {
      event.target.querySelector("[data-menu-focus]")?.focus();
    }
  },
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
