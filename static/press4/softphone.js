/*
 * The telephone in the browser (templates/escalation/duty/_softphone.html). Of all tabs of a browser one is the telephone: the
 * one that holds a lock; when it goes, the next takes over. Every tab shows what it says and hands it what is pressed.
 * The SDK is large, so only that tab loads it, and only where the frame says that this person's browser is rung.
 *
 * The ringing bar (templates/calls/ringing/_ring.html) brings hidden buttons, [data-softphone=answer] and [=decline], with the
 * call they belong to; they are shown while that call rings in this browser.
 */
import { goTo } from "press4/beneath";
import { headers } from "press4/session";

const NAME = "press4-softphone";
const FIRST_WAIT = 2_000;
const LONGEST_WAIT = 60_000;
const RENEW_BEFORE = 60_000; // milliseconds before a token ends
const EXPIRED = 20104;
const NO_MICROPHONE = [31208, 31401, 31402];
const place = document.getElementById("duty");
const tabs = "BroadcastChannel" in window ? new BroadcastChannel(NAME) : null;
// What every tab shows; ringing and talking: the desk's numbers of calls.
const view = { state: "off", muted: false, ringing: [], talking: "" };
const calls = new Map(); // in the tab that is the telephone: such a number -> the SDK's call that rings
let device, active, activeNumber, letGo, asked = false, calm = "connecting", wait = FIRST_WAIT;
let answered = null; // in the tab where somebody pressed it: the address of the caller's case

const panel = () => place?.querySelector(".softphone");
const wanted = () => panel()?.dataset.softphone === "on";

function draw() {
  const box = panel();
  if (view.state === "talking") openCase();
  for (const button of document.querySelectorAll("[data-softphone=answer], [data-softphone=decline]")) {
    const hidden = view.state === "talking" || !view.ringing.includes(button.dataset.call);
    if (button.hidden !== hidden) button.hidden = hidden;
  }
  const isInBar = showControls();
  if (!box) return;
  box.dataset.state = view.state;
  const line = box.querySelector("[data-softphone-part=state]");
  const words = line.dataset[view.muted ? "muted" : view.state] ?? "";
  const text = box.querySelector("[data-softphone-part=words]");
  if (text.textContent !== words) text.textContent = words;
  line.title = words;
  for (const button of box.querySelectorAll("button")) button.hidden = view.state !== "talking" || isInBar;
  for (const button of document.querySelectorAll("[data-softphone=mute]")) button.setAttribute("aria-pressed", String(view.muted));
}

/** Whether the bar has the controls of the call: it comes from the desk, and the call a moment before it. */
function showControls() {
  const parts = [...document.querySelectorAll("[data-softphone-call]")];
  for (const part of parts) part.hidden = view.state !== "talking" || part.dataset.softphoneCall !== view.talking;
  return parts.some((part) => !part.hidden);
}

/** The telephone says how it stands; `rest` is what it is like when nothing rings and nobody talks. */
function tell(rest = calm) {
  calm = rest;
  view.state = active ? "talking" : calls.size ? "ringing" : calm;
  view.muted = active?.isMuted() ?? false;
  view.ringing = [...calls.keys()];
  view.talking = active ? activeNumber : "";
  document.body.toggleAttribute("data-talks-here", Boolean(active));
  tabs?.postMessage({ view });
  draw();
}

/** Whoever answers has the case before them, unless they are there already. */
function openCase() {
  const url = answered;
  answered = null;
  if (url && new URL(url, location.href).pathname !== location.pathname) goTo(url);
}

function post(url) {
  return fetch(url, { method: "POST", headers: headers() });
}

async function fetchToken() {
  const answer = await post(panel().dataset.tokenUrl);
  if (!answer.ok) throw new Error(`no token: ${answer.status}`);
  return (await answer.json()).token;
}

function loadSdk(address) {
  if (window.Twilio?.Device) return Promise.resolve();
  return new Promise((resolve, reject) => {
    const script = Object.assign(document.createElement("script"), { src: address, onload: resolve });
    script.onerror = () => {
      script.remove();
      reject(new Error("the SDK did not load"));
    };
    document.head.append(script);
  });
}

async function hasMicrophone() {
  if (!navigator.mediaDevices) return false;
  try {
    return (await navigator.permissions.query({ name: "microphone" })).state !== "denied";
  } catch {
    return true; // this browser does not say before it is asked for sound
  }
}

async function signIn() {
  if (!letGo) return;
  tell("connecting");
  try {
    await loadSdk(panel().dataset.sdk);
    const made = new window.Twilio.Device(await fetchToken(), { tokenRefreshMs: RENEW_BEFORE });
    device = made;
    made.on("registered", async () => {
      wait = FIRST_WAIT;
      // The provider tells a ring only to pages that were there when it began: the desk rings this one as well.
      post(panel().dataset.readyUrl).catch(() => {});
      tell((await hasMicrophone()) ? "ready" : "microphone");
    });
    made.on("unregistered", () => tell("disconnected"));
    made.on("error", failed);
    made.on("incoming", rings);
    made.on("tokenWillExpire", async () => made.updateToken(await fetchToken().catch(() => made.token)));
    await made.register();
  } catch {
    signInAgain();
  }
}

function signInAgain() {
  device?.destroy();
  device = undefined;
  if (!letGo) return;
  tell("disconnected");
  setTimeout(signIn, wait * (0.75 + Math.random() / 2));
  wait = Math.min(wait * 2, LONGEST_WAIT);
}

function failed(error) {
  if (NO_MICROPHONE.includes(error.code)) tell("microphone");
  else if (error.code === EXPIRED) signInAgain();
  else if (device?.state !== "registered") tell("disconnected");
}

function rings(call) {
  // Which call of the desk it is was sent along; the provider's own id stands in where it is missing.
  const number = call.customParameters.get("call") ?? call.parameters.CallSid;
  const over = () => {
    calls.delete(number);
    if (active === call) active = undefined;
    tell();
  };
  for (const end of ["cancel", "reject", "disconnect"]) call.on(end, over);
  call.on("accept", () => {
    calls.delete(number);
    active = call;
    activeNumber = number;
    tell();
  });
  call.on("mute", () => tell());
  calls.set(number, call);
  tell();
}

function act(what, number, digit) {
  if (what === "answer") calls.get(number)?.accept();
  if (what === "decline") calls.get(number)?.reject();
  if (what === "digit") active?.sendDigits(digit);
  if (what === "mute") active?.mute(!active.isMuted());
  if (what === "hang-up") active?.disconnect();
}

function press(event) {
  const button = event.target.closest("button[data-softphone]");
  if (!button) return;
  if (button.dataset.softphone === "answer") answered = button.dataset.case ?? null;
  const { softphone, call, digit } = button.dataset;
  if (letGo) act(softphone, call, digit);
  else tabs?.postMessage({ press: softphone, number: call, digit });
}

function listen({ data }) {
  if (letGo) {
    if (data.press) act(data.press, data.number, data.digit);
    if (data.hello) tell();
  } else if (data.view && wanted()) {
    Object.assign(view, data.view);
    draw();
  }
}

/** In the queue for the lock, which is held as long as the promise is open. Whoever holds it is the telephone. */
async function queueUp() {
  asked = true;
  tabs?.postMessage({ hello: true });
  await navigator.locks?.request(NAME, () => {
    if (!wanted()) return undefined;
    return new Promise((done) => {
      letGo = done;
      signIn();
    });
  });
  asked = false;
}

function signOut() {
  letGo?.();
  letGo = undefined;
  device?.destroy();
  device = active = undefined;
  calls.clear();
}

/** The frame brought the panel, or brought it anew: on duty, off duty, or no phone in the browser at all. */
function follow() {
  if (!wanted() && !active) {
    if (letGo) {
      signOut();
      tabs?.postMessage({ view: { ...view, state: "off", muted: false, ringing: [] } });
    }
    Object.assign(view, { state: "off", muted: false, ringing: [] });
  } else if (wanted() && !asked) {
    if (view.state === "off") view.state = "connecting";
    queueUp();
  }
  draw();
}

if (place) {
  place.addEventListener("htmx:afterSwap", follow);
  document.addEventListener("click", press);
  // The bar comes anew with every piece of news, its buttons hidden.
  new MutationObserver(draw).observe(document.getElementById("ringing-bar"), { childList: true, subtree: true });
  tabs?.addEventListener("message", listen);
  window.addEventListener("pagehide", (event) => event.isTrusted && signOut()); // one that is put aside goes on (beneath.js)
  window.addEventListener("pageshow", (event) => event.persisted && follow());
  window.addEventListener("beforeunload", (event) => {
    if (active) event.preventDefault();
  });
}
