/*
 * Forms with a text are sent from here, so that a network that is away, or a session that has ended, shows no error page
 * of the browser in place of what was written. Such a form has a key (one thing, however often it arrives), so it is sent
 * again by itself.
 */
import { forget, isKept, keep, signedOut } from "press4/kept";

const AGAIN = 4_000;
const timers = new WeakMap();

const isOurs = (form, submitter) =>
  isKept(form) && !form.hasAttribute("hx-post") && !submitter?.matches("[hx-post], [formmethod], [formtarget]") && !form.target;

function say(form, kind, words = "") {
  form.querySelector(".not-sent")?.remove();
  if (!kind) return;
  const notice = document.getElementById("not-sent-model").content.firstElementChild.cloneNode(true);
  const text = notice.querySelector("[data-text]");
  text.textContent = `${text.dataset[kind]} ${words}`.trim();
  // Beside the button that was pressed: that is where one looks.
  (form.querySelector(".composer-foot, .form-actions") ?? form.lastElementChild).before(notice);
}

async function send(form, submitter) {
  clearTimeout(timers.get(form));
  keep(form);
  form.dataset.sending = "yes";
  if (form.matches("[data-composer]")) form.dataset.sent = "yes";
  const url = submitter?.hasAttribute("formaction") ? submitter.formAction : form.getAttribute("action") || location.href;
  let answer;
  try {
    answer = await fetch(url, { method: "POST", body: new FormData(form, submitter), headers: { "X-Press4-Sending": "yes" } });
    await lead(form, answer);
  } catch {
    notSent(form, submitter);
  }
}

/** Where the answer leads: another page, the same one with what is wrong, or nowhere. */
async function lead(form, answer) {
  const onward = answer.headers.get("HX-Redirect");
  if (onward) {
    forget(form);
    form.querySelector(".kept-text")?.remove();
    return go(onward);
  }
  const text = await answer.text();
  const page = new DOMParser().parseFromString(text, "text/html");
  const main = page.querySelector("body.desk #main");
  if (answer.status === 401) {
    stay(form);
    say(form, "once");
    signedOut();
  } else if (main && answer.status < 500) {
    forget(form);
    show(text);
  } else {
    stay(form);
    say(form, "refused", page.querySelector("h1")?.textContent.trim() ?? String(answer.status));
  }
}

/** To the same address with another place in it, a browser would only scroll. */
function go(url) {
  const to = new URL(url, location.href);
  const isHere = to.hash && to.pathname === location.pathname && to.search === location.search;
  location.assign(to);
  if (isHere) location.reload();
}

function show(text) {
  window.htmx.swap(document.getElementById("main"), text, { swapStyle: "outerHTML", swapDelay: 0, settleDelay: 0 }, { select: "#main" });
  window.scrollTo(0, 0);
}

function stay(form) {
  delete form.dataset.sending;
  delete form.dataset.sent;
  keep(form);
}

function notSent(form, submitter) {
  stay(form);
  say(form, "again");
  form.querySelector("[data-send-again]").addEventListener("click", () => start(form, submitter));
  timers.set(form, setTimeout(start, AGAIN, form, submitter));
}

function start(form, submitter) {
  if (form.isConnected && !form.dataset.sending) send(form, submitter);
}

document.addEventListener("submit", (event) => {
  const form = event.target;
  if (event.defaultPrevented || !isOurs(form, event.submitter)) return;
  event.preventDefault();
  start(form, event.submitter);
});
window.addEventListener("online", () => {
  for (const button of document.querySelectorAll("[data-send-again]")) button.click();
});
window.addEventListener("pageshow", ({ persisted }) => {
  if (persisted) for (const form of document.querySelectorAll("form[data-sending]")) delete form.dataset.sending;
});
