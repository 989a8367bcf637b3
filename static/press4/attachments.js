/*
 * Files of the composer: chosen, dropped on it, or pasted. They are uploaded one after another while one goes on writing;
 * the server answers with the files that it keeps. Without this, the chosen files leave with the form.
 */
const LONGEST_NAME = 100;
let uploading = Promise.resolve();
let waiting = 0;

const composerOf = (element) => element.closest?.("[data-composer]");
const placeOf = (composer) => composer.querySelector("#attachments");

function row(composer, file) {
  const line = document.createElement("span");
  line.className = "attachment is-uploading";
  const bar = document.createElement("progress");
  bar.max = 1;
  bar.value = 0;
  bar.ariaLabel = `${placeOf(composer).dataset.progress} ${file.name}`;
  line.append(file.name, " ", bar);
  placeOf(composer).append(line);
  return bar;
}

function send(composer, file, bar) {
  const filled = new FormData();
  filled.append("csrfmiddlewaretoken", composer.elements.csrfmiddlewaretoken.value);
  filled.append("files", file, file.name);
  return new Promise((resolve) => {
    const request = new XMLHttpRequest();
    request.upload.addEventListener("progress", (event) => event.lengthComputable && (bar.value = event.loaded / event.total));
    request.addEventListener("loadend", () => resolve([200, 422].includes(request.status) ? request.responseText : ""));
    request.open("POST", composer.querySelector("[data-attach]").dataset.attach);
    request.setRequestHeader("HX-Request", "true");
    request.send(filled);
  });
}

const keysOf = (composer) => [...placeOf(composer).querySelectorAll("[name=attachments]")].map(({ value }) => value);

/** A picture that is pasted or dropped stands where one writes; the file is its source. */
function show(composer, file, known) {
  const key = keysOf(composer).find((one) => !known.includes(one));
  if (!key || !/^image\/(png|jpeg|gif|webp)$/.test(file.type)) return;
  const { body } = composer.elements;
  // A picture with a longer name would be read as text (helpdesk/lib/text/markdown.py).
  const name = [...file.name.replace(/[[\]]/g, "")].slice(0, LONGEST_NAME).join("");
  const words = `![${name}](attachment:${key})`;
  body.setRangeText(words, body.selectionStart, body.selectionEnd, "end");
  body.dispatchEvent(new Event("input", { bubbles: true }));
}

async function upload(composer, file, isInText) {
  const known = keysOf(composer);
  const bar = row(composer, file);
  const place = new DOMParser().parseFromString(await send(composer, file, bar), "text/html").getElementById("attachments");
  if (!place) {
    bar.parentElement.classList.replace("is-uploading", "is-lost");
    bar.replaceWith(placeOf(composer).dataset.lost);
    return;
  }
  bar.parentElement.remove();
  place.append(...composer.querySelectorAll(".is-uploading, .is-lost"));
  placeOf(composer).replaceWith(place);
  window.htmx?.process(place);
  if (isInText) show(composer, file, known);
}

function take(composer, files, isInText = false) {
  for (const lost of composer.querySelectorAll(".is-lost")) lost.remove();
  for (const file of files) {
    waiting += 1;
    uploading = uploading.then(() => upload(composer, file, isInText)).finally(() => (waiting -= 1));
  }
}

document.addEventListener("change", (event) => {
  if (!event.target.matches?.("[data-attach]")) return;
  take(composerOf(event.target), [...event.target.files]);
  event.target.value = "";
});

document.addEventListener("paste", (event) => {
  const composer = composerOf(event.target);
  const files = [...(event.clipboardData?.files ?? [])];
  // A text that is copied from a table comes with its picture; the text is meant.
  if (!composer || !files.length || event.clipboardData.getData("text/plain")) return;
  event.preventDefault();
  take(composer, files, event.target === composer.elements.body);
});

for (const kind of ["dragover", "dragleave", "drop"]) {
  document.addEventListener(kind, (event) => {
    const composer = composerOf(event.target);
    if (!composer || !event.dataTransfer?.types.includes("Files")) return;
    event.preventDefault();
    composer.classList.toggle("is-dropping", kind === "dragover");
    if (kind === "drop") take(composer, [...event.dataTransfer.files], event.target === composer.elements.body);
  });
}

// Before the text is sent, and before anybody else hears of it.
document.addEventListener(
  "submit",
  (event) => {
    const composer = composerOf(event.target);
    if (!composer || !waiting || event.submitter?.matches("[data-preview]")) return;
    event.preventDefault();
    event.stopImmediatePropagation();
    composer.querySelector("#draft-saved").textContent = placeOf(composer).dataset.wait;
  },
  { capture: true },
);
