/*
 * Who else is here (helpdesk/lib/presence.py). An open case says every few seconds that it is looked at, and whether one
 * writes; the answer is who else is there. A list asks for the faces of all its rows at once, and again for those
 * rows of which the news say that somebody came or went.
 */
import { headers, isStale, renew } from "press4/session";

const SIGN_OF_LIFE = 7_000;
const STOPS_WRITING = 12_000;
const FORGETS_A_HIDDEN_TAB = 300_000;
const BETWEEN_QUESTIONS = 1_000;

// Anew with each page, so that a farewell that is late never takes back the greeting of the next page.
const tab = [...crypto.getRandomValues(new Uint8Array(8))].map((byte) => byte.toString(16).padStart(2, "0")).join("");
let watched = null;
let doing = "";
let stops = 0;
let hiddenSince = 0;
let questions = new Set();
let question = 0;
let askedAt = -Infinity;

const away = () => document.hidden && performance.now() - hiddenSince > FORGETS_A_HIDDEN_TAB;

/** The answer, or "" when there is none: nobody must be disturbed because a hint is missing. */
async function ask(url, body) {
  try {
    const answer = await fetch(url, body ? { method: "POST", headers: headers(), body, keepalive: true } : {});
    if (isStale(answer)) renew();
    return answer.ok && !answer.redirected ? await answer.text() : "";
  } catch {
    return "";
  }
}

const form = (fields) => new URLSearchParams({ tab, ...fields });

/** Only what is new is put on the page: a screen reader says it once. */
function show(element, html) {
  const fresh = html.trim();
  if (element.dataset.shown === fresh) return;
  element.dataset.shown = fresh;
  element.innerHTML = fresh;
}

async function stay() {
  const place = document.querySelector("[data-watching]:not([inert] *)"); // not in a page that was put aside (beneath.js)
  const url = place?.dataset.watchUrl;
  if (watched && watched.url !== url) leave();
  if (!place || away()) return;
  watched = { url, leaveUrl: place.dataset.leaveUrl };
  show(place, await ask(url, form({ doing })));
}

function leave() {
  if (!watched) return;
  ask(watched.leaveUrl, form({}));
  watched = null;
  doing = "";
}

function writes(what) {
  clearTimeout(stops);
  if (what) stops = setTimeout(writes, STOPS_WRITING, "");
  if (what === doing) return;
  doing = what;
  stay();
}

const rows = () => [...document.querySelectorAll("[data-watchers]")];

function askAbout(spans) {
  for (const span of spans) {
    span.dataset.asked = "yes";
    questions.add(span);
  }
  if (question || !questions.size || document.hidden) return;
  question = setTimeout(askNow, Math.max(0, askedAt + BETWEEN_QUESTIONS - performance.now()));
}

async function askNow() {
  const spans = [...questions].filter((span) => span.isConnected);
  questions = new Set();
  question = 0;
  askedAt = performance.now();
  if (!spans.length) return;
  const url = new URL(spans[0].closest("[data-watchers-url]").dataset.watchersUrl, location.href);
  for (const span of spans) url.searchParams.append("case", span.dataset.watchers);
  const answer = new DOMParser().parseFromString(await ask(url), "text/html");
  for (const span of spans) show(span, answer.getElementById(span.id)?.innerHTML ?? "");
}

document.addEventListener("live", (event) => {
  if (event.target.matches("[data-watching]")) stay();
  if (event.target.matches("[data-watchers]")) askAbout([event.target]);
});
document.addEventListener("input", (event) => {
  const composer = event.target.closest?.("[data-composer]");
  if (!composer || event.target.name !== "body") return;
  const mode = composer.elements.mode?.value === "note" ? "note" : "reply";
  writes(event.target.value ? mode : "");
});
document.addEventListener("htmx:afterSettle", () => {
  if (document.querySelector("[data-watching]")?.dataset.watchUrl !== watched?.url) stay();
  askAbout(rows().filter((span) => !span.dataset.asked));
});
document.addEventListener("visibilitychange", () => {
  hiddenSince = performance.now();
  if (document.hidden) return;
  stay();
  askAbout(rows());
});
window.addEventListener("pagehide", leave);
window.addEventListener("pageshow", (event) => event.persisted && stay());

// Whoever vanished without a word is noticed by asking again about those who were there.
setInterval(() => {
  if (away()) leave();
  else stay();
  askAbout(rows().filter((span) => span.firstChild));
}, SIGN_OF_LIFE);
stay();
askAbout(rows());
