/* The paper beside the form that says what stands on it: drawn again when the typing rests, scrolled as it was. */
"use strict";

(() => {
  const form = document.querySelector("form[data-preview]");
  const frame = document.getElementById("preview-frame");
  if (!form || !frame) return;
  let waiting;
  let asked;

  const say = (text) => {
    const note = document.createElement("div");
    note.className = "alert alert-warning";
    note.setAttribute("role", "alert");
    note.textContent = text;
    frame.replaceChildren(note);
  };

  const draw = async () => {
    if (asked) asked.abort();
    const mine = new AbortController();
    asked = mine;
    frame.setAttribute("aria-busy", "true");
    try {
      const fields = new FormData(form);
      [...fields.entries()].forEach(([name, value]) => { if (value instanceof File) fields.delete(name); });
      const answer = await fetch(form.dataset.preview, {
        method: "POST", body: fields, headers: { "X-Preview": "1" }, signal: mine.signal,
      });
      const page = new DOMParser().parseFromString(await answer.text(), "text/html");
      const paper = page.querySelector("main");
      if (answer.redirected || !paper) say("暂不能预览，填写的内容还在。请刷新本页或重新登录后再看。");
      else frame.replaceChildren(...paper.childNodes);
      frame.dataset.drawn = Number(frame.dataset.drawn || 0) + 1;
    } catch (error) {
      if (error.name !== "AbortError") say("连不上服务器，暂不能预览，填写的内容还在。");
    } finally {
      if (asked === mine) frame.removeAttribute("aria-busy");
    }
  };

  const later = () => {
    clearTimeout(waiting);
    waiting = setTimeout(draw, 400);
  };

  form.addEventListener("input", later);
  form.addEventListener("change", later);
  draw();
})();
