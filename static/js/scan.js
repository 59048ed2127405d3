/* Choosing a file uploads it, so there is no button: pressed after a refusal it would hide the reason.
   After a scan was uploaded the typing goes on where it was; after a refusal the file is chosen anew. */
(() => {
  "use strict";

  const form = document.querySelector("form[data-paper]");
  if (!form) return;
  const hideButton = () => { document.querySelector(".paper-scan-form button").hidden = true; };
  hideButton();
  let last = form.querySelector("[autofocus]");
  form.addEventListener("focusin", (event) => { last = event.target; });
  document.addEventListener("htmx:afterSettle", () => {
    const panel = document.querySelector("[data-scan][data-swapped]");
    if (!panel) return;
    delete panel.dataset.swapped;
    const wrong = panel.querySelector("[aria-invalid=true]");
    if (wrong) wrong.focus();
    else if (last) last.focus();
  });
  document.addEventListener("htmx:afterSwap", (event) => {
    if (event.detail.target.id !== "scan") return;
    document.getElementById("scan").dataset.swapped = "";
    hideButton();
  });
})();
