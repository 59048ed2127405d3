/* Addresses while typing: a combobox around the plain field. Without this script the field takes any address. */
(() => {
  "use strict";

  const input = document.querySelector("[data-address-source]");
  if (!input) return;
  const list = document.getElementById(input.dataset.addressSource);
  const news = document.getElementById(input.dataset.addressNews);
  input.parentElement.append(list);
  let active = -1;

  const options = () => [...list.querySelectorAll("[role=option]")];

  function mark(index) {
    const all = options();
    active = all.length ? (index + all.length) % all.length : -1;
    all.forEach((option, place) => option.setAttribute("aria-selected", String(place === active)));
    if (active >= 0) {
      input.setAttribute("aria-activedescendant", all[active].id);
      all[active].scrollIntoView({ block: "nearest" });
    } else input.removeAttribute("aria-activedescendant");
  }

  function close() {
    list.hidden = true;
    input.setAttribute("aria-expanded", "false");
    active = -1;
    input.removeAttribute("aria-activedescendant");
  }

  function open() {
    if (!options().length || document.activeElement !== input) return;
    list.hidden = false;
    input.setAttribute("aria-expanded", "true");
  }

  function choose(option) {
    input.value = option.dataset.address;
    const dong = input.form.elements.dong;
    const isOwn = dong && [...dong.options].some((one) => one.value === option.dataset.dong);
    if (isOwn && option.dataset.dong && dong.value !== option.dataset.dong) {
      dong.value = option.dataset.dong;
      dong.dispatchEvent(new Event("change", { bubbles: true }));
    }
    close();
    news.textContent = "";
    input.dispatchEvent(new Event("change", { bubbles: true }));
    const next = document.getElementById(input.dataset.addressNext);
    next.focus();
    next.select();
  }

  function onKey(event) {
    if (event.isComposing || event.keyCode === 229 || event.ctrlKey || event.altKey || event.metaKey) return;
    const isOpen = !list.hidden;
    if (event.key === "ArrowDown" || event.key === "ArrowUp") {
      if (!isOpen) open();
      if (list.hidden) return;
      event.preventDefault();
      if (event.key === "ArrowDown") mark(active + 1);
      else mark(active <= 0 ? -1 : active - 1);
    } else if (event.key === "Enter" && isOpen && active >= 0) {
      // The page's own Enter goes to the next field; here it chooses, and choosing goes on.
      event.preventDefault();
      event.stopPropagation();
      choose(options()[active]);
    } else if (event.key === "Escape" && isOpen) {
      event.preventDefault();
      event.stopPropagation();
      close();
    }
  }

  function announce() {
    const trouble = list.querySelector("[data-trouble]:not([hidden])");
    const count = options().length;
    news.textContent = trouble ? trouble.textContent : count ? news.dataset.found.replace("0", String(count)) : "";
    news.classList.toggle("is-trouble", Boolean(trouble));
    if (trouble) trouble.remove();
    if (count) open();
    else close();
  }

  input.setAttribute("role", "combobox");
  input.setAttribute("aria-autocomplete", "list");
  input.setAttribute("aria-controls", list.id);
  input.setAttribute("aria-expanded", "false");
  input.addEventListener("keydown", onKey);
  input.addEventListener("blur", () => window.setTimeout(close, 150));
  list.addEventListener("mousedown", (event) => {
    const option = event.target.closest("[role=option]");
    event.preventDefault();
    if (option) choose(option);
  });
  list.addEventListener("htmx:afterSwap", () => {
    active = -1;
    input.removeAttribute("aria-activedescendant");
    announce();
  });
})();
