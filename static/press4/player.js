// Speed and ±5 s for the recordings of a page. The browser's own controls stay: this only adds to them.

function dress(player) {
  const audio = player.querySelector("audio");
  const tools = player.querySelector(".player-speeds");
  if (!audio || !tools || player.dataset.ready) return;
  player.dataset.ready = "yes";
  tools.hidden = false;
  tools.addEventListener("click", ({ target }) => {
    const button = target.closest("button");
    if (!button) return;
    if (button.dataset.skip) {
      audio.currentTime = Math.max(0, audio.currentTime + Number(button.dataset.skip));
      return;
    }
    audio.playbackRate = Number(button.dataset.speed);
    for (const other of tools.querySelectorAll("[data-speed]")) {
      other.setAttribute("aria-pressed", String(other === button));
    }
  });
}

function dressAll() {
  document.querySelectorAll("[data-player]").forEach(dress);
}

dressAll();
document.addEventListener("htmx:load", dressAll);
