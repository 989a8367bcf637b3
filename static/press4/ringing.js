/*
 * The clocks of a call, second by second, and the caller's name in the title of the tab while somebody rings. A
 * countdown that has run out asks the parts that show it how things stand now.
 */
const bar = document.getElementById("ringing-bar");
let prefix = "";

function words(seconds) {
  const minutes = Math.floor(seconds / 60);
  return `${minutes}:${String(seconds % 60).padStart(2, "0")}`;
}

function tick() {
  const now = Date.now();
  for (const clock of document.querySelectorAll("time[data-seconds]")) {
    const past = Math.floor((now - Date.parse(clock.dateTime)) / 1000);
    const counts = clock.dataset.seconds === "since" ? past : -past;
    clock.textContent = words(Math.max(counts, 0));
    if (counts > 0 || clock.dataset.seconds === "since" || clock.dataset.over) continue;
    clock.dataset.over = "yes";
    for (const part of document.querySelectorAll("[data-until-over]")) window.htmx?.trigger(part, "live");
  }
}

function nameCaller() {
  const who = bar.querySelector("[data-ringing]")?.dataset.ringing;
  const title = document.title.slice(document.title.startsWith(prefix) ? prefix.length : 0);
  prefix = who ? `☎ ${who} · ` : "";
  document.title = prefix + title;
}

setInterval(tick, 1_000);
document.addEventListener("htmx:load", tick);
if (bar) new MutationObserver(nameCaller).observe(bar, { childList: true });
tick();
