/* The marks of Markdown in the composer, by button and key, and the preview. The browser's own undo knows each of them. */
import { pressed } from "press4/pressed";
import { isComposed } from "press4/pressed";

const AROUND = { bold: "**", italic: "_" };
const BEFORE = { list: "- ", quote: "> " };
const ITEM = /^(\s*(?:[-*+]|\d{1,3}[.)])\s+)(.*)$/;

/** By the character that a key writes; those that Shift changes are known by their place. */
function markOf(event) {
  if (!(event.ctrlKey || event.metaKey) || event.altKey) return null;
  if (!event.shiftKey) return { "$mod+b": "bold", "$mod+i": "italic" }[pressed(event)];
  return { KeyU: "link", Digit8: "list", Period: "quote" }[event.code];
}

function insert(text, words) {
  text.focus();
  // Deprecated, and still the only way by which Ctrl Z takes it back.
  if (!document.execCommand("insertText", false, words)) text.setRangeText(words, text.selectionStart, text.selectionEnd, "end");
}

function surround(text, mark) {
  const chosen = text.value.slice(text.selectionStart, text.selectionEnd);
  insert(text, mark + chosen + mark);
  if (!chosen) text.selectionStart = text.selectionEnd = text.selectionEnd - mark.length;
}

function link(text) {
  const chosen = text.value.slice(text.selectionStart, text.selectionEnd);
  const isAddress = /^https?:\/\/\S+$/.test(chosen);
  const start = text.selectionStart;
  insert(text, isAddress ? `[](${chosen})` : `[${chosen}](https://)`);
  if (isAddress || !chosen) text.setSelectionRange(start + 1, start + 1);
  else text.setSelectionRange(start + chosen.length + 3, start + chosen.length + 11);
}

function begin(text, sign) {
  const start = text.value.lastIndexOf("\n", text.selectionStart - 1) + 1;
  const lines = text.value.slice(start, text.selectionEnd).split("\n");
  const all = lines.every((line) => line.startsWith(sign));
  text.setSelectionRange(start, text.selectionEnd);
  insert(text, lines.map((line) => (all ? line.slice(sign.length) : sign + line)).join("\n"));
}

function apply(text, mark) {
  if (mark in AROUND) surround(text, AROUND[mark]);
  else if (mark in BEFORE) begin(text, BEFORE[mark]);
  else link(text);
}

/** Enter in a list goes on with it; in an empty item it ends the list. */
function goOn(event) {
  const text = event.target;
  const start = text.value.lastIndexOf("\n", text.selectionStart - 1) + 1;
  const item = text.value.slice(start, text.selectionStart).match(ITEM);
  if (!item || text.selectionStart !== text.selectionEnd) return;
  event.preventDefault();
  if (item[2]) return insert(text, "\n" + item[1].replace(/\d+/, (number) => Number(number) + 1));
  text.setSelectionRange(start, text.selectionStart);
  insert(text, "");
  if (text.selectionStart !== start) text.setRangeText("", start, text.selectionEnd, "end");
}

async function preview(button) {
  const composer = button.closest("[data-composer]");
  const place = composer.querySelector("#preview");
  const { body, csrfmiddlewaretoken: token } = composer.elements;
  const shows = place.hidden;
  if (shows) {
    const filled = new URLSearchParams({ body: body.value, csrfmiddlewaretoken: token.value });
    const answer = await fetch(button.dataset.preview, { method: "POST", body: filled }).catch(() => null);
    if (!answer?.ok) return;
    place.innerHTML = await answer.text();
  }
  place.hidden = !shows;
  body.hidden = shows;
  button.ariaPressed = String(shows);
  if (!shows) body.focus();
}

document.addEventListener("keydown", (event) => {
  if (event.target.name !== "body" || !event.target.closest("[data-composer]") || isComposed(event)) return;
  const mark = markOf(event);
  if (mark) {
    event.preventDefault();
    apply(event.target, mark);
  } else if (event.key === "Enter" && !event.ctrlKey && !event.metaKey && !event.shiftKey && !event.defaultPrevented) goOn(event);
});

document.addEventListener("click", (event) => {
  const mark = event.target.closest?.("[data-mark]");
  const button = event.target.closest?.("[data-preview]");
  if (mark) apply(mark.closest("[data-composer]").elements.body, mark.dataset.mark);
  if (!button) return;
  event.preventDefault();
  preview(button);
});

const show = () => document.querySelectorAll("[data-marks]").forEach((marks) => (marks.hidden = false));
document.addEventListener("htmx:afterSettle", show);
show();
