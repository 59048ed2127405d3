/* Sliders beside the fields of a plan. Without this script the numbers are typed and sent. */
(() => {
  "use strict";

  for (const slider of document.querySelectorAll("input[type=range][data-mirrors]")) {
    const field = document.getElementById(slider.dataset.mirrors);
    const follow = () => {
      const typed = Number(field.value.replace(/,/g, ""));
      if (typed > Number(slider.max)) slider.max = typed;
      slider.value = typed || 0;
    };
    slider.hidden = false;
    follow();
    field.addEventListener("input", follow);
    slider.addEventListener("input", () => {
      field.value = slider.value;
    });
  }
})();
