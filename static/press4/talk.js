/*
 * The notes of a call are saved a moment after each pause in typing (hx-trigger on the textarea), and go along with what
 * finishes the call. When the page or the panel goes within that moment, what is not saved yet leaves at once.
 */
import { headers } from "press4/session";

const notesIn = (place) => place.querySelectorAll?.("textarea[data-talk-notes]") ?? [];

document.addEventListener("htmx:afterRequest", ({ detail }) => {
  const { parameters, path } = detail.requestConfig ?? {};
  const saved = detail.successful ? parameters?.notes : undefined;
  if (saved === undefined) return;
  for (const text of notesIn(document)) {
    if (detail.elt === text || text.form.getAttribute("action") === path) text.defaultValue = saved;
  }
});

async function save(text) {
  const { form, value } = text;
  const answer = await fetch(text.dataset.talkNotes, {
    method: "POST",
    headers: { ...headers(), "HX-Request": "true" },
    body: new FormData(form),
    keepalive: true,
  }).catch(() => null);
  if (answer?.status !== 200) return;
  text.defaultValue = value;
  form.querySelector(".talk-saved").innerHTML = await answer.text();
}

function saveUnsaved(place) {
  for (const text of notesIn(place)) if (text.value !== text.defaultValue) save(text);
}

window.addEventListener("pagehide", () => saveUnsaved(document));
document.addEventListener("visibilitychange", () => document.hidden && saveUnsaved(document));
document.addEventListener("htmx:beforeSwap", ({ detail }) => detail.shouldSwap && saveUnsaved(detail.target));

// "Add note" in the bar leads to a text that comes a moment after its page, and anew with the news: not to take the focus then.
document.addEventListener("htmx:load", ({ target }) => {
  const name = location.hash.slice(1);
  if (name.startsWith("talk-notes-") && document.activeElement === document.body) target.querySelector?.(`#${CSS.escape(name)}`)?.focus();
});
