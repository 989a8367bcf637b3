/* Keeps the words of every <time data-moment> current: "12m", "12m ago", "in 12m", "3h late". */
const UNITS = [
  ["y", 525600],
  ["w", 10080],
  ["d", 1440],
  ["h", 60],
];
const SOON = 15 * 60_000;
const words = JSON.parse(document.getElementById("moment-words")?.textContent ?? "null");

const counted = (unit, count) => words[unit].replace("%(count)s", count);

function length(milliseconds) {
  const minutes = Math.max(Math.floor(milliseconds / 60_000), 0);
  for (const [unit, size] of UNITS) {
    if (minutes >= size) return counted(unit, Math.floor(minutes / size));
  }
  return counted("m", minutes);
}

const SAY = {
  age: (moment, now) => length(now - moment),
  ago: (moment, now) => (now - moment < 60_000 ? words.now : words.ago.replace("%(length)s", length(now - moment))),
  due: (moment, now) =>
    (moment > now ? words.in : words.late).replace("%(length)s", length(Math.abs(moment - now))),
};

function refresh() {
  const now = Date.now();
  for (const time of document.querySelectorAll("time[data-moment]")) {
    const text = SAY[time.dataset.moment](Date.parse(time.dateTime), now);
    if (time.textContent !== text) time.textContent = text;
    if (!time.dataset.due) continue;
    const left = Date.parse(time.dataset.due) - now;
    time.classList.toggle("is-late", left <= 0);
    time.classList.toggle("is-soon", left > 0 && left <= SOON);
  }
}

if (words) {
  setInterval(refresh, 15_000);
  document.addEventListener("visibilitychange", () => document.hidden || refresh());
}
