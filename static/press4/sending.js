/*
 * Forms with a text are sent from here, so that a network that is away, or a session that has ended, shows no error page
 * of the browser in place of what was written. Such a form has a key (one thing, however often it arrives), so it is sent
 * again by itself: in the words in which it was sent, for they may have arrived. What is written meanwhile stays.
 */
import { goTo, makesRoom } from "press4/beneath";
import { forget, isKept, keep } from "press4/kept";
import { abandon } from "press4/refresh";
import { headers, isStale, renew } from "press4/session";

const AGAIN = 4_000;
const SLOW = 400;
const NOT_SAID = ["csrfmiddlewaretoken", "revision", "unsure"];
const timers = new WeakMap();
const attempts = new WeakMap();
const unsure = new WeakMap();
const held = new WeakMap();

const isOurs = (form, submitter) =>
  isKept(form) && !form.hasAttribute("hx-post") && !submitter?.matches("[hx-post], [formmethod], [formtarget]") && !form.target;

/** What a form says to people. A field for files names none here: they are uploaded before. */
const said = (words) => JSON.stringify([...words].filter(([name, value]) => !NOT_SAID.includes(name) && typeof value === "string"));
const isMore = (form, submitter, words) => said(new FormData(form, submitter)) !== said(words);

/** Beside the button that was pressed: that is where one looks. */
function place(form, model) {
  form.querySelector(".not-sent, .sending-now")?.remove();
  const notice = document.getElementById(model).content.firstElementChild.cloneNode(true);
  (form.querySelector(".composer-foot, .form-actions") ?? form.lastElementChild).before(notice);
  return notice;
}

/** Says why it was not sent. `kind` is again: it is tried by itself; once: after the sign-in; refused: with these words. */
function say(form, submitter, kind, words = "") {
  const notice = place(form, "not-sent-model");
  const text = notice.querySelector("[data-text]");
  text.textContent = `${text.dataset[kind]} ${words}`.trim();
  notice.dataset.kind = kind;
  const press = kind === "refused" ? start : again;
  notice.querySelector("[data-send-again]").addEventListener("click", () => press(form, submitter));
}

/** While the answer is on its way nothing is changed: it would neither be sent nor be kept. */
function hold(form) {
  const fields = [...form.elements].filter((field) => "readOnly" in field && !field.readOnly);
  for (const field of fields) field.readOnly = true;
  form.dataset.sending = "yes";
  held.set(form, [...(held.get(form) ?? []), ...fields]);
}

function release(form) {
  for (const field of held.get(form) ?? []) field.readOnly = false;
  held.delete(form);
  delete form.dataset.sending;
  delete form.dataset.sent;
  form.querySelector(".sending-now")?.remove();
}

async function send(form, submitter, words, isRenewed = false) {
  clearTimeout(timers.get(form));
  attempts.get(form)?.abort();
  const attempt = new AbortController();
  attempts.set(form, attempt);
  keep(form);
  words.set("csrfmiddlewaretoken", form.elements.csrfmiddlewaretoken.value);
  const url = submitter?.hasAttribute("formaction") ? submitter.formAction : form.getAttribute("action") || location.href;
  const how = { method: "POST", body: words, headers: { ...headers(), "X-Press4-Sending": "yes" }, signal: attempt.signal };
  try {
    const answer = await fetch(url, how);
    if (isStale(answer) || answer.status === 401) await signIn(form, submitter, words, isRenewed);
    else await lead(form, submitter, words, answer);
  } catch {
    if (!attempt.signal.aborted) notSent(form, submitter, words);
  }
}

/** Whoever signed in again since the form was opened goes on at once; for everybody else the text stays. */
async function signIn(form, submitter, words, isRenewed) {
  stay(form, words);
  say(form, submitter, "once");
  if (!isRenewed && (await renew()) && !attempts.has(form)) await send(form, submitter, words, true);
}

/** Where the answer leads: another page, the same one with what is wrong, or nowhere. */
async function lead(form, submitter, words, answer) {
  const onward = answer.headers.get("HX-Redirect");
  if (onward) {
    form.querySelector(".kept-text")?.remove();
    if (isMore(form, submitter, words)) keepRest(form, words);
    else forget(form);
    hold(form);
    return go(onward);
  }
  const text = await answer.text();
  const page = new DOMParser().parseFromString(text, "text/html");
  const main = page.querySelector("body.desk #main");
  if (main && answer.status < 500) {
    if (isMore(form, submitter, words)) keep(form);
    else forget(form);
    show(text);
  } else {
    stay(form, words);
    say(form, submitter, "refused", page.querySelector("h1")?.textContent.trim() ?? String(answer.status));
  }
}

/** What follows the words that were sent is a draft; when those were changed, all of it is. */
function keepRest(form, words) {
  const { body } = form.elements;
  const sent = words.get("body");
  if (form.matches("[data-composer]") && body.value.startsWith(sent)) body.value = body.value.slice(sent.length).trim();
  delete form.dataset.sent;
  keep(form);
  body?.dispatchEvent(new Event("input", { bubbles: true }));
}

/**
 * The same page takes the place of this one, so that Back leads to where one came from. To the same address with another
 * place in it, a browser would only scroll.
 */
function go(url) {
  const to = new URL(url, location.href);
  if (to.pathname !== location.pathname || !makesRoom()) return goTo(to);
  location.replace(to);
  if (to.hash && to.search === location.search) location.reload();
}

function show(text) {
  abandon(document.getElementById("main"));
  window.htmx.swap(document.getElementById("main"), text, { swapStyle: "outerHTML", swapDelay: 0, settleDelay: 0 }, { select: "#main" });
  window.scrollTo(0, 0);
}

function stay(form, words) {
  attempts.delete(form);
  unsure.set(form, words);
  release(form);
  keep(form);
}

function notSent(form, submitter, words) {
  stay(form, words);
  say(form, submitter, "again");
  timers.set(form, setTimeout(again, AGAIN, form, submitter));
}

/** Nobody presses for it, and somebody may be in the middle of a sentence. */
function again(form, submitter) {
  if (form.isConnected && !attempts.has(form)) send(form, submitter, unsure.get(form));
}

/** Somebody presses. In other words than before, the server is told that those may have arrived. */
function start(form, submitter) {
  if (!form.isConnected || form.dataset.sending) return;
  const words = new FormData(form, submitter);
  const before = unsure.get(form);
  if (before && said(before) !== said(words)) words.set("unsure", "yes");
  if (form.matches("[data-composer]")) form.dataset.sent = "yes";
  hold(form);
  send(form, submitter, words);
  setTimeout(() => form.dataset.sending && place(form, "sending-model"), SLOW);
}

document.addEventListener("submit", (event) => {
  const form = event.target;
  if (event.defaultPrevented || !isOurs(form, event.submitter)) return;
  event.preventDefault();
  start(form, event.submitter);
});
/** What only waited is sent; what the server refused is somebody's to mend. */
function sendWaiting() {
  for (const button of document.querySelectorAll(".not-sent:not([data-kind=refused]) [data-send-again]")) button.click();
}

window.addEventListener("online", sendWaiting);
document.addEventListener("signed-in", sendWaiting);
window.addEventListener("pageshow", ({ persisted }) => {
  if (persisted) for (const form of document.querySelectorAll("form[data-sending]")) release(form);
});
// Buttons and keys of the form change its text, too.
for (const kind of ["click", "keydown"]) {
  document.addEventListener(
    kind,
    (event) => {
      if (!event.target.closest?.("form[data-sending]")) return;
      event.stopPropagation();
      if (kind === "click") event.preventDefault();
    },
    { capture: true },
  );
}
