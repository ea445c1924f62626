/* The paper beside the form that says what stands on it: drawn again when the typing rests. */
"use strict";

(() => {
  const form = document.querySelector("form[data-preview]");
  const frame = document.getElementById("preview-frame");
  if (!form || !frame) return;
  let waiting;

  const draw = () => {
    const { action, target } = form;
    form.action = form.dataset.preview;
    form.target = frame.name;
    form.submit(); // no submit event: nothing is saved and no button is blocked
    form.action = action;
    form.target = target;
  };

  const later = () => {
    clearTimeout(waiting);
    waiting = setTimeout(draw, 600);
  };

  form.addEventListener("input", later);
  form.addEventListener("change", later);
  draw();
})();
