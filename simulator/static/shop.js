// What the browser itself sees of a checkout, told straight to the desk: errors of scripts and servers, and leaving.
const cart = document.querySelector("#cart");
const { desk, key, step } = cart.dataset;
const list = document.querySelector("#reports");
const problem = document.querySelector("#page-problem");
let seq = Number(cart.dataset.seq);
let staying = false; // a link or a button of the shop leads to another of its pages

// A text/plain body needs no preflight, and keepalive lets it outlive the page.
function beacon(kind, payload) {
  const now = new Date().toISOString();
  seq += 1;
  const event = { id: `web_${crypto.randomUUID()}`, kind, occurred_at: now, seq, payload: { step, ...payload } };
  const body = JSON.stringify({ key, cart: cart.dataset.cart, sent_at: now, events: [event] });
  const headers = { "Content-Type": "text/plain" };
  return fetch(`${desk}/api/v1/carts/beacon`, { method: "POST", keepalive: true, credentials: "omit", body, headers });
}

async function tell(kind, payload, detail) {
  let status = "refused";
  try {
    const answer = await beacon(kind, payload);
    if (answer.ok) status = (await answer.json()).results[0].status;
  } catch {
    detail += " (the desk did not take it)";
  }
  note(kind, status, detail);
  remember(kind, status, detail);
}

// The shop's own list of what was told, for when the page is opened again.
function remember(kind, status, detail) {
  const body = JSON.stringify({ kind, status, detail });
  fetch(`/shop/carts/${cart.dataset.cart}/beacon`, {
    method: "POST", keepalive: true, headers: { "Content-Type": "application/json" }, body,
  });
}

function note(kind, result, detail) {
  const row = document.createElement("li");
  row.className = result;
  const parts = [["code", kind], ["span", ` ${new Date().toLocaleTimeString("en-GB")} · by the browser`], ["br", ""], ["span", result], ["span", ` ${detail}`]];
  for (const [name, text] of parts) row.append(Object.assign(document.createElement(name), { textContent: text }));
  row.children[1].className = row.children[4].className = "quiet";
  row.children[3].className = "result";
  list.prepend(row);
}

function complain(text) {
  document.querySelector("#shop-problem")?.remove();
  problem.textContent = text;
  problem.hidden = false;
  problem.scrollIntoView({ block: "center" });
}

window.addEventListener("error", (event) => {
  const place = `${new URL(event.filename, location).pathname}:${event.lineno}`;
  tell("js.error", { code: event.error?.name ?? "Error", message: event.message, reason: place }, event.message);
  complain("The payment form is not working. Nothing was charged.");
});

document.addEventListener("click", (event) => { if (event.target.closest("a[href]")) staying = true; });
document.addEventListener("submit", () => { staying = true; });
window.addEventListener("pagehide", () => {
  if (staying || cart.dataset.state !== "open") return;
  beacon("checkout.step", { step: "left", reason: "page_closed" });
  remember("checkout.step", "sent", "the page was closed");
});

const pay = document.querySelector("#pay");
pay?.addEventListener("submit", (event) => {
  const outcome = new FormData(pay).get("outcome");
  if (outcome !== "script-error" && outcome !== "server-error") return;
  event.preventDefault();
  staying = false;
  if (outcome === "server-error") payInVain();
  else pay.cardField.tokenize(); // there is no card field: a real error of a real script
});

async function payInVain() {
  const answer = await fetch(pay.action, { method: "POST", body: new FormData(pay) });
  complain("Our payment page is not answering. Please try again in a moment.");
  const message = `Paying answered ${answer.status}`;
  await tell("http.error", { code: String(answer.status), message }, message);
}

const left = document.querySelector("#hold-left");
function count() {
  const seconds = Math.ceil((new Date(cart.dataset.hold) - Date.now()) / 1000);
  if (seconds <= 0) {
    staying = true;
    location.reload();
    return;
  }
  left.textContent = `${Math.floor(seconds / 60)}:${String(seconds % 60).padStart(2, "0")}`;
  setTimeout(count, 1000);
}
if (left) count();
