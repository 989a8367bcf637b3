/* Server messages become toasts: read out politely, closed by hand, the harmless ones leave by themselves. */
const HARMLESS = 8_000;
const shelf = document.getElementById("toasts");
const model = document.getElementById("toast-model");

function close(toast) {
  toast.remove();
}

function watch(toast) {
  if (toast.dataset.watched) return;
  toast.dataset.watched = "yes";
  toast.querySelector("[data-close]")?.addEventListener("click", () => close(toast));
  if (toast.dataset.level === "error" || toast.dataset.level === "warning") return;
  const seconds = Number(toast.dataset.seconds) * 1000 || HARMLESS;
  let timer = setTimeout(close, seconds, toast);
  const hold = () => clearTimeout(timer);
  const release = () => (timer = setTimeout(close, seconds, toast));
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
}

if (shelf) {
  new MutationObserver(() => shelf.querySelectorAll(".notice").forEach(watch)).observe(shelf, { childList: true });
  // What stood in the page at load is put back once, because a live region only reads what changes in it.
  const standing = [...shelf.children];
  shelf.replaceChildren();
  setTimeout(() => shelf.append(...standing), 100);
  document.body.addEventListener("toast", (event) => show(event.detail.text, event.detail.level));
}
