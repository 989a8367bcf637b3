/* A list that is worked by keyboard: every row is a [data-list-row] with one main link, and perhaps a box to select it. */
import { isComposed } from "press4/pressed";

const rows = () => [...document.querySelectorAll("[data-list-row]")].filter((row) => row.offsetParent);
const handle = (row) => row.querySelector("[data-row-link]") ?? row.querySelector("a, button, input");
const boxes = () => [...document.querySelectorAll("[data-select]")];
const RETURN_TO = "press4-row";
let lastBox = null;

export const focusedRow = () => document.activeElement?.closest("[data-list-row]") ?? null;

/** Move the focus one row down (1) or up (-1); from outside it enters at the marked row or the first. */
export function move(step) {
  const all = rows();
  const current = all.indexOf(focusedRow());
  const marked = all.findIndex((row) => row.querySelector("[aria-current]"));
  const next = current < 0 ? Math.max(marked, 0) : Math.min(Math.max(current + step, 0), all.length - 1);
  const target = all[next];
  if (!target) return;
  handle(target)?.focus();
  target.scrollIntoView({ block: "nearest" });
}

export function select() {
  focusedRow()?.querySelector("input[type=checkbox]")?.click();
}

/** Everything between the row that was selected last and the focused one. */
export function selectRange() {
  const box = focusedRow()?.querySelector("[data-select]");
  if (box) extendTo(box, true);
}

export function selectAll() {
  for (const box of boxes()) box.checked = true;
  count();
}

/** The button for the selected cases that `key` presses, after selecting the focused row: one key for one case too. */
export function reach(key) {
  const box = focusedRow()?.querySelector("[data-select]");
  const button = box && document.querySelector(`#bulk [data-key="${CSS.escape(key)}"]`);
  if (!button) return null;
  box.checked = true;
  lastBox = box;
  count();
  return button;
}

export const available = () => rows().length > 0;

function extendTo(box, checked) {
  const all = boxes();
  const [from, to] = [all.indexOf(lastBox ?? box), all.indexOf(box)].sort((a, b) => a - b);
  for (const each of all.slice(Math.max(from, 0), to + 1)) each.checked = checked;
  lastBox = box;
  count();
}

function selectNone() {
  for (const box of boxes()) box.checked = false;
  count();
}

function count() {
  const place = document.querySelector("[data-bulk-count]");
  const number = boxes().filter((box) => box.checked).length;
  if (place) place.textContent = number || "";
}

document.addEventListener("click", (event) => {
  const box = event.target.closest("[data-select]");
  if (box && event.shiftKey) extendTo(box, box.checked);
  else if (box) lastBox = box;
  if (event.target.closest("[data-select-all]")) selectAll();
  if (event.target.closest("[data-select-none]")) selectNone();
});
document.addEventListener("change", (event) => event.target.matches("[data-select]") && count());
// Before anybody else: what is open is closed first, by those who look after it.
document.addEventListener(
  "keydown",
  (event) => {
    if (event.key !== "Escape" || isComposed(event) || document.querySelector("details.menu[open], dialog[open]")) return;
    if (boxes().some((box) => box.checked)) selectNone();
  },
  true,
);

// After something was done to many, the focus is where it was, or on the next row that is still there.
document.addEventListener("submit", (event) => {
  if (event.target.id !== "bulk") return;
  const all = rows();
  const from = Math.max(all.indexOf(focusedRow()), all.findIndex((row) => row.querySelector(":checked")));
  sessionStorage.setItem(RETURN_TO, JSON.stringify([...all.slice(from), ...all.slice(0, from).reverse()].map((row) => row.id)));
});

function returnFocus() {
  const wanted = JSON.parse(sessionStorage.getItem(RETURN_TO) ?? "[]");
  sessionStorage.removeItem(RETURN_TO);
  const row = wanted.map((id) => document.getElementById(id)).find(Boolean);
  if (row) handle(row)?.focus();
}

// A list that is fetched anew keeps the focus on the same row, and what is selected in it.
let remembered = null;
let selected = [];
let askedForNews = false;
document.addEventListener("htmx:beforeSwap", () => {
  remembered = focusedRow()?.id ?? null;
  askedForNews = document.activeElement?.matches(".list-news") ?? false;
  selected = boxes().filter((box) => box.checked).map((box) => box.value);
});
document.addEventListener("htmx:afterSettle", () => {
  const row = remembered && !focusedRow() && document.getElementById(remembered);
  if (row) handle(row)?.focus({ preventScroll: true });
  else if (askedForNews) move(0);
  for (const box of boxes()) if (selected.includes(box.value)) box.checked = true;
  remembered = null;
  askedForNews = false;
  count();
});

// A page that the browser kept as it was, or filled in again: what is done from it now is another deed.
window.addEventListener("pageshow", (event) => {
  const key = document.querySelector("#bulk [name=key]");
  if (event.persisted && key) key.value = crypto.randomUUID();
  count();
});

/*
 * Whoever comes back from a case finds the list where it was left. The browser keeps the place of the page alone, not that
 * of a pane, and shows the list anew.
 */
const PLACE = "press4-list";
const pane = () => document.querySelector(".pane-list:not(:has(~ .pane-case))");
const view = () => new URLSearchParams(location.search).get("view");

function keepPlace() {
  const list = pane();
  if (!list) return;
  const row = focusedRow()?.id;
  sessionStorage.setItem(PLACE, JSON.stringify({ view: view(), top: list.scrollTop, page: window.scrollY, row }));
}

function returnToPlace() {
  const kept = JSON.parse(sessionStorage.getItem(PLACE) ?? "null");
  const list = pane();
  if (!list || kept?.view !== view()) return;
  const cameFrom = document.referrer && new URL(document.referrer).pathname;
  const isBack = performance.getEntriesByType("navigation")[0]?.type === "back_forward";
  if (!isBack && !/^\/tickets\/\d+\/$/.test(cameFrom)) return;
  list.scrollTop = kept.top;
  window.scrollTo(0, kept.page);
  const row = kept.row && document.getElementById(kept.row);
  if (row) handle(row)?.focus({ preventScroll: true });
}

/** Beside a case the row that is open is in sight, once: then one looks where one likes. */
let isShown = false;
function showOpen() {
  const row = document.querySelector(".pane-list [data-row-link][aria-current]")?.closest("[data-list-row]");
  if (!row || isShown) return;
  isShown = true;
  row.scrollIntoView({ block: "nearest" });
}

document.addEventListener("htmx:load", showOpen);
window.addEventListener("pagehide", keepPlace);
returnFocus();
returnToPlace();
showOpen();
count();
