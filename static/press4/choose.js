/* A menu of many: what one types narrows it, and Enter takes the first that fits. */
import { isComposed } from "press4/pressed";

/** Those who come a moment after the menu have one button in their place, which leads to a page that asks whom. */
const choices = (menu) => [...menu.querySelectorAll(".menu-item:not([value=choose])")];
const typedIn = (menu) => menu.querySelector("[data-menu-focus]").value.trim().toLowerCase();
const takeFirst = (menu) => choices(menu).find((choice) => !choice.hidden)?.click();

function narrow(menu) {
  const typed = typedIn(menu);
  for (const choice of choices(menu)) choice.hidden = !choice.textContent.toLowerCase().includes(typed);
  const found = choices(menu).filter((choice) => !choice.hidden);
  for (const choice of choices(menu)) choice.classList.toggle("is-next", Boolean(typed) && choice === found[0]);
  menu.querySelector("[data-none-fits]").hidden = found.length > 0;
}

document.addEventListener("input", ({ target }) => {
  const menu = target.closest?.("[data-choose]");
  if (menu) narrow(menu);
});

document.addEventListener("keydown", (event) => {
  const menu = event.target.closest?.("[data-choose]");
  if (!menu || event.key !== "Enter" || isComposed(event) || !event.target.matches("[data-menu-focus]")) return;
  event.preventDefault();
  if (!typedIn(menu)) return;
  if (choices(menu).length) takeFirst(menu);
  else menu.dataset.entered = typedIn(menu);
});

// What was typed until they came narrows them too, and Enter takes the first.
document.addEventListener("htmx:afterSettle", ({ target }) => {
  const menu = target.closest?.("[data-choose]");
  if (!menu) return;
  narrow(menu);
  if (menu.dataset.entered && menu.dataset.entered === typedIn(menu)) takeFirst(menu);
  delete menu.dataset.entered;
});

// Closed, it begins anew: what was looked for is nothing that somebody wrote.
document.addEventListener(
  "toggle",
  ({ target: menu }) => {
    if (!menu.matches("[data-choose]:not([open])")) return;
    menu.querySelector("[data-menu-focus]").value = "";
    narrow(menu);
  },
  true,
);
