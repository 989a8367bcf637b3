/*
 * The tags of a case, by keyboard: what one types narrows the list, Enter ticks the first of it or adds what is not
 * there yet, and Enter in the empty field saves. The list is the form that works without this, too.
 */
import { isComposed } from "press4/pressed";

const FIELD = "[data-tags] [data-menu-focus]";
const choices = (field) => [...field.form.querySelectorAll("[data-tag]")];
const fits = (field) => choices(field).filter((choice) => !choice.hidden);
const typed = (field) => field.value.trim().replace(/\s+/g, " ").toLowerCase();

function narrow(field) {
  for (const choice of choices(field)) choice.hidden = !choice.dataset.tag.includes(typed(field));
  const create = field.form.querySelector("[data-create]");
  create.hidden = !typed(field) || choices(field).some((choice) => choice.dataset.tag === typed(field));
  create.querySelector(".tag").textContent = field.value.trim();
}

/** The one that is called so comes before those that only contain it. */
function choose(field) {
  const found = fits(field);
  const choice = found.find((one) => one.dataset.tag === typed(field)) ?? found[0];
  if (!choice) return add(field);
  choice.querySelector("input").checked ^= true;
  begin(field, choice);
}

function add(field) {
  const template = field.form.querySelector("template");
  const choice = template.content.firstElementChild.cloneNode(true);
  choice.dataset.tag = typed(field);
  choice.querySelector("input").value = choice.querySelector(".tag").textContent = field.value.trim();
  template.before(choice);
  begin(field, choice);
}

/** On to the next tag, with the one that was chosen in sight. */
function begin(field, choice) {
  field.value = "";
  narrow(field);
  choice.scrollIntoView({ block: "nearest" });
  field.focus();
}

document.addEventListener("input", (event) => {
  if (event.target.matches(FIELD)) narrow(event.target);
});

document.addEventListener("click", (event) => {
  const create = event.target.closest?.("[data-create]");
  if (create) add(create.form.querySelector("[data-menu-focus]"));
});

document.addEventListener("keydown", (event) => {
  const field = event.target.closest?.("[data-tags]")?.querySelector("[data-menu-focus]");
  if (!field || isComposed(event)) return;
  if (event.key !== "Enter" || event.target !== field || event.ctrlKey || event.metaKey) return;
  if (!field.value.trim()) return;
  event.preventDefault();
  choose(field);
});

const explain = () => document.querySelectorAll("[data-tags] [data-hint]").forEach((hint) => (hint.hidden = false));
document.addEventListener("htmx:afterSettle", explain);
explain();
