/* 我的检查: take every sheet along, and send what waits on this device. */
"use strict";

(async () => {
  const line = document.getElementById("line");
  const store = window.zhianSheets;
  const rows = [...document.querySelectorAll("[data-sheet]")];
  const say = (row, text, good) => {
    const note = row.querySelector("[data-kept]");
    note.textContent = text;
    note.classList.toggle("good", good);
  };

  const waiting = async () => {
    const entries = await store.all();
    entries.forEach((entry) => {
      const row = rows.find((one) => one.dataset.sheet === entry.url);
      if (row) say(row, entry.pending === "finish" ? "已填完，存在本机，等待提交" : "填了一部分，存在本机", false);
    });
    return entries.filter((entry) => entry.pending);
  };

  const flush = async () => {
    const entries = await waiting();
    for (const entry of entries) {
      const told = await store.send(entry, line.dataset.session);
      if (told.state === "sent") line.textContent = `${told.message}`;
      else if (told.state === "login") line.textContent = "登录已超时，请刷新本页重新登录，之后自动提交。";
      else if (told.state !== "offline") line.textContent = "有检查表没有提交成功，请打开查看。";
      const row = rows.find((one) => one.dataset.sheet === entry.url);
      if (told.state === "sent" && row) say(row, "已提交", true);
    }
  };

  const prepare = async () => {
    if (!(await store.worker(line.dataset.worker))) {
      line.textContent = "本机不能离线使用（需要 HTTPS 和较新的浏览器）；有网络时照常填写。";
      return;
    }
    try {
      await store.keepPage(location.pathname);
      for (const row of rows) {
        await store.keepPage(row.dataset.sheet);
        say(row, "已存到本机，可离线填写", true);
      }
      line.textContent = rows.length ? "已准备好，可以出发。" : "";
    } catch (error) {
      line.textContent = "没有网络，打开的是存在本机的检查表。";
    }
    await waiting();
  };

  await prepare();
  await flush();
  window.addEventListener("online", flush);
})();
