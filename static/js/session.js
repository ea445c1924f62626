/* Two minutes before the session ends, say so and offer to go on. Tabs share the end. */
"use strict";

(() => {
  const { user, idleSeconds, keepalive } = document.body.dataset;
  const box = document.getElementById("session-warning");
  if (!user || !keepalive || !box) return;
  const KEY = `zhian-until:${user}`;
  const WARN = 120;
  const text = box.querySelector("[data-text]");
  const clock = box.querySelector("[data-left]");
  const button = box.querySelector("button");

  const extend = (seconds) => localStorage.setItem(KEY, String(Date.now() + seconds * 1000));
  const left = () => Math.round((Number(localStorage.getItem(KEY)) - Date.now()) / 1000);

  const ended = () => {
    text.textContent = "登录已超时。本页填写的内容还在，提交时请重新登录，内容会保留。";
    clock.textContent = "";
    button.hidden = true;
    box.hidden = false;
  };

  const look = () => {
    const seconds = left();
    if (seconds <= 0) ended();
    else if (seconds <= WARN) {
      button.hidden = false;
      text.textContent = "长时间没有操作，即将自动退出。";
      clock.textContent = `还剩 ${Math.floor(seconds / 60)} 分 ${seconds % 60} 秒`;
      box.hidden = false;
    } else box.hidden = true;
  };

  button.addEventListener("click", async () => {
    const { "X-CSRFToken": token } = JSON.parse(document.body.getAttribute("hx-headers"));
    const headers = { "X-CSRFToken": token };
    try {
      const response = await fetch(keepalive, { method: "POST", headers, redirect: "manual" });
      if (!response.ok) return ended();
      extend((await response.json()).seconds);
      return look();
    } catch (error) {
      text.textContent = "连不上服务器，请检查网络后再点“继续工作”。";
      return undefined;
    }
  });

  extend(Number(idleSeconds));
  setInterval(look, 1000);
})();
