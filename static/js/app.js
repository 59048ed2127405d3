/* Small improvements of pages that already work without scripts. */
(() => {
  "use strict";

  const LEAVE_EVENT = "beforeunload";

  /** Errors come first: the summary takes the focus as soon as the page is there. */
  function focusMarked(root) {
    const target = root.querySelector("[data-focus]");
    if (target) target.focus();
  }

  /** On a narrow screen the names of pages stand in a strip that scrolls: the one somebody is on comes into sight. */
  function showCurrent(strip) {
    const current = strip.querySelector("[aria-current]");
    if (current) strip.scrollLeft = current.offsetLeft - (strip.clientWidth - current.offsetWidth) / 2;
  }

  /** Length of a text in CP949, the code table of Korean SMS: one byte for ASCII, two for the rest. */
  function cp949Length(text) {
    let bytes = 0;
    for (let index = 0; index < text.length; index += 1) bytes += text.charCodeAt(index) < 0x80 ? 1 : 2;
    return bytes;
  }

  function countBytes(counter) {
    const field = document.getElementById(counter.dataset.bytesFor);
    if (!field) return;
    const shortLimit = Number(counter.dataset.limit);
    const longLimit = Number(counter.dataset.longLimit);
    const output = counter.firstElementChild;
    const figure = output.firstElementChild;
    const tail = document.createTextNode("");
    figure.nextSibling.replaceWith(tail);
    const unit = counter.dataset.unit;
    const show = () => {
      const bytes = cp949Length(field.value);
      const isLong = bytes > shortLimit;
      const limit = isLong ? longLimit : shortLimit;
      const name = isLong ? counter.dataset.longName : counter.dataset.shortName;
      figure.textContent = bytes.toLocaleString();
      tail.textContent = ` / ${limit.toLocaleString()} ${unit} · ${bytes > longLimit ? counter.dataset.over : name}`;
      counter.classList.toggle("over", bytes > longLimit);
    };
    field.addEventListener("input", show);
    show();
  }

  function offerCopy(box) {
    const button = box.querySelector("button");
    const done = box.querySelector("[data-done]");
    if (!navigator.clipboard) return;
    button.hidden = false;
    button.addEventListener("click", async () => {
      await navigator.clipboard.writeText(box.querySelector("code").textContent.trim());
      done.textContent = done.dataset.done;
    });
  }

  function offerPrint(button) {
    button.hidden = false;
    button.addEventListener("click", () => window.print());
  }

  /** Ask before leaving a form with changes; sending it is not leaving. */
  function warnUnsaved(form) {
    const ask = (event) => event.preventDefault();
    form.addEventListener("input", () => window.addEventListener(LEAVE_EVENT, ask), { once: true });
    form.addEventListener("submit", () => window.removeEventListener(LEAVE_EVENT, ask));
  }

  function isTyping(target) {
    return target.isContentEditable || target.matches("textarea, select, input:not([type=checkbox], [type=radio])");
  }

  function onKey(event) {
    if (event.key === "?" && !isTyping(event.target)) {
      const help = document.querySelector("[data-shortcuts]");
      if (!help) return;
      help.open = !help.open;
      if (help.open) help.querySelector("summary").focus();
      return;
    }
    if (!event.altKey || event.ctrlKey || event.metaKey) return;
    // `code` names the key itself, so Alt + S works while the Korean layout is on.
    const key = event.code.replace(/^(Key|Digit)/, "").toLowerCase();
    const target = document.querySelector(`[data-shortcut="${CSS.escape(key)}"]`);
    if (!target) return;
    event.preventDefault();
    if (target.matches("a, button, input[type=submit], summary")) target.click();
    else target.focus();
  }

  function improve(root) {
    root.querySelectorAll("[data-bytes-for]").forEach(countBytes);
    root.querySelectorAll(".lnb-list").forEach(showCurrent);
    root.querySelectorAll("[data-copy]").forEach(offerCopy);
    root.querySelectorAll("button[data-print]").forEach(offerPrint);
    root.querySelectorAll("form[data-warn-unsaved]").forEach(warnUnsaved);
    focusMarked(root);
  }

  /** Leaving a page ends what it still asks for: no error, so nothing for the console. */
  function leaveQuietly() {
    const asked = new Set();
    document.addEventListener("htmx:beforeSend", (event) => asked.add(event.detail.xhr));
    document.addEventListener("htmx:afterRequest", (event) => asked.delete(event.detail.xhr));
    window.addEventListener(LEAVE_EVENT, (event) => {
      if (!event.defaultPrevented) asked.forEach((request) => { request.onabort = null; });
    });
  }

  leaveQuietly();
  document.addEventListener("keydown", onKey);
  document.addEventListener("change", (event) => {
    if (event.target.closest("[data-submit-on-change]")) event.target.form.requestSubmit();
  });
  improve(document);
  document.addEventListener("htmx:load", (event) => {
    if (event.detail.elt !== document.body) improve(event.detail.elt);
  });
})();
