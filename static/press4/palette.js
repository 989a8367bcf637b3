/* The palette: filters the pages and this page's actions while one types; htmx brings what a search would find; Enter
   without a choice searches. */
import { isComposed } from "press4/pressed";

const palette = document.getElementById("palette");
const input = palette?.querySelector("input");
const list = palette?.querySelector(".palette-list");
const found = palette?.querySelector(".palette-found");

const options = () => [...list.querySelectorAll(".menu-item")];
const shown = () => [...options().filter((option) => !option.closest("li").hidden), ...found.querySelectorAll(".menu-item")];
const words = (element) => (element.getAttribute("aria-label") ?? element.textContent).trim().replace(/\s+/g, " ");

function pictured(element) {
  const name = document.createElement("span");
  const key = document.createElement("kbd");
  name.textContent = words(element);
  key.textContent = element.dataset.key.replace("$mod+", "Ctrl ");
  return [element.querySelector("svg")?.cloneNode(true) ?? "", name, key];
}

function addActions() {
  list.querySelectorAll("[data-action]").forEach((line) => line.remove());
  for (const element of document.querySelectorAll("button[data-key], a[data-key]:not([data-key^='g '])")) {
    if (!(element.checkVisibility() || element.matches("[data-drawer]")) || element.disabled) continue;
    const line = document.createElement("li");
    const button = document.createElement("button");
    line.dataset.action = element.dataset.key;
    button.type = "button";
    button.className = "menu-item";
    button.append(...pictured(element));
    button.addEventListener("click", () => {
      palette.close();
      element.click();
    });
    line.append(button);
    list.append(line);
  }
}

function filter() {
  const asked = input.value.trim().toLowerCase();
  for (const option of options()) {
    option.closest("li").hidden = !words(option).toLowerCase().includes(asked);
  }
}

function step(event) {
  const down = { ArrowDown: 1, ArrowUp: -1 }[event.key];
  if (!down || isComposed(event)) return;
  event.preventDefault();
  const all = [input, ...shown()];
  all[(all.indexOf(document.activeElement) + down + all.length) % all.length].focus();
}

if (palette) {
  // Before it opens: "toggle" comes a moment later, when a fast typist has written the first letters already.
  palette.addEventListener("beforetoggle", (event) => {
    if (event.newState !== "open") return;
    input.value = "";
    found.replaceChildren();
    addActions();
    filter();
  });
  input.addEventListener("input", filter);
  palette.addEventListener("keydown", step);
  // In a field for searching the browser would only empty it.
  palette.addEventListener("keydown", (event) => event.key === "Escape" && !isComposed(event) && palette.close());
  palette.addEventListener("click", (event) => event.target === palette && palette.close());
}
