/*
 * Forms with a text are sent from here, so that a network that is away, or a session that has ended, shows no error page
 * of the browser in place of what was written. Such a form has a key (one thing, however often it arrives), so it is sent
 * again by itself.
 */
import { forget, isKept, keep } from "press4/kept";
import { headers, isStale, renew } from "press4/session";

const AGAIN = 4_000;
const timers = new WeakMap();

const isOurs = (form, submitter) =>
  isKept(form) && !form.hasAttribute("hx-post") && !submitter?.matches("[hx-post], [formmethod], [formtarget]") && !form.target;

/** Says why it was not sent. `kind` is again: it is tried by itself; once: after the sign-in; refused: with these words. */
function say(form, submitter, kind, words = "") {
  form.querySelector(".not-sent")?.remove();
  const notice = document.getElementById("not-sent-model").content.firstElementChild.cloneNode(true);
  const text = notice.querySelector("[data-text]");
  text.textContent = `${text.dataset[kind]} ${words}`.trim();
  notice.dataset.kind = kind;
  notice.querySelector("[data-send-again]").addEventListener("click", () => start(form, submitter));
  // Beside the button that was pressed: that is where one looks.
  (form.querySelector(".composer-foot, .form-actions") ?? form.lastElementChild).before(notice);
}

async function send(form, submitter, isRenewed = false) {
  clearTimeout(timers.get(form));
  keep(form);
  form.dataset.sending = "yes";
  if (form.matches("[data-composer]")) form.dataset.sent = "yes";
  const url = submitter?.hasAttribute("formaction") ? submitter.formAction : form.getAttribute("action") || location.href;
  let answer;
  try {
    answer = await fetch(url, { method: "POST", body: new FormData(form, submitter), headers: { ...headers(), "X-Press4-Sending": "yes" } });
    if (isStale(answer) || answer.status === 401) await signIn(form, submitter, isRenewed);
    else await lead(form, submitter, answer);
  } catch {
    notSent(form, submitter);
  }
}

/** Whoever signed in again since the form was opened goes on at once; for everybody else the text stays. */
async function signIn(form, submitter, isRenewed) {
  stay(form);
  say(form, submitter, "once");
  if (!isRenewed && (await renew()) && !form.dataset.sending) await send(form, submitter, true);
}

/** Where the answer leads: another page, the same one with what is wrong, or nowhere. */
async function lead(form, submitter, answer) {
  const onward = answer.headers.get("HX-Redirect");
  if (onward) {
    forget(form);
    form.querySelector(".kept-text")?.remove();
    return go(onward);
  }
  const text = await answer.text();
  const page = new DOMParser().parseFromString(text, "text/html");
  const main = page.querySelector("body.desk #main");
  if (main && answer.status < 500) {
    forget(form);
    show(text);
  } else {
    stay(form);
    say(form, submitter, "refused", page.querySelector("h1")?.textContent.trim() ?? String(answer.status));
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
  say(form, submitter, "again");
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
/** What only waited is sent; what the server refused is somebody's to mend. */
function sendWaiting() {
  for (const button of document.querySelectorAll(".not-sent:not([data-kind=refused]) [data-send-again]")) button.click();
}

window.addEventListener("online", sendWaiting);
document.addEventListener("signed-in", sendWaiting);
window.addEventListener("pageshow", ({ persisted }) => {
  if (persisted) for (const form of document.querySelectorAll("form[data-sending]")) delete form.dataset.sending;
});
