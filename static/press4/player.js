/*
 * Recordings become players when they come into view: a case may have twenty, and most are never looked at.
 * Until then, and without JavaScript, the browser's own controls are there.
 */
import { dress } from "press4/waves";

const watch = new IntersectionObserver((seen) => {
  for (const { isIntersecting, target } of seen) {
    if (!isIntersecting) continue;
    watch.unobserve(target);
    dress(target);
  }
}, { rootMargin: "200px" });

function find() {
  for (const player of document.querySelectorAll("[data-player]:not([data-watched])")) {
    player.dataset.watched = "";
    watch.observe(player);
  }
}

find();
document.addEventListener("htmx:load", find);
