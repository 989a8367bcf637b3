/*
 * The keyboard. A key does what the element with the same `data-key` does: on the focused list row first, then on
 * the page. The words of each key stand in the help dialog (templates/_keys.html), so that they are translated.
 */
import { tinykeys } from "tinykeys";
import * as list from "press4/list";

const CLICK = ["u", "r", "n", "a", "i", "s", "t", "p", "e", "h", "d", "m", "c", "z", "y", "b", "f", "o", "l", "]", "!", "/"];
const GO = ["p", "m", "u", "e", "r", "a", "w", "o"];
const ONE_PRESS = 1_000;

const help = document.getElementById("keys-help");
const palette = document.getElementById("palette");
let goPressedAt = -Infinity;

const typing = (event) =>
  event.target.closest?.("input:not([type=checkbox], [type=radio]), textarea, select, [contenteditable], trix-editor") !== null;
const seen = (element) => element.checkVisibility?.() ?? element.offsetParent !== null;

function find(key) {
  const named = `[data-key="${CSS.escape(key)}"]`;
  const near = list.focusedRow()?.querySelectorAll(named) ?? [];
  return [...near, ...document.querySelectorAll(named)].find((element) => seen(element) && !element.disabled);
}

/** What stands in a closed menu is pressed by its chord only ($mod+…), never by a bare key. */
const inMenu = (key) => key.startsWith("$mod") && document.querySelector(`details [data-key="${CSS.escape(key)}"]`);

function act(event, key) {
  const element = find(key) ?? list.reach(key);
  if (!element) return;
  event.preventDefault();
  if (element.matches("input, textarea, select")) {
    element.focus();
    element.select?.();
  } else element.click();
}

/** A bare key: never in a text field, and not as the second half of a "g" sequence. */
const bare = (run) => (event) => {
  if (typing(event) || event.repeat || event.defaultPrevented || document.querySelector("dialog[open]")) return;
  if (performance.now() - goPressedAt < ONE_PRESS) return;
  run(event);
};

const step = (rows) => (event) => {
  if (!typing(event) && !document.querySelector("dialog[open]")) list.move(rows);
};

const go = (key) => (event) => {
  if (typing(event)) return;
  goPressedAt = -Infinity;
  act(event, `g ${key}`);
};

/** In a form: press its button for this key. A menu that is closed is no reason not to; another mode of the form is. */
const send = (key) => (event) => {
  const form = event.target.closest("form");
  const buttons = [...(form?.querySelectorAll(`[data-key="${key}"]`) ?? [])];
  const button = buttons.find(seen) ?? buttons.find((hidden) => hidden.closest("details"));
  if (!form || (!button && key !== "$mod+Enter")) return;
  event.preventDefault();
  form.requestSubmit(button);
};

function openHelp(event) {
  event.preventDefault();
  for (const line of help.querySelectorAll("[data-shortcut]")) {
    const key = line.dataset.shortcut;
    line.hidden = line.dataset.needs === "list" ? !list.available() : !line.dataset.needs && !find(key) && !inMenu(key);
  }
  for (const group of help.querySelectorAll("[data-group]")) {
    group.hidden = !group.querySelector("[data-shortcut]:not([hidden])");
  }
  help.showModal();
}

function bindings() {
  const map = {
    j: step(1),
    k: step(-1),
    x: bare(list.select),
    "Shift+X": bare(list.selectRange),
    "Shift+A": bare(list.selectAll),
    "$mod+Enter": send("$mod+Enter"),
    "$mod+Shift+Enter": send("$mod+Shift+Enter"),
    "$mod+k": (event) => {
      event.preventDefault();
      palette.showModal();
    },
  };
  for (const key of CLICK) map[key] = bare((event) => act(event, key));
  for (const key of ["!", "/"]) map[`Shift+${key}`] = map[key];
  map["?"] = map["Shift+?"] = bare(openHelp);
  // The sequences stand last: a bare key is asked first, sees that "g" is pending, and keeps still.
  const sequences = Object.fromEntries(GO.map((key) => [`g ${key}`, go(key)]));
  map.g = bare(() => (goPressedAt = performance.now()));
  return { ...map, ...sequences };
}

if (/Mac|iPhone|iPad/.test(navigator.platform)) {
  for (const key of document.querySelectorAll("kbd[data-mod]")) key.textContent = "⌘";
}

const all = bindings();
const quiet = document.body.dataset.keys === "off";
const chords = Object.fromEntries(Object.entries(all).filter(([key]) => key.startsWith("$mod")));
tinykeys(window, quiet ? chords : all);
document.querySelector("[data-open-help]")?.addEventListener("click", openHelp);
