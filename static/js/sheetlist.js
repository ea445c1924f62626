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

  /* Kept here, but not to be filled in any more: handed in by the other officer, or given to somebody else. */
  const left = document.getElementById("left-over");
  const leftOver = (entries) => {
    const gone = entries.filter((entry) => !rows.some((row) => row.dataset.sheet === entry.url));
    left.hidden = !gone.length;
    left.querySelector("ul").replaceChildren(...gone.map((entry) => {
      const item = document.createElement("li");
      const when = new Date(entry.at).toLocaleString("zh-CN", { dateStyle: "short", timeStyle: "short" });
      const drop = document.createElement("button");
      drop.type = "button";
      drop.className = "btn btn-sm btn-outline-danger";
      drop.textContent = "丢弃";
      drop.addEventListener("click", async () => {
        if (drop.dataset.sure) {
          await store.remove(entry.url);
          leftOver(await store.all());
        } else {
          drop.dataset.sure = "yes";
          drop.textContent = "再按一次，确认丢弃";
        }
      });
      const text = document.createElement("span");
      text.textContent = `${entry.title || "检查表"}，${when} 填 `;
      item.append(text, drop);
      return item;
    }));
  };

  const waiting = async () => {
    const entries = await store.all();
    leftOver(entries);
    entries.forEach((entry) => {
      const row = rows.find((one) => one.dataset.sheet === entry.url);
      if (row) say(row, entry.pending === "finish" ? "已填完，存在本机，等待提交" : "填了一部分，存在本机", false);
    });
    return entries.filter((entry) => entry.pending);
  };

  const flush = async () => {
    const entries = (await waiting()).filter((entry) => rows.some((row) => row.dataset.sheet === entry.url));
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
