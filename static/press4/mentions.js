/*
 * An @ in an internal note suggests whom to call upon. The text keeps the focus: the arrow keys choose, Enter or Tab
 * takes, Escape goes on without. What counts is the name in the text, so that it can be typed by hand just as well.
 */
import { isComposed } from "press4/pressed";

const BEGUN = /(?<![\w@./+-])@([\p{L}\p{M}\p{N}'’()._-]*(?: [\p{L}\p{M}\p{N}'’()._-]*)?)$/u;
const PAUSE = 120;
let timer;
let asked = 0;

const place = (text) => text.form.querySelector("[data-mentions]");
const options = (text) => [...place(text).querySelectorAll("[role=option]")];
const chosen = (text) => options(text).find((option) => option.getAttribute("aria-selected") === "true");
const isNote = (text) => text.form.elements.mode?.value === "note";
const begun = (text) => BEGUN.exec(text.value.slice(0, text.selectionStart));

const plain = (words) => words.normalize("NFKD").replace(/\p{M}/gu, "").toLowerCase();

function close(text) {
  clearTimeout(timer);
  asked += 1;
  place(text).hidden = true;
  place(text).replaceChildren();
  text.removeAttribute("aria-activedescendant");
}

function mark(text, option) {
  for (const other of options(text)) other.setAttribute("aria-selected", String(other === option));
  text.setAttribute("aria-activedescendant", option.id);
  option.scrollIntoView({ block: "nearest" });
}

/** Whoever is no longer meant goes at once: Enter within the moment until the answer must not call upon them. */
function narrow(text, typed) {
  clearTimeout(timer);
  asked += 1;
  for (const option of options(text)) if (!plain(option.dataset.name).includes(plain(typed))) option.remove();
  if (!options(text).length) place(text).hidden = true;
  else if (!chosen(text)) mark(text, options(text)[0]);
}

async function suggest(text, typed) {
  const turn = (asked += 1);
  const answer = await fetch(`${place(text).dataset.mentions}?q=${encodeURIComponent(typed)}`).catch(() => null);
  const found = answer?.ok ? await answer.text() : "";
  if (turn !== asked || !text.isConnected) return;
  place(text).innerHTML = found;
  place(text).hidden = !options(text).length;
  if (options(text).length) mark(text, options(text)[0]);
}

function take(text, option) {
  const match = begun(text);
  if (!match) return close(text);
  const end = text.selectionStart;
  text.setRangeText(`@${option.dataset.name} `, end - match[0].length, end, "end");
  close(text);
  text.dispatchEvent(new Event("input", { bubbles: true }));
}

function step(text, down) {
  const all = options(text);
  mark(text, all[(all.indexOf(chosen(text)) + down + all.length) % all.length]);
}

const textOf = (target) => (target.matches?.("[data-composer] textarea[name=body]") && target.form.querySelector("[data-mentions]") ? target : null);

document.addEventListener("input", (event) => {
  const text = textOf(event.target);
  if (!text) return;
  const match = isNote(text) && begun(text);
  if (!match) return close(text);
  narrow(text, match[1]);
  timer = setTimeout(suggest, PAUSE, text, match[1]);
});

// Before the keys of the composer, which send or leave.
document.addEventListener(
  "keydown",
  (event) => {
    const text = textOf(event.target);
    if (!text || place(text).hidden || isComposed(event)) return;
    const down = { ArrowDown: 1, ArrowUp: -1 }[event.key];
    if (down) step(text, down);
    else if (event.key === "Escape") close(text);
    else if ((event.key === "Enter" && !event.ctrlKey && !event.metaKey) || event.key === "Tab") take(text, chosen(text));
    else return;
    event.preventDefault();
    event.stopPropagation();
  },
  true,
);

// The mouse must not take the focus from the text.
document.addEventListener("mousedown", (event) => {
  const option = event.target.closest?.("[data-mentions] [role=option]");
  if (!option) return;
  event.preventDefault();
  take(option.closest("form").elements.body, option);
});

document.addEventListener("focusout", (event) => {
  const text = textOf(event.target);
  if (text) close(text);
});
