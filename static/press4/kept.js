/*
 * What somebody writes into a form is kept in this tab until the server has it, so that it outlives a session that ends
 * and a network that goes away, and the way to another form for what this one needs ([data-errand]). Nobody else reads
 * it: it is kept per person, and forgotten with the tab and at sign-out.
 */
const KEPT = "press4-kept:";
const PAUSE = 300;
const LONGEST = 24 * 60 * 60 * 1000;
const me = document.body.dataset.person;
const waiting = new Map();

const isText = (field) => field.matches("textarea, input:is([type=text], [type=tel], [type=url], [type=number], [type=date], [type=datetime-local], [type=time], :not([type]))");
const isChoice = (field) => field.matches("select, input:is([type=checkbox], [type=radio])");
const fieldsOf = (form) => [...form.elements].filter((field) => field.name && !field.hidden && (isText(field) || isChoice(field)));
const keyOf = (form) => `${KEPT}${me}:${location.pathname}:${form.getAttribute("action") ?? ""}`;

/** The forms with a text that says one thing, however often it arrives: those are worth it, and have a key. */
export const isKept = (form) =>
  Boolean(me && form?.method === "post" && form.querySelector("textarea[name]:not([hidden])") && form.querySelector("input[type=hidden][name=key]"));

/** A form of settings, which is kept while one makes what it needs. One that was refused says what was typed already. */
const isKeptOnErrand = (form) => Boolean(me && form.matches("[data-kept-on-errand]"));

function isAsItCame(field) {
  if (field.matches("[type=checkbox], [type=radio]")) return field.checked === field.defaultChecked;
  if (field.matches("select")) return [...field.options].every((option) => option.selected === option.defaultSelected);
  return field.value === field.defaultValue;
}

const isOn = (field) => (field.matches("select") ? [...field.selectedOptions].map((option) => option.value) : field.checked);

export function keep(form) {
  clearTimeout(waiting.get(form));
  waiting.delete(form);
  const fields = fieldsOf(form);
  const isWritten = isKeptOnErrand(form) || fields.some((field) => isText(field) && field.value.trim() && !isAsItCame(field));
  if (!isWritten) return forget(form);
  // What nobody touched may come anew, such as the recipients of a reply to all.
  const written = isKeptOnErrand(form) ? fields : fields.filter((field) => !isAsItCame(field));
  const values = written.map((field) => [field.name, field.value, isText(field) ? null : isOn(field)]);
  try {
    sessionStorage.setItem(keyOf(form), JSON.stringify({ at: Date.now(), values }));
  } catch {
    // The shelf of the browser is full, or closed: the text stands in the page.
  }
}

export function forget(form) {
  clearTimeout(waiting.get(form));
  waiting.delete(form);
  sessionStorage.removeItem(keyOf(form));
}

function put(field, values) {
  const mine = values.filter(([name, value]) => name === field.name && (!field.matches("[type=checkbox], [type=radio]") || value === field.value));
  if (!mine.length) return;
  const [, value, on] = mine[0];
  if (field.matches("select")) for (const option of field.options) option.selected = on.includes(option.value);
  else if (isChoice(field)) field.checked = on;
  else field.value = value;
}

function restore(form) {
  const kept = JSON.parse(sessionStorage.getItem(keyOf(form)) ?? "null");
  if (!kept) return;
  const fields = fieldsOf(form);
  const texts = fields.filter(isText);
  const isHere = texts.every((field) => kept.values.every(([name, value, on]) => on !== null || name !== field.name || value === field.value));
  if (isHere || Date.now() - kept.at > LONGEST) return forget(form);
  if (texts.some((field) => field.value !== field.defaultValue)) return;
  for (const field of fields) put(field, kept.values);
  form.querySelector(".kept-text")?.remove();
  form.prepend(document.getElementById("kept-model").content.cloneNode(true));
  if (isKeptOnErrand(form)) forget(form);
  texts.find((field) => field.value)?.dispatchEvent(new Event("input", { bubbles: true }));
}

function restoreIn(place) {
  for (const form of place.querySelectorAll("form")) if (isKept(form) || isKeptOnErrand(form)) restore(form);
}

/** Called by whoever learns that the session has ended. The page stays: somebody may write in it, or be on the phone. */
export function signedOut() {
  for (const form of document.querySelectorAll("form")) if (isKept(form)) keep(form);
  const link = signedOutNotice().querySelector("[data-here]");
  link.search = new URLSearchParams({ next: location.pathname + location.search });
}

function signedOutNotice() {
  const shown = document.getElementById("signed-out");
  if (shown) return shown;
  const model = document.getElementById("signed-out-model");
  model.before(model.content.cloneNode(true));
  return document.getElementById("signed-out");
}

function forgetOthers() {
  for (const key of Object.keys(sessionStorage)) {
    if (key.startsWith(KEPT) && !key.startsWith(`${KEPT}${me}:`)) sessionStorage.removeItem(key);
  }
}

if (me) {
  forgetOthers();
  restoreIn(document);
  for (const kind of ["input", "change"]) {
    document.addEventListener(kind, ({ target }) => {
      const form = target.form;
      if (!isKept(form) || form.dataset.sending) return;
      clearTimeout(waiting.get(form));
      waiting.set(form, setTimeout(keep, PAUSE, form));
    });
  }
  window.addEventListener("pagehide", () => [...waiting.keys()].forEach(keep));
  document.addEventListener("htmx:load", ({ target }) => restoreIn(target));
  document.addEventListener("htmx:beforeSwap", () => [...waiting.keys()].forEach(keep));
  document.body.addEventListener("signed-out", signedOut);
  document.addEventListener("htmx:afterRequest", ({ detail }) => {
    const form = detail.elt.closest?.("form");
    const isOurs = detail.elt === form && isKept(form) && detail.requestConfig?.verb === "post";
    if (isOurs && detail.successful && !detail.xhr.getResponseHeader("HX-Trigger")?.includes("signed-out")) forget(form);
    else if (isOurs) keep(form);
  });
  document.addEventListener("click", ({ target }) => {
    if (target.closest?.("[data-errand]")) document.querySelectorAll("[data-kept-on-errand]").forEach(keep);
  });
  document.addEventListener("submit", ({ target }) => {
    if (!target.getAttribute("action")?.includes("/accounts/logout/")) return;
    waiting.clear();
    for (const key of Object.keys(sessionStorage)) if (key.startsWith(KEPT)) sessionStorage.removeItem(key);
  });
  document.addEventListener("click", ({ target }) => {
    const drop = target.closest?.("[data-kept-drop]");
    if (!drop) return;
    const form = drop.closest("form");
    for (const field of fieldsOf(form)) if (isText(field)) field.value = field.defaultValue;
    drop.closest(".kept-text").remove();
    forget(form);
    form.querySelector("textarea")?.dispatchEvent(new Event("input", { bubbles: true }));
  });
}
