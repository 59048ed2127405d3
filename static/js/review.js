/* The review queue by keyboard: J and K walk through the list or the choices, Enter opens or sends. */
(() => {
  "use strict";

  const STEPS = "[data-step], .review-decision input[type=radio]";

  function isTyping(target) {
    return target.matches("select, textarea, input:not([type=radio])");
  }

  function step(by) {
    const stops = [...document.querySelectorAll(STEPS)];
    if (!stops.length) return;
    const at = stops.indexOf(document.activeElement);
    const chosen = stops.findIndex((stop) => stop.checked);
    const from = at >= 0 ? at : chosen;
    const next = stops[from < 0 ? 0 : Math.min(Math.max(from + by, 0), stops.length - 1)];
    if (next.type === "radio") next.checked = true;
    next.focus();
  }

  document.addEventListener("keydown", (event) => {
    if (event.ctrlKey || event.altKey || event.metaKey || event.isComposing || isTyping(event.target)) return;
    // The key by its place: a Korean keyboard layout sends ㅓ and ㅏ.
    if (event.code === "KeyJ") step(1);
    else if (event.code === "KeyK") step(-1);
    else return;
    event.preventDefault();
  });
})();
