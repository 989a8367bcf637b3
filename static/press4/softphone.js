/*
 * The telephone in the browser (templates/escalation/_softphone.html). One tab of a browser signs in at the provider: the one
 * that holds a lock; when it goes, the next takes over. The others show that the phone is ready there. The SDK is large,
 * so it is loaded only where the frame says that this person's browser is rung, and only by the tab that signs in.
 *
 * The ringing bar (templates/calls/_ring.html) brings hidden buttons, [data-softphone=answer] and [=decline], with the
 * call they belong to; they are shown in the tab in which that call can be answered.
 */
const LOCK = "press4-softphone";
const AGAIN_AFTER = 5_000;
const RENEW_BEFORE = 60_000; // milliseconds before a token ends
const NO_MICROPHONE = [31208, 31401, 31402];
const place = document.getElementById("duty");
const talk = "BroadcastChannel" in window ? new BroadcastChannel(LOCK) : null;
const ringing = new Map(); // the desk's number of a call -> the SDK's call
let device, active, release, asked = false, state = "off";

const panel = () => place?.querySelector(".softphone");
const wanted = () => panel()?.dataset.softphone === "on";

function show(next) {
  state = next;
  const box = panel();
  if (!box) return;
  const muted = active?.isMuted() ?? false;
  const line = box.querySelector("[data-softphone-part=state]");
  const words = line.dataset[next === "talking" && muted ? "muted" : next] ?? "";
  box.dataset.state = next;
  const text = box.querySelector("[data-softphone-part=words]");
  if (text.textContent !== words) text.textContent = words;
  line.title = words;
  for (const button of box.querySelectorAll("button")) button.hidden = !active;
  box.querySelector("[data-softphone=mute]").setAttribute("aria-pressed", String(muted));
}

/** The buttons of the bar come anew with every piece of news, hidden. */
function offer() {
  for (const button of document.querySelectorAll("[data-softphone=answer], [data-softphone=decline]")) {
    const can = ringing.has(button.dataset.call) && !active;
    if (button.hidden === can) button.hidden = !can;
  }
}

async function fetchToken() {
  const headers = { "X-CSRFToken": JSON.parse(document.body.getAttribute("hx-headers"))["X-CSRFToken"] };
  const answer = await fetch(panel().dataset.tokenUrl, { method: "POST", headers });
  if (!answer.ok) throw new Error(`no token: ${answer.status}`);
  return (await answer.json()).token;
}

function loadSdk(address) {
  if (window.Twilio?.Device) return Promise.resolve();
  return new Promise((resolve, reject) => {
    const script = Object.assign(document.createElement("script"), { src: address, onload: resolve });
    script.onerror = () => reject(new Error("the SDK did not load"));
    document.head.append(script);
  });
}

async function signIn() {
  show("connecting");
  await loadSdk(panel().dataset.sdk);
  device = new window.Twilio.Device(await fetchToken(), { tokenRefreshMs: RENEW_BEFORE, closeProtection: false });
  device.on("registered", () => rest("ready"));
  device.on("unregistered", () => rest("disconnected"));
  device.on("error", failed);
  device.on("incoming", rings);
  device.on("tokenWillExpire", renew);
  await device.register();
}

async function renew() {
  try {
    device.updateToken(await fetchToken());
  } catch {
    setTimeout(() => device && renew(), AGAIN_AFTER);
  }
}

function failed(error) {
  if (NO_MICROPHONE.includes(error.code)) rest("microphone");
  else if (error.code === 20104) renew();
  else if (device?.state !== "registered") rest("disconnected");
}

/** What the phone is like between calls. A call that rings or is talked in matters more. */
function rest(next) {
  if (active) show("talking");
  else show(ringing.size ? "ringing" : next);
  if (!active) talk?.postMessage(device?.state === "registered" ? "ready" : "gone");
}

function rings(call) {
  // Which call of the desk it is was sent along; the provider's SID stands in where it is missing.
  const number = call.customParameters.get("call") ?? call.parameters.CallSid;
  ringing.set(number, call);
  const over = () => {
    ringing.delete(number);
    if (active === call) active = undefined;
    rest(device?.state === "registered" ? "ready" : "disconnected");
    offer();
  };
  for (const end of ["cancel", "reject", "disconnect"]) call.on(end, over);
  call.on("accept", () => {
    ringing.delete(number);
    active = call;
    show("talking");
    offer();
  });
  call.on("mute", () => show("talking"));
  show("ringing");
  offer();
}

function press(event) {
  const button = event.target.closest("button[data-softphone]");
  if (!button) return;
  const call = ringing.get(button.dataset.call);
  if (button.dataset.softphone === "answer") call?.accept();
  if (button.dataset.softphone === "decline") call?.reject();
  if (button.dataset.softphone === "mute") active?.mute(!active.isMuted());
  if (button.dataset.softphone === "hang-up") active?.disconnect();
}

/** While somebody talks in this tab, another page of the desk opens beside it: leaving would cut the call. */
function stay(event) {
  const link = event.target.closest("a[href]");
  if (!active || !link || link.target || link.getAttribute("href").startsWith("#") || link.hasAttribute("hx-get")) return;
  event.preventDefault();
  window.open(link.href, "_blank");
}

async function hold() {
  // The lock is held as long as this promise is open.
  await new Promise((done) => {
    release = done;
    const begin = () =>
      signIn().catch(() => {
        show("disconnected");
        setTimeout(() => release && begin(), AGAIN_AFTER);
      });
    begin();
  });
}

async function signOut() {
  release?.();
  release = undefined;
  device?.destroy();
  device = undefined;
  ringing.clear();
  offer();
}

/** In the queue for the lock; whoever gets it signs in. */
async function wait() {
  asked = true;
  await navigator.locks?.request(LOCK, () => (wanted() ? hold() : undefined));
  asked = false;
}

/** The frame brought the panel, or brought it anew: on duty, off duty, or no phone in the browser at all. */
function follow() {
  if (!wanted()) {
    if (!active) signOut();
    show(active ? "talking" : "off");
  } else if (release) {
    show(state);
  } else {
    show("elsewhere");
    if (!asked) wait();
  }
}

if (place) {
  place.addEventListener("htmx:afterSwap", follow);
  document.addEventListener("click", press);
  document.addEventListener("click", stay, true);
  new MutationObserver(offer).observe(document.getElementById("ringing-bar"), { childList: true, subtree: true });
  talk?.addEventListener("message", (news) => {
    if (wanted() && !release) show(news.data === "ready" ? "elsewhere" : "disconnected");
  });
  window.addEventListener("pagehide", signOut);
  window.addEventListener("pageshow", (event) => event.persisted && follow());
  window.addEventListener("beforeunload", (event) => {
    if (active) event.preventDefault();
  });
}
