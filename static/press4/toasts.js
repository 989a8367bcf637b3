/* Server messages become toasts: read out politely, closed by hand, the harmless ones leave by themselves. */
const HARMLESS = 8_000;
/** Long enough to see it, think, and press z; also on the page that one goes on to. */
const UNDOABLE = 12_000;
const KEPT = "press4-undo";
const shelf = document.getElementById("toasts");
const model = document.getElementById("toast-model");

function close(toast) {
  if (toast.querySelector("form")) sessionStorage.removeItem(KEPT);
  toast.remove();
}

/** What can be undone is offered until its time is over, whichever page one goes on to. */
function keep(toast, seconds) {
  const form = toast.querySelector("form");
  const until = Date.now() + seconds;
  const text = toast.querySelector("[data-text]").textContent;
  sessionStorage.setItem(KEPT, JSON.stringify({ until, text, url: form.getAttribute("action") }));
  form.addEventListener("submit", () => sessionStorage.removeItem(KEPT));
}

function offerAgain() {
  const kept = JSON.parse(sessionStorage.getItem(KEPT) ?? "null");
  const undoModel = document.getElementById("undo-model");
  if (!kept || !undoModel || kept.until < Date.now() || shelf.querySelector("form")) return;
  const toast = undoModel.content.firstElementChild.cloneNode(true);
  toast.querySelector("form").setAttribute("action", kept.url);
  toast.querySelector("[data-text]").textContent = kept.text;
  toast.dataset.seconds = (kept.until - Date.now()) / 1000;
  shelf.append(toast);
}

function watch(toast) {
  if (toast.dataset.watched) return;
  toast.dataset.watched = "yes";
  toast.querySelector("[data-close]")?.addEventListener("click", () => close(toast));
  if (toast.dataset.level === "error" || toast.dataset.level === "warning") return;
  const form = toast.querySelector("form");
  // One key undoes, so it undoes the last thing.
  if (form) for (const other of shelf.querySelectorAll(".notice:has(form)")) if (other !== toast) other.remove();
  const seconds = Number(toast.dataset.seconds) * 1000 || (form ? UNDOABLE : HARMLESS);
  if (form) keep(toast, seconds);
  let timer = setTimeout(close, seconds, toast);
  const hold = () => clearTimeout(timer);
  /** The pointer may leave it while the focus stays in it, and the other way round. */
  const release = () => {
    hold();
    if (!toast.matches(":hover, :focus-within")) timer = setTimeout(close, seconds, toast);
  };
  toast.addEventListener("mouseenter", hold);
  toast.addEventListener("focusin", hold);
  toast.addEventListener("mouseleave", release);
  toast.addEventListener("focusout", release);
}

/** Show a toast from the browser's side; the server sends the same as `HX-Trigger: {"toast": {…}}`. */
export function show(text, level = "info") {
  const toast = model.content.firstElementChild.cloneNode(true);
  toast.dataset.level = level;
  toast.querySelector("[data-text]").textContent = text;
  shelf.append(toast);
  return toast;
}

if (shelf) {
  new MutationObserver(() => shelf.querySelectorAll(".notice").forEach(watch)).observe(shelf, { childList: true });
  // What stood in the page at load is put back once, because a live region only reads what changes in it.
  const standing = [...shelf.children];
  // Kept at once: somebody may go on to the next page within the moment that follows.
  for (const toast of standing) if (toast.querySelector("form")) keep(toast, UNDOABLE);
  shelf.replaceChildren();
  setTimeout(() => {
    shelf.append(...standing);
    offerAgain();
  }, 100);
  document.body.addEventListener("toast", (event) => show(event.detail.text, event.detail.level));
}
