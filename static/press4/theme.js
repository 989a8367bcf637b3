/* Runs before the first paint: settles light or dark when the person follows the system. */
(() => {
  const root = document.documentElement;
  root.classList.add("js");
  const dark = window.matchMedia("(prefers-color-scheme: dark)");
  const settle = () => {
    if (root.dataset.themeChoice === "system") root.dataset.bsTheme = dark.matches ? "dark" : "light";
  };
  settle();
  dark.addEventListener("change", settle);
})();
