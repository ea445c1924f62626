/* A page that looks for news by itself: [data-live] names the seconds between looks. What somebody is typing
   or reading in a box is never replaced, and a page that cannot be reached says how old it is. */
"use strict";

(() => {
  const main = document.getElementById("main");
  const mark = main && main.querySelector("[data-live]");
  if (!mark) return;
  const seconds = Number(mark.dataset.live);
  const wall = document.body.classList.contains("wall");
  const address = location.pathname + location.search;
  let version = "";
  let fresh = mark.dataset.liveAt;

  const say = (text, bad) => {
    const box = main.querySelector("[data-live-say]");
    if (!box) return;
    box.textContent = text;
    box.classList.toggle("live-stale", Boolean(bad));
  };

  const busy = () =>
    document.hidden ||
    main.querySelector("form[data-dirty=yes], form[data-sent], input:focus, textarea:focus, select:focus") ||
    document.querySelector("dialog[open], .popover, .offcanvas.show, .dropdown-menu.show") ||
    !window.getSelection().isCollapsed;

  const swap = (html) => {
    const page = new DOMParser().parseFromString(html, "text/html");
    const next = page.getElementById("main");
    if (!next || !next.querySelector("[data-live]")) throw new Error("not this page");
    const opened = [...main.querySelectorAll("details")].map((box) => box.open);
    const link = document.activeElement && main.contains(document.activeElement) ? document.activeElement.getAttribute("href") : null;
    main.replaceChildren(...next.childNodes);
    main.querySelectorAll("details").forEach((box, n) => { box.open = opened[n] || box.open; });
    if (link) {
      const same = [...main.querySelectorAll("a[href]")].find((a) => a.getAttribute("href") === link);
      if (same) same.focus({ preventScroll: true });
    }
    document.dispatchEvent(new CustomEvent("htmx:afterSwap", { detail: { elt: main } }));
  };

  const look = async () => {
    if (busy()) return;
    try {
      const answer = await fetch(address, { headers: { "X-Live-Version": version || "none" }, redirect: "manual", cache: "no-store" });
      if (answer.type === "opaqueredirect") {
        say("登录已结束，请重新登录后再看。", true);
        return;
      }
      if (answer.status === 200) {
        const html = await answer.text();
        if (busy()) return;
        swap(html);
      } else if (answer.status !== 204) throw new Error(String(answer.status));
      version = answer.headers.get("X-Live-Version") || version;
      if (wall) localStorage.setItem(`zhian-until:${document.body.dataset.user}`, String(Date.now() + Number(answer.headers.get("X-Idle-Seconds")) * 1000));
      fresh = new Date().toLocaleTimeString("zh-CN", { hour12: false });
      say(`${fresh} 已更新，每 ${seconds} 秒自动更新`);
    } catch (error) {
      say(`连不上服务器，显示的是 ${fresh} 的情况`, true);
    }
  };

  setInterval(look, seconds * 1000);
  document.addEventListener("visibilitychange", () => { if (!document.hidden) look(); });
  window.addEventListener("online", look);
})();
