/* Typing paper forms without the mouse. Without this script Tab and the browser's own keys do the same, slower. */
(() => {
  "use strict";

  const form = document.querySelector("form[data-paper]");
  if (!form) return;

  const isVisible = (element) => element.getClientRects().length > 0;

  /** Where Enter stops: each field once; a group of boxes or buttons is one stop. */
  function stops() {
    const seen = new Set();
    return [...form.elements].filter((element) => {
      if (!element.matches("input:not([type=hidden]), select, button[type=submit]") || !isVisible(element)) return false;
      const group = element.closest("[data-number-keys]");
      if (!group) return true;
      if (seen.has(group)) return false;
      seen.add(group);
      return true;
    });
  }

  function goOn(from) {
    const all = stops();
    const group = from.closest("[data-number-keys]");
    const index = all.findIndex((stop) => stop === from || (group && group.contains(stop)));
    const next = all[index + 1];
    if (!next) return;
    const chosen = next.closest("[data-number-keys]")?.querySelector("input:checked[type=radio]");
    (chosen || next).focus();
    if (next.matches("input[type=text]")) next.select();
  }

  /** The digit of a key in a group presses the box or button of that number. */
  function pressNumber(event) {
    const group = event.target.closest("[data-number-keys]");
    if (!group || !/^(Digit|Numpad)[1-9]$/.test(event.code)) return;
    const options = group.querySelectorAll("input");
    const option = options[Number(event.code.slice(-1)) - 1];
    if (!option) return;
    event.preventDefault();
    option.click();
    if ("advance" in group.dataset) goOn(option);
    else option.focus();
  }

  function onKey(event) {
    if (event.isComposing || event.keyCode === 229) return;
    if (event.key === "Enter" && (event.ctrlKey || event.altKey)) {
      event.preventDefault();
      form.requestSubmit();
    } else if (event.key === "Enter" && event.target.matches("input, select")) {
      event.preventDefault();
      goOn(event.target);
    } else if (!event.ctrlKey && !event.altKey && !event.metaKey) {
      pressNumber(event);
    }
  }

  /** Completed years since a birth date written with at least eight digits; null while it is not one. */
  function ageOf(text) {
    const digits = text.replace(/\D/g, " ").trim().split(/\s+/);
    const parts = digits.length === 1 ? /^(\d{4})(\d{2})(\d{2})$/.exec(digits[0])?.slice(1) : digits;
    if (!parts || parts.length !== 3 || parts[0].length !== 4) return null;
    const [year, month, day] = parts.map(Number);
    const now = new Date();
    const before = now.getMonth() + 1 < month || (now.getMonth() + 1 === month && now.getDate() < day);
    return now.getFullYear() - year - (before ? 1 : 0);
  }

  /** The guardian block is there for children, and wherever the server found something in it. */
  function showGuardian() {
    const block = form.querySelector("[data-guardian]");
    const birth = form.elements.birth_date;
    if ("asked" in block.dataset) return;
    const show = () => {
      const age = ageOf(birth.value);
      block.hidden = age === null || age < 0 || age >= 14;
    };
    birth.addEventListener("input", show);
    show();
  }

  /** New options may arrive after the clerk has chosen: the choice stays when it is still offered. */
  function keepChoice() {
    let chosen = "";
    const isList = (target) => target.matches("select");
    document.addEventListener("htmx:beforeSwap", (event) => { if (isList(event.detail.target)) chosen = event.detail.target.value; });
    document.addEventListener("htmx:afterSwap", (event) => {
      if (!isList(event.detail.target)) return;
      const isOffered = [...event.detail.target.options].some((option) => option.value === chosen);
      event.detail.target.value = isOffered ? chosen : "";
    });
  }

  /** What is still asked when the page goes away needs no answer, and its end is no error. */
  const asked = new Set();
  document.addEventListener("htmx:beforeSend", (event) => { asked.add(event.detail.xhr); });
  const stopAsking = () => asked.forEach((request) => { request.onerror = null; request.onabort = null; });
  window.addEventListener("pagehide", stopAsking);

  let isSent = false;
  form.addEventListener("submit", (event) => {
    if (isSent) event.preventDefault();
    isSent = true;
    stopAsking();
  });
  window.addEventListener("pageshow", () => { isSent = false; });
  form.addEventListener("keydown", onKey);
  showGuardian();
  keepChoice();
})();
