/*
 * A list of links that is one stop of the Tab key: [data-roving]. The arrow keys, Home and End walk in it. Without this
 * script each link is a stop of its own.
 */
const STEPS = { ArrowDown: 1, ArrowUp: -1 };
const links = (list) => [...list.querySelectorAll("a[href], button")];
/** By the id of a list: the id of the link where somebody was on this page. */
const left = new Map();

/** The one that Tab comes to: where somebody is or was, else the one that is the page itself. */
function choose(list, chosen) {
  const all = links(list);
  if (chosen) left.set(list.id, { on: location.href, id: chosen.id });
  const before = left.get(list.id);
  const isBefore = (link) => link.id && link.id === before?.id && location.href === before.on;
  const stop = chosen ?? all.find((link) => link === document.activeElement) ?? all.find(isBefore) ?? all.find((link) => link.ariaCurrent) ?? all[0];
  for (const link of all) link.tabIndex = link === stop ? 0 : -1;
}

document.addEventListener("keydown", (event) => {
  const list = event.target.closest?.("[data-roving]");
  if (!list || event.ctrlKey || event.metaKey || event.altKey) return;
  const all = links(list);
  const here = all.indexOf(event.target.closest("a, button"));
  const ends = { Home: 0, End: all.length - 1 };
  const next = ends[event.key] ?? (STEPS[event.key] ? (here + STEPS[event.key] + all.length) % all.length : -1);
  if (next < 0) return;
  event.preventDefault();
  choose(list, all[next]);
  all[next].focus();
});

document.addEventListener("focusin", ({ target }) => {
  const list = target.closest?.("[data-roving]");
  if (list) choose(list, target.closest("a, button"));
});

/** The menu that has been fetched anew has its stop again; htmx has given the focus back by the id of the link. */
document.addEventListener("htmx:afterSwap", () => document.querySelectorAll("[data-roving]").forEach((list) => choose(list)));
document.querySelectorAll("[data-roving]").forEach((list) => choose(list));
