/* A form[data-hold] waits here while the server cannot be reached and goes by itself when it can.
   That it goes once is the token's work (casefile/once.py); that it is not lost, that of drafts.js. */
"use strict";

(() => {
  const reach = document.currentScript ? document.currentScript.dataset.reach : "";
  const WAIT = 8000;
  const EVERY = 5000;

  /* Any answer will do, a refusal too: it asks with HEAD, which changes nothing. */
  const reachable = async () => {
    if (!navigator.onLine) return false;
    const stop = new AbortController();
    const timer = setTimeout(() => stop.abort(), WAIT);
    try {
      await fetch(reach, { method: "HEAD", cache: "no-store", redirect: "manual", signal: stop.signal });
      return true;
    } catch (error) {
      return false;
    } finally {
      clearTimeout(timer);
    }
  };

  const note = (form, text) => {
    let box = form.querySelector(".hold-note");
    if (!text) {
      if (box) box.remove();
      return;
    }
    if (!box) {
      box = document.createElement("div");
      box.className = "alert alert-warning hold-note";
      box.setAttribute("role", "alert");
      form.append(box);
    }
    box.textContent = text;
    box.scrollIntoView({ block: "nearest" });
  };

  const go = (form) => {
    const { held } = form;
    delete form.held;
    delete form.dataset.held;
    note(form, "");
    form.dataset.reached = "yes";
    form.requestSubmit(held && held.form === form ? held : undefined);
  };

  const attempt = async (form) => {
    if (form.dataset.probing) return;
    form.dataset.probing = "yes";
    const open = await reachable();
    delete form.dataset.probing;
    if (open) go(form);
    else {
      form.dataset.held = "yes";
      note(form, "连不上服务器，还没有提交。填写的内容已存在本机，线路恢复后自动提交一次，请不要关闭本页。");
    }
  };

  document.addEventListener("submit", (event) => {
    const form = event.target;
    if (event.defaultPrevented || !("hold" in form.dataset)) return;
    if (form.dataset.reached) {
      delete form.dataset.reached;
      return;
    }
    event.preventDefault();
    event.stopPropagation();
    form.held = event.submitter;
    attempt(form);
  }, true);

  const again = () => document.querySelectorAll("form[data-held]").forEach(attempt);
  window.addEventListener("online", again);
  setInterval(again, EVERY);
})();
