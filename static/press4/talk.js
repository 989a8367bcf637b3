/*
 * The notes of a call are saved a moment after each pause in typing (hx-trigger on the textarea). Whoever closes the
 * page within that moment loses nothing either: what is not saved yet leaves with the page.
 */
const notes = () => document.querySelectorAll("textarea[data-talk-notes]");

document.addEventListener("htmx:afterRequest", ({ detail }) => {
  const text = detail.elt;
  if (detail.successful && text.matches?.("textarea[data-talk-notes]")) {
    text.defaultValue = detail.requestConfig.parameters.notes;
  }
});

function sendUnsaved() {
  for (const text of notes()) {
    if (text.value === text.defaultValue) continue;
    const said = new FormData();
    said.set("csrfmiddlewaretoken", text.form.elements.csrfmiddlewaretoken.value);
    said.set("notes", text.value);
    if (navigator.sendBeacon(text.dataset.talkNotes, said)) text.defaultValue = text.value;
  }
}

window.addEventListener("pagehide", sendUnsaved);
document.addEventListener("visibilitychange", () => document.hidden && sendUnsaved());
