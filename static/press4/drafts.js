/*
 * What is written in the composer is saved one second after typing stops, and when the page is left before. The server
 * answers with the saving that it made; a page that did not know of the last one is told what the other page wrote.
 */
import { forget, signedOut } from "press4/kept";
import { headers, isStale, renew } from "press4/session";

const PARTS = ["csrfmiddlewaretoken", "key", "version", "revision", "mode", "body", "begun_as", "macro", "actions", "to", "cc", "bcc", "subject"];
const WATCHED = ["mode", "body", "macro", "actions", "to", "cc", "bcc", "subject"];
const PAUSE = 1_000;
const AGAIN = 5_000;

const composerOf = (element) => element.closest?.("[data-composer]");
const unsaved = new WeakMap();
let writing = Promise.resolve();

function later(composer, wait) {
  clearTimeout(unsaved.get(composer));
  unsaved.set(composer, setTimeout(() => queue(composer), wait));
}

/** One saving at a time: each must know the revision that the one before it was given. */
function queue(composer) {
  clearTimeout(unsaved.get(composer));
  unsaved.delete(composer);
  writing = writing.then(() => save(composer));
}

function post(composer) {
  const filled = new FormData(composer);
  const body = new URLSearchParams([...filled].filter(([name]) => PARTS.includes(name)));
  // A request that outlives its page may carry 64 KiB.
  return fetch(composer.dataset.draftUrl, { method: "POST", headers: headers(), body, keepalive: body.toString().length < 60_000 });
}

/** Answers whether the server has it now. */
async function save(composer) {
  if (composer.dataset.sent) return false;
  let answer;
  try {
    answer = await post(composer);
  } catch {
    // The network is away; the text stands in the page.
  }
  if (answer?.status === 401) signedOut();
  if (isStale(answer) && (await renew())) return save(composer);
  if (answer?.status === 422) {
    say(composer, composer.dataset.tooLong);
    return false;
  }
  const parts = new DOMParser().parseFromString(answer?.ok ? await answer.text() : "", "text/html");
  const draft = parts.getElementById("draft");
  if (!draft) {
    say(composer, composer.dataset.unsaved);
    later(composer, AGAIN);
    return false;
  }
  composer.querySelector("#draft")?.replaceWith(draft);
  window.htmx?.process(draft);
  say(composer, parts.getElementById("draft-saved").innerHTML);
  if (!unsaved.has(composer)) forget(composer);
  return true;
}

/** A live region is read out when it changes, so it changes only when there is something to say. */
function say(composer, words) {
  const place = composer.querySelector("#draft-saved");
  if (place && place.innerHTML !== words) place.innerHTML = words;
}

/** The page or the case goes: what was not saved yet leaves at once. */
function flush(place) {
  for (const composer of place.querySelectorAll("[data-composer]")) {
    if (!unsaved.has(composer) || composer.dataset.sent) continue;
    clearTimeout(unsaved.get(composer));
    unsaved.delete(composer);
    post(composer).catch(() => {});
  }
}

function addOthers(composer) {
  const { body } = composer.elements;
  const texts = [...composer.querySelectorAll(".draft-other")].map((text) => text.innerText);
  body.value = [body.value, ...texts].filter(Boolean).join("\n\n");
  body.focus();
  queue(composer);
  writing = writing.then((isSaved) => isSaved && dropOthers(composer));
}

/** What stands below one's own text is kept twice until the server forgets it. No saving may overtake that. */
async function dropOthers(composer) {
  const drop = composer.querySelector("[data-draft-drop]");
  if (!drop) return;
  await new Promise((done) => {
    composer.addEventListener("htmx:afterRequest", done, { once: true });
    drop.click();
  });
}

for (const kind of ["input", "change"]) {
  document.addEventListener(kind, (event) => {
    const composer = composerOf(event.target);
    if (composer && WATCHED.includes(event.target.name)) later(composer, PAUSE);
  });
}
document.addEventListener("submit", (event) => {
  const composer = composerOf(event.target);
  if (composer && !event.submitter?.matches("[data-draft-drop], [data-preview], [data-attachment-remove]")) composer.dataset.sent = "yes";
});
document.addEventListener("click", (event) => {
  if (event.target.closest?.("[data-draft-add]")) addOthers(composerOf(event.target));
});
document.addEventListener("htmx:beforeSwap", (event) => flush(event.detail.target));
window.addEventListener("pagehide", () => flush(document));
// Back to a page that the browser had kept as it was: it may be sent again.
window.addEventListener("pageshow", () => {
  for (const composer of document.querySelectorAll("[data-composer]")) delete composer.dataset.sent;
});
