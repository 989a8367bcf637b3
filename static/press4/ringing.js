/*
 * The clocks of a call, second by second, and the caller's name in the title of the tab while somebody rings. A
 * countdown that has run out asks the parts that show it how things stand now.
 */
import { goTo } from "press4/beneath";

const bar = document.getElementById("ringing-bar");
let prefix = "";

function words(seconds) {
  const minutes = Math.floor(seconds / 60);
  return `${minutes}:${String(seconds % 60).padStart(2, "0")}`;
}

function tick() {
  const now = Date.now();
  for (const clock of document.querySelectorAll("time[data-seconds]")) {
    const past = Math.floor((now - Date.parse(clock.dateTime)) / 1000);
    const counts = clock.dataset.seconds === "since" ? past : -past;
    clock.textContent = words(Math.max(counts, 0));
    if (counts > 0 || clock.dataset.seconds === "since" || clock.dataset.over) continue;
    clock.dataset.over = "yes";
    for (const part of document.querySelectorAll("[data-until-over]")) window.htmx?.trigger(part, "live");
  }
}

function nameCaller() {
  const who = bar.querySelector("[data-ringing]")?.dataset.ringing;
  const title = document.title.slice(document.title.startsWith(prefix) ? prefix.length : 0);
  prefix = who ? `☎ ${who} · ` : "";
  document.title = prefix + title;
}

let rang = new Set();

/** Whoever picked up on a telephone has the case before them in the page that they look at, unless they write in it. */
function openAnswered() {
  const isWriting = document.activeElement.matches("input, textarea, select") || document.querySelector("dialog[open]");
  for (const talk of bar.querySelectorAll("[data-talk-case]")) {
    const isNew = rang.has(talk.id.replace("talking-", "ringing-"));
    const isHere = new URL(talk.dataset.talkCase, location.href).pathname === location.pathname;
    if (isNew && !isHere && !document.hidden && !isWriting) goTo(talk.dataset.talkCase);
  }
  // What this browser can answer is opened by softphone.js, once it is sure that this page carries the call.
  const rings = bar.querySelectorAll("[data-ringing]:not(:has([data-softphone]))");
  rang = new Set([...rings].map((ring) => ring.id));
}

setInterval(tick, 1_000);
document.addEventListener("htmx:load", tick);
if (bar) {
  new MutationObserver(() => {
    nameCaller();
    openAnswered();
  }).observe(bar, { childList: true });
}
tick();
