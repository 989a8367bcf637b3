/* An open case: choosing reply or note leads into the text, and the list beside the case marks the one that is open. */
// A key or a click on a mode goes on into the text; the arrow keys between the modes do not. All of it at once: who
// presses "r" and goes on typing must not lose a letter to another key, and the browser would lead the focus away.
document.addEventListener("click", (event) => {
  const label = event.target.closest?.(".composer-modes label");
  if (!label || event.target === label.control) return;
  event.preventDefault();
  label.control.checked = true;
  label.control.dispatchEvent(new Event("change", { bubbles: true }));
  label.control.form.elements.body.focus();
});

document.addEventListener("htmx:pushedIntoHistory", () => {
  for (const link of document.querySelectorAll("[data-row-link]")) {
    if (link.pathname === location.pathname) link.setAttribute("aria-current", "true");
    else link.removeAttribute("aria-current");
  }
});

// What sends takes no focus by a press: on a phone the composer would grow under the finger, and the click miss.
document.addEventListener("mousedown", (event) => event.target.closest?.(".composer .send") && event.preventDefault());
