/*
 * Signing in, in whichever tab, makes the tokens of all open forms void. A page that is told so asks who is signed in
 * now. If it is its own person, its forms get the new token and it goes on; in the name of another one it sends nothing.
 */
import { signedOut } from "press4/kept";

const me = document.body.dataset.person;
const STALE = "stale-page";
const repeated = new WeakSet();
let cookies = document.cookie;
let asking = null;

/** Whether an answer of the server says that this page was opened before somebody signed in. */
export const isStale = (answer) => Boolean(answer?.headers.get("HX-Trigger")?.includes(STALE));

/** Whose page this is, for whatever a script sends or asks for. */
export const headers = () => JSON.parse(document.body.getAttribute("hx-headers") ?? "{}");

/** Answers whether the page may go on: its own person is signed in, and its forms have the token of that sign-in. */
export function renew() {
  asking ??= ask().finally(() => (asking = null));
  return asking;
}

async function ask() {
  const answer = await fetch(document.body.dataset.sessionUrl).catch(() => null);
  if (!answer?.ok) return false;
  const { person, name, token } = await answer.json();
  cookies = document.cookie;
  if (person !== me) {
    document.getElementById(person ? "signed-out" : "other-person")?.remove();
    if (person) sayWho(name);
    else signedOut();
    return false;
  }
  putIn(document, token);
  document.body.setAttribute("hx-headers", JSON.stringify({ ...headers(), "X-CSRFToken": token }));
  document.querySelectorAll("#signed-out, #other-person").forEach((notice) => notice.remove());
  document.dispatchEvent(new Event("signed-in"));
  return true;
}

function putIn(place, token) {
  for (const field of place.querySelectorAll("[name=csrfmiddlewaretoken]")) field.value = token;
  for (const model of place.querySelectorAll("template")) putIn(model.content, token);
}

function sayWho(name) {
  const model = document.getElementById("other-person-model");
  if (!document.getElementById("other-person")) model.before(model.content.cloneNode(true));
  document.querySelector("#other-person [data-name]").textContent = name;
}

/** Back from another tab, in which somebody may have signed in. */
function lookAgain() {
  if (!document.hidden && (cookies !== document.cookie || document.querySelector("#signed-out, #other-person"))) renew();
}

/** A button or form of htmx that was refused is pressed once more. */
async function repeat({ detail }) {
  const { elt, xhr } = detail;
  if (!xhr.getResponseHeader("HX-Trigger")?.includes(STALE)) return;
  const mayGoOn = await renew();
  if (!mayGoOn || !elt.isConnected || repeated.has(elt)) return;
  repeated.add(elt);
  if (elt.matches("form")) elt.requestSubmit(detail.requestConfig.triggeringEvent?.submitter);
  else if (elt.matches("button, a")) elt.click();
}

if (me) {
  document.addEventListener("htmx:afterRequest", repeat);
  document.addEventListener("visibilitychange", lookAgain);
  for (const kind of ["focus", "pageshow", "online"]) window.addEventListener(kind, lookAgain);
}
