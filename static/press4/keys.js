/*
 * The keyboard. A key does what the element with the same `data-key` does: on the focused list row first, then on
 * the page. The words of each key stand in the help dialog (templates/_keys.html), so that they are translated.
 */
import * as list from "press4/list";
import { leadInto } from "press4/menus";
import { pressed } from "press4/pressed";

const CLICK = ["u", "r", "n", "a", "i", "s", "t", "p", "e", "h", "d", "m", "c", "z", "y", "b", "f", "o", "l", "]", "!", "/"];
const GO = ["p", "m", "d", "u", "i", "e", "r", "a", "w", "o", "t"];
const ONE_PRESS = 1_000;
const MODIFIERS = ["Shift", "Control", "Alt", "AltGraph", "Meta", "CapsLock"];
const isMac = /Mac|iPhone|iPad/.test(navigator.platform);

const help = document.getElementById("keys-help");
const palette = document.getElementById("palette");
let goPressedAt = -Infinity;

const typing = (event) =>
  event.target.closest?.("input:not([type=checkbox], [type=radio]), textarea, select, [contenteditable], trix-editor") !== null;
const seen = (element) => element.checkVisibility?.() ?? element.offsetParent !== null;

function find(key) {
  const named = `[data-key="${CSS.escape(key)}"], [data-key-also="${CSS.escape(key)}"]`;
  const near = list.focusedRow()?.querySelectorAll(named) ?? [];
  const within = document.activeElement?.closest(".drawer") ? ".drawer, #ringing-bar" : "*";
  const all = [...near, ...document.querySelectorAll(named)];
  // What opens the drawer changes nothing by itself, so that a closed menu is no reason not to press it.
  return all.find((element) => (seen(element) || element.matches("[data-drawer]")) && !element.disabled && element.closest(within));
}

/** What stands in a closed menu is pressed by its chord only ($mod+…), never by a bare key. */
const inMenu = (key) => key.startsWith("$mod") && document.querySelector(`details [data-key="${CSS.escape(key)}"]`);

/** Of the case that one has left already, while the next one is on its way: its deed is not meant. */
const isLeft = (element) => element.closest("#case") && document.querySelector("[data-row-link].htmx-request");

function act(event, key) {
  const element = find(key) ?? list.reach(key);
  if (!element || isLeft(element)) return;
  event.preventDefault();
  if (element.matches("input, textarea, select")) {
    element.focus();
    element.select?.();
  } else {
    element.click();
    // Its "toggle" comes a moment later, and the next key is pressed already.
    if (element.matches("summary")) leadInto(element.parentElement, key);
  }
}

/** Whoever types, or chooses in a menu, means nothing else. */
const isHeld = (event) =>
  typing(event) || event.target.closest?.("details.menu[open]") || document.querySelector("dialog:modal") !== null;

/** A bare key: never in a text field. */
const bare = (run) => (event) => {
  if (!isHeld(event) && !event.repeat && !event.defaultPrevented) run(event);
};

const step = (rows) => (event) => {
  if (!isHeld(event)) list.move(rows);
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

/** Of a call, also while its notes are typed: two keys that are held make sure that none of it happens by a word that went astray. */
const DURING_CALL = ["$mod+Shift+m", "$mod+Shift+h", "$mod+Shift+f", "$mod+Shift+e"];

const CHORDS = {
  ...Object.fromEntries(DURING_CALL.map((key) => [key, (event) => !event.repeat && act(event, key)])),
  "$mod+Enter": send("$mod+Enter"),
  "$mod+Shift+Enter": send("$mod+Shift+Enter"),
  "$mod+k": (event) => {
    event.preventDefault();
    palette.showModal();
  },
};
const BARE = {
  j: step(1),
  k: step(-1),
  x: bare(list.select),
  "Shift+X": bare(list.selectRange),
  "Shift+A": bare(list.selectAll),
  g: bare((event) => (goPressedAt = event.timeStamp)),
  "?": bare(openHelp),
  ...Object.fromEntries(CLICK.map((key) => [key, bare((event) => act(event, key))])),
};

/** After "g" a key leads to a place, and does nothing that it does alone. What counts is when they were pressed, not heard. */
function goOrRun(event, key) {
  const goes = event.timeStamp - goPressedAt < ONE_PRESS;
  goPressedAt = -Infinity;
  if (!goes) BARE[key]?.(event);
  else if (GO.includes(key)) bare(() => act(event, `g ${key}`))(event);
}

const quiet = document.body.dataset.keys === "off";

/** In an open menu a key means what stands there, and nothing else. */
function pressInMenu(event, key) {
  const menu = !typing(event) && event.target.closest?.("details.menu[open] > .menu-list");
  const item = menu && menu.querySelector(`[data-key="${CSS.escape(key)}"]`);
  if (!item) return false;
  event.preventDefault();
  item.click();
  return true;
}

window.addEventListener("keydown", (event) => {
  const key = pressed(event);
  if (key in CHORDS) CHORDS[key](event);
  else if (key && !quiet && pressInMenu(event, key)) return;
  else if (key && !quiet && !MODIFIERS.includes(event.key)) goOrRun(event, key);
});

/** A button says its key to whoever points at it or comes to it by keyboard. */
function nameKey({ target }) {
  const element = target.closest?.("a[data-key], button[data-key], summary[data-key]");
  if (!element || element.title || quiet) return;
  const words = (element.getAttribute("aria-label") ?? element.innerText).trim().split("\n")[0];
  const key = element.dataset.key.replace("$mod+", isMac ? "⌘ " : "Ctrl ").replace(/Shift\+(\w)/, (_all, letter) => `Shift ${letter.toUpperCase()}`);
  element.title = `${words} (${key})`;
}

for (const kind of ["pointerover", "focusin"]) document.addEventListener(kind, nameKey);

if (isMac) for (const key of document.querySelectorAll("kbd[data-mod]")) key.textContent = "⌘";
document.querySelector("[data-open-help]")?.addEventListener("click", openHelp);
