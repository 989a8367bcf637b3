/*
 * Saved replies in the composer: "/" in an empty text or the button opens a list (a combobox as WAI-ARIA describes it).
 * What is chosen goes to where one writes, filled in for this case by the server; what it does stands above Send.
 */
import { isComposed } from "press4/pressed";

const PAUSE = 120;
let timer;

const listOf = (composer) => composer.querySelector("#saved");
const fieldOf = (composer) => listOf(composer).querySelector("[role=combobox]");
const foundOf = (composer) => listOf(composer).querySelector("[role=listbox]");
const optionsOf = (composer) => [...listOf(composer).querySelectorAll("[data-saved]")];
const chosen = (composer) => optionsOf(composer).find((option) => option.ariaSelected === "true");

/** Whether the list is what was found for the words that stand in the field now. */
const isCurrent = (composer) => foundOf(composer).dataset.asked === fieldOf(composer).value;

async function find(composer) {
  clearTimeout(timer);
  const asked = fieldOf(composer).value;
  const url = new URL(composer.querySelector("[data-open-saved]").href);
  url.searchParams.set("q", asked);
  const answer = await fetch(url, { headers: { "HX-Request": "true" } }).catch(() => null);
  const found = answer?.ok ? await answer.text() : "";
  // An answer that was overtaken by the next letter.
  if (!found || asked !== fieldOf(composer).value) return;
  foundOf(composer).innerHTML = found;
  foundOf(composer).dataset.asked = asked;
  mark(composer, optionsOf(composer)[0]);
}

function mark(composer, option) {
  for (const other of optionsOf(composer)) other.ariaSelected = String(other === option);
  fieldOf(composer).setAttribute("aria-activedescendant", option?.id ?? "");
  option?.scrollIntoView({ block: "nearest" });
}

function open(composer) {
  listOf(composer).hidden = false;
  fieldOf(composer).value = "";
  delete foundOf(composer).dataset.asked;
  fieldOf(composer).focus();
  find(composer);
}

function close(composer) {
  listOf(composer).hidden = true;
  composer.elements.body.focus();
}

function use(composer, option) {
  if (!option) return;
  const { body } = composer.elements;
  const text = option.querySelector("[data-text]").content.textContent;
  const start = body.selectionStart;
  close(composer);
  // So that Ctrl Z takes it back; a browser that does not know the command is told otherwise.
  if (!document.execCommand("insertText", false, text)) body.setRangeText(text, start, body.selectionEnd, "end");
  composer.querySelector("#macro").replaceChildren(option.querySelector("[data-macro]")?.content.cloneNode(true) ?? "");
  // The first thing that we did not know is what one types next.
  const gap = body.value.indexOf("⟦", start);
  if (gap >= 0) body.setSelectionRange(gap, body.value.indexOf("⟧", gap) + 1);
  body.dispatchEvent(new Event("input", { bubbles: true }));
}

/** What one types is found a moment later: Enter waits for that, for the first of what was found before is something else. */
async function take(composer) {
  if (!isCurrent(composer)) await find(composer);
  if (isCurrent(composer) && !listOf(composer).hidden) use(composer, chosen(composer));
}

function step(composer, by) {
  const all = optionsOf(composer);
  mark(composer, all[(all.indexOf(chosen(composer)) + by + all.length) % all.length]);
}

const MOVES = {
  ArrowDown: (composer) => step(composer, 1),
  ArrowUp: (composer) => step(composer, -1),
  Enter: take,
  Escape: close,
};

document.addEventListener("keydown", (event) => {
  const composer = event.target.closest?.("[data-composer]");
  if (!composer || isComposed(event)) return;
  if (event.target === composer.elements.body && event.key === "/" && !event.target.value.trim()) {
    event.preventDefault();
    open(composer);
  } else if (event.target === fieldOf(composer) && Object.hasOwn(MOVES, event.key) && !event.ctrlKey && !event.metaKey) {
    event.preventDefault();
    event.stopPropagation();
    MOVES[event.key](composer);
  }
});

document.addEventListener("input", (event) => {
  const composer = event.target.closest?.("[data-composer]");
  if (!composer || event.target !== fieldOf(composer)) return;
  clearTimeout(timer);
  timer = setTimeout(find, PAUSE, composer);
});

document.addEventListener("click", (event) => {
  const composer = event.target.closest?.("[data-composer]");
  const option = event.target.closest?.("[data-saved]");
  if (event.target.closest?.("[data-open-saved]")) {
    event.preventDefault();
    if (listOf(composer).hidden) open(composer);
    else close(composer);
  } else if (option) use(composer, option);
  else for (const list of document.querySelectorAll("#saved:not([hidden])")) list.hidden = !list.contains(event.target);
});
