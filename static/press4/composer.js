/*
 * The composer is one line until somebody writes. Its height is at most two fifths of the pane, can be made smaller, and
 * is remembered by this browser. On a phone it stands above the keyboard of the screen.
 */
import { isComposed } from "press4/pressed";

const HEIGHT = "press4-composer-height";
const LEAST = 0;
const MOST = 100;
const STEP = 10;
const root = document.documentElement;

const dockOf = (element) => element.closest?.(".composer-dock");
const bodyOf = (dock) => dock.querySelector("[data-composer]").elements.body;

/** All of it at once: who presses "r" and goes on typing must not lose a letter to another key. */
function write(dock, mode) {
  dock.classList.add("is-open");
  const radio = dock.querySelector(`[name=mode][value=${mode}]`);
  if (!radio.checked) {
    radio.checked = true;
    radio.dispatchEvent(new Event("change", { bubbles: true }));
  }
  const body = bodyOf(dock);
  body.focus();
  body.setSelectionRange(body.value.length, body.value.length);
}

/** What is written stays as a draft; the focus stays on the case. */
function close(dock) {
  const { mode } = dock.querySelector("[data-composer]").elements;
  dock.classList.remove("is-open");
  dock.querySelector(`[data-write=${mode.value}]`).focus();
}

/** How much of the most that it may have, per cent. */
function size(percent) {
  const kept = Math.min(MOST, Math.max(LEAST, Math.round(percent)));
  root.style.setProperty("--composer-share", String(kept / MOST));
  root.classList.add("composer-sized");
  for (const handle of document.querySelectorAll("[data-composer-size]")) handle.ariaValueNow = String(kept);
  return kept;
}

/** Until somebody chooses a height it is that of the text. */
const remembered = () => Number(localStorage.getItem(HEIGHT) ?? MOST);
const remember = (percent) => localStorage.setItem(HEIGHT, String(size(percent)));

function drag(event) {
  const handle = event.target.closest?.("[data-composer-size]");
  if (!handle || event.button) return;
  event.preventDefault();
  handle.focus();
  const form = handle.closest("form");
  const most = parseFloat(getComputedStyle(form).maxHeight);
  const least = parseFloat(getComputedStyle(form).minHeight);
  const from = event.clientY;
  const height = form.offsetHeight;
  let moved = false;
  const move = ({ clientY }) => {
    moved ||= Math.abs(clientY - from) > 3;
    if (moved) remember(((height + from - clientY - least) / (most - least)) * MOST);
  };
  handle.setPointerCapture(event.pointerId);
  handle.addEventListener("pointermove", move);
  // A press without a movement goes between all and little, for whoever cannot drag.
  handle.addEventListener(
    "pointerup",
    () => {
      handle.removeEventListener("pointermove", move);
      if (!moved) remember(remembered() > MOST / 2 ? LEAST : MOST);
    },
    { once: true },
  );
}

function resizeByKey(event) {
  const by = { ArrowUp: STEP, ArrowDown: -STEP, Home: -MOST, End: MOST }[event.key];
  if (!by) return;
  event.preventDefault();
  remember(remembered() + by);
}

document.addEventListener("click", (event) => {
  const start = event.target.closest?.("[data-write]");
  if (start) write(dockOf(start), start.dataset.write);
  else if (event.target.closest?.("[data-composer-close]")) close(dockOf(event.target));
});
// A key or a click on a mode goes on into the text; the arrow keys between the modes do not.
document.addEventListener("click", (event) => {
  const label = event.target.closest?.(".composer-modes label");
  if (!label || event.target === label.control) return;
  event.preventDefault();
  write(dockOf(label), label.control.value);
});
document.addEventListener("input", ({ target }) => {
  const dock = target.name === "body" && dockOf(target);
  if (!dock) return;
  // What was kept is put into the text by itself.
  dock.classList.add("is-open");
  // A note that becomes a reply is asked about before it is sent.
  const { begun_as: begun, mode } = target.form.elements;
  begun.value = target.value.trim() ? begun.value || mode.value : "";
});
// A menu that is open is closed first, wherever the focus is.
let isMenuOpen = false;
document.addEventListener("keydown", () => (isMenuOpen = Boolean(document.querySelector("details.menu[open]"))), true);
document.addEventListener("keydown", (event) => {
  if (event.target.matches?.("[data-composer-size]")) resizeByKey(event);
  const dock = event.key === "Escape" && !event.defaultPrevented && !isComposed(event) && !isMenuOpen && dockOf(event.target);
  if (dock && !event.target.closest("details") && dock.classList.contains("is-open")) close(dock);
});
document.addEventListener("pointerdown", drag);
// Closed again, the line says whom it goes to now.
document.addEventListener("change", (event) => {
  const recipients = event.target.closest?.("[data-recipients]");
  if (!recipients) return;
  const fields = [...recipients.querySelectorAll("input")].filter(({ name, value }) => name !== "subject" && value.trim());
  const words = fields.map(({ labels, value }) => `${labels[0].textContent.trim()} ${value.trim()}`).join(" · ");
  recipients.querySelector("[data-recipients-said]").textContent = words;
});
// What sends takes no focus by a press: on a phone the composer would grow under the finger, and the click miss.
document.addEventListener("mousedown", (event) => event.target.closest?.(".composer .send") && event.preventDefault());

/** Safari lays its keyboard over the page; the others make the page smaller. */
function aboveKeyboard() {
  const { height, offsetTop, scale } = window.visualViewport;
  const covered = scale === 1 ? Math.max(0, Math.round(window.innerHeight - height - offsetTop)) : 0;
  root.style.setProperty("--keyboard", `${covered}px`);
}

window.visualViewport?.addEventListener("resize", aboveKeyboard);
window.visualViewport?.addEventListener("scroll", aboveKeyboard);
/** As it was left: of the chosen height, and open where a text came with it. One that somebody closed stays closed. */
function restore(part) {
  if (localStorage.getItem(HEIGHT) !== null) size(remembered());
  for (const dock of [part, ...part.querySelectorAll(".composer-dock")]) {
    if (dock.matches(".composer-dock:not(.is-open)") && bodyOf(dock).value.trim()) dock.classList.add("is-open");
  }
}

// Told for each part of the page that came anew: news of the case is not a new composer.
document.addEventListener("htmx:load", ({ detail }) => restore(detail.elt));
restore(document.body);
