/* A list that is worked by keyboard: every row is a [data-list-row] with one main link. */
const rows = () => [...document.querySelectorAll("[data-list-row]")].filter((row) => row.offsetParent);
const handle = (row) => row.querySelector("[data-row-link]") ?? row.querySelector("a, button, input");

export const focusedRow = () => document.activeElement?.closest("[data-list-row]") ?? null;

/** Move the focus one row down (1) or up (-1); from outside it enters at the marked row or the first. */
export function move(step) {
  const all = rows();
  const current = all.indexOf(focusedRow());
  const marked = all.findIndex((row) => row.querySelector("[aria-current]"));
  const next = current < 0 ? Math.max(marked, 0) : Math.min(Math.max(current + step, 0), all.length - 1);
  const target = all[next];
  if (!target) return;
  handle(target)?.focus();
  target.scrollIntoView({ block: "nearest" });
}

export function select() {
  focusedRow()?.querySelector("input[type=checkbox]")?.click();
}

export const available = () => rows().length > 0;

// A list that is fetched anew keeps the focus on the same row.
let remembered = null;
document.addEventListener("htmx:beforeSwap", () => (remembered = focusedRow()?.id ?? null));
document.addEventListener("htmx:afterSettle", () => {
  const row = remembered && !focusedRow() && document.getElementById(remembered);
  if (row) handle(row)?.focus({ preventScroll: true });
  remembered = null;
});
