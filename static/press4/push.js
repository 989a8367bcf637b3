/*
 * Push in this browser: turned on by a button on the page Notifications, and ended by the desk when its person signs out.
 * Whoever signs in again has it back, in a browser in which they turned it on themselves and nobody else did since.
 */
import { headers } from "press4/session";

const MARK = "press4-push"; // "7:9f3c": the person and the session for whom the desk has this browser
const me = document.body.dataset.person;
const bell = document.querySelector("[data-bell]");
const isApple = () => /iPhone|iPad/.test(navigator.userAgent) || (/Mac/.test(navigator.platform) && navigator.maxTouchPoints > 1);

export const isPushedHere = () => localStorage.getItem(MARK)?.startsWith(`${me}:`) ?? false;

/** Why it cannot be turned on in this browser, by the names of templates/tickets/notices/_pushes.html; "" when it can. */
function hindrance() {
  if (!window.isSecureContext) return "insecure";
  if (!("PushManager" in window && "serviceWorker" in navigator)) return isApple() ? "home-screen" : "unsupported";
  return Notification.permission === "denied" ? "denied" : "";
}

async function subscribe(key) {
  const registration = await navigator.serviceWorker.register(bell.dataset.pushWorker, { updateViaCache: "none" });
  await navigator.serviceWorker.ready;
  const options = { userVisibleOnly: true, applicationServerKey: key };
  try {
    return await registration.pushManager.subscribe(options);
  } catch (error) {
    if (error.name !== "InvalidStateError") throw error;
    // The desk has another key since: the old subscription is of no use any more.
    await (await registration.pushManager.getSubscription())?.unsubscribe();
    return registration.pushManager.subscribe(options);
  }
}

/** Answers "" when the desk has it, or a sentence that says why not. */
async function tellDesk(session) {
  const told = await fetch(bell.dataset.pushUrl, { headers: headers() });
  const { key } = await told.json();
  const { endpoint, keys } = (await subscribe(key)).toJSON();
  const body = new URLSearchParams({ endpoint, ...keys });
  const answer = await fetch(bell.dataset.pushUrl, { method: "POST", headers: headers(), body });
  if (!answer.ok) return answer.text();
  localStorage.setItem(MARK, `${me}:${session}`);
  return "";
}

/** The bell has come, and says by which name the session goes in which this page was opened. */
export async function resume(session) {
  if (!isPushedHere() || localStorage.getItem(MARK) === `${me}:${session}` || hindrance()) return;
  if (Notification.permission !== "granted") return localStorage.removeItem(MARK);
  await tellDesk(session).catch(() => {}); // the next page tries again
}

/** What the page has of this browser and the desk may have no more, or never had. */
function draw(panel) {
  const why = hindrance();
  const isOn = panel.hasAttribute("data-is-on") && !why;
  for (const words of panel.querySelectorAll("[data-push]")) words.hidden = words.dataset.push !== (why || (isOn ? "on" : "off"));
  panel.querySelector("[data-push-on]").hidden = Boolean(why) || isOn;
  if (!panel.hasAttribute("data-is-on") && localStorage.getItem(MARK) === `${me}:${panel.dataset.session}`) {
    localStorage.removeItem(MARK); // removed from the list
  }
}

async function turnOn(panel, button) {
  button.disabled = true;
  // At once: Safari asks only in answer to a press.
  const permission = await Notification.requestPermission();
  let trouble = "";
  if (permission === "granted") {
    trouble = await tellDesk(panel.dataset.session).catch(() => panel.dataset.failed);
    if (!trouble) return location.reload();
  }
  button.disabled = false;
  const place = panel.querySelector("[data-push-trouble]");
  place.textContent = trouble;
  place.hidden = !trouble;
  draw(panel);
}

const panel = document.querySelector("[data-pushes]");
if (panel) {
  const button = panel.querySelector("[data-push-on]");
  button.addEventListener("click", () => turnOn(panel, button));
  draw(panel);
}
