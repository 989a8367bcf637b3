// Keeps the handsets up to date and carries button presses to the town.
const ROUND = 600; // milliseconds between two looks
const caller = document.querySelector("#caller");
const who = document.querySelector("#who");
const dial = document.querySelector("#dial");
const aloud = document.querySelector("#aloud");
const strip = document.querySelector("#ringing");
const lost = document.querySelector("#lost");
const spoken = new Map(); // number -> moment of the last thing said aloud
let version = "";
let phones = new Map();

const isOption = (number) => [...who.options].some((option) => option.value === number);

function element(name, properties = {}, ...children) {
  const made = Object.assign(document.createElement(name), properties);
  made.append(...children);
  return made;
}

async function act(number, action, said = {}) {
  const answer = await fetch(`/api/phones/${encodeURIComponent(number)}/${action}`, {
    method: "POST", headers: { "Content-Type": "application/json" }, body: JSON.stringify(said),
  });
  const found = await answer.json();
  const box = handsetOf(number)?.querySelector("[data-part=body]");
  box?.querySelector(".problem")?.remove();
  if (!answer.ok) box?.prepend(element("p", { className: "problem", role: "alert", textContent: found.error }));
  await look();
}

function handsetOf(number) {
  return number === who.value ? caller : document.querySelector(`[data-number="${CSS.escape(number)}"]`);
}

function status(phone) {
  if (phone.state === "ringing") return `Ringing: ${phone.other}`;
  if (phone.state === "dialling") return `Dialling ${phone.other}`;
  if (phone.state === "talking") {
    return phone.talking_to.length ? `Talking with ${phone.talking_to.join(", ")}` : `On the line: ${phone.other}`;
  }
  return "Idle";
}

const button = (text, className, press) => element("button", { type: "button", textContent: text, className, onclick: press });

function ringingButtons(number) {
  return element("div", { className: "buttons" },
    button("Answer", "answer", () => act(number, "answer")),
    button("Voicemail", "plain", () => act(number, "voicemail")),
    button("Decline", "plain", () => act(number, "decline")));
}

function keypad(number) {
  const keys = [..."123456789*0#"].map((key) => button(key, "", () => act(number, "press", { keys: key })));
  keys.forEach((key) => key.setAttribute("aria-label", `Key ${key.textContent}`));
  return element("div", { className: "keypad" }, ...keys);
}

function mouth(number) {
  const input = element("input", { placeholder: "Say something", autocomplete: "off" });
  input.setAttribute("aria-label", "Say something");
  const form = element("form", { className: "talk" }, input, element("button", { className: "plain", textContent: "Say" }));
  form.onsubmit = (event) => {
    event.preventDefault();
    if (input.value.trim()) act(number, "say", { text: input.value.trim() });
    input.value = "";
  };
  return form;
}

function transcript(phone) {
  const list = element("ul", { className: "transcript", tabIndex: 0 });
  list.setAttribute("aria-label", `What was said on ${phone.name}`);
  for (const entry of phone.transcript) list.append(element("li", { className: entry.kind, textContent: entry.sentence }));
  return list;
}

// Buttons are rebuilt only when the state changes, so that focus and half-typed words stay.
function show(box, phone) {
  const name = box.querySelector("h2, h3").textContent;
  const label = status(phone);
  if (box.querySelector("[data-part=status]").textContent !== label) box.querySelector("[data-part=status]").textContent = label;
  const body = box.querySelector("[data-part=body]");
  const key = `${phone.number} ${phone.state} ${phone.call}`;
  if (box.dataset.shown !== key) {
    box.dataset.shown = key;
    for (const state of ["idle", "ringing", "dialling", "talking"]) box.classList.toggle(state, state === phone.state);
    const controls = [];
    if (phone.state === "ringing") controls.push(ringingButtons(phone.number));
    if (phone.state === "talking") controls.push(keypad(phone.number), mouth(phone.number));
    if (phone.state === "talking" || phone.state === "dialling") {
      controls.push(element("div", { className: "buttons" }, button("Hang up", "end", () => act(phone.number, "hang-up"))));
    }
    body.replaceChildren(...controls);
    if (box === caller) dial.hidden = phone.state !== "idle";
  }
  const old = body.querySelector(".transcript");
  if (phone.transcript.length && (!old || old.dataset.last !== String(phone.transcript.at(-1).at) || old.children.length !== phone.transcript.length)) {
    const list = transcript(phone);
    list.dataset.last = phone.transcript.at(-1).at;
    if (old) old.replaceWith(list); else body.append(list);
    list.scrollTop = list.scrollHeight;
  }
  const holder = box.querySelector("[data-part=holder]");
  if (holder && document.activeElement !== holder) holder.value = phone.holder;
  return name;
}

function speak(phone) {
  const last = spoken.get(phone.number) ?? -1;
  for (const entry of phone.transcript) {
    if (entry.at > last && version !== "" && aloud.checked && entry.kind === "heard" && !entry.text.startsWith("♪")) {
      speechSynthesis.speak(new SpeechSynthesisUtterance(entry.text));
    }
  }
  if (phone.transcript.length) spoken.set(phone.number, phone.transcript.at(-1).at);
}

function render(news) {
  phones = new Map(news.phones.map((phone) => [phone.number, phone]));
  const calling = news.phones.find((phone) => phone.role === "caller" && phone.state === "ringing" && isOption(phone.number));
  if (calling && phones.get(who.value)?.state === "idle") who.value = calling.number;
  const ringing = [];
  for (const phone of news.phones) {
    speak(phone);
    const box = handsetOf(phone.number);
    if (!box) continue;
    show(box, phone);
    if (phone.state === "ringing") ringing.push(phone);
  }
  strip.hidden = !ringing.length;
  const text = ringing.length === 1 ? `${ringing[0].name} is ringing` : `${ringing.length} telephones are ringing`;
  if (ringing.length && strip.textContent !== text) strip.textContent = text;
  if (ringing.length) strip.href = `#${handsetOf(ringing[0].number).id}`;
  document.title = `${ringing.length ? "☎ Ringing · " : ""}Handsets · Pretend town`;
  version = String(news.version);
}

async function look() {
  const answer = await fetch(`/api/phones?version=${version}`);
  if (answer.status === 200) render(await answer.json());
}

async function watch() {
  try {
    await look();
    lost.hidden = true;
  } catch {
    lost.hidden = false;
    version = "";
  }
  setTimeout(watch, document.hidden ? 4 * ROUND : ROUND);
}

dial.addEventListener("submit", (event) => {
  event.preventDefault();
  act(who.value, "dial", { to: document.querySelector("#to").value });
});
who.addEventListener("change", () => {
  caller.dataset.shown = "";
  if (phones.has(who.value)) show(caller, phones.get(who.value));
});
for (const select of document.querySelectorAll("[data-part=holder]")) {
  select.addEventListener("change", () => act(select.closest("[data-number]").dataset.number, "hold", { holder: select.value }));
}
document.querySelector("#weather").addEventListener("change", (event) => {
  const body = JSON.stringify({ weather: event.target.value });
  fetch("/api/weather", { method: "POST", headers: { "Content-Type": "application/json" }, body });
});
// The keyboard is the keypad of the caller, except where somebody types.
document.addEventListener("keydown", (event) => {
  if (event.target.closest("input, select, textarea") || event.ctrlKey || event.metaKey || event.altKey) return;
  if ("0123456789*#".includes(event.key) && phones.get(who.value)?.state === "talking") act(who.value, "press", { keys: event.key });
});
aloud.checked = localStorage.getItem("aloud") === "yes";
aloud.addEventListener("change", () => {
  localStorage.setItem("aloud", aloud.checked ? "yes" : "no");
  if (!aloud.checked) speechSynthesis.cancel();
});
watch();
