{% load static %}/* Pages of inspections work without a line: what was opened or prepared once is answered from this device. */
"use strict";

const ASSETS = [
  "{% static 'vendor/bootstrap.min.css' %}", "{% static 'vendor/bootstrap-icons/bootstrap-icons.min.css' %}",
  "{% static 'vendor/bootstrap-icons/fonts/bootstrap-icons.woff2' %}", "{% static 'css/zhian.css' %}", "{% static 'css/inspections.css' %}",
  "{% static 'vendor/bootstrap.bundle.min.js' %}", "{% static 'django_htmx/htmx-2.min.js' %}", "{% static 'js/zhian.js' %}",
  "{% static 'js/draftfiles.js' %}", "{% static 'js/drafts.js' %}", "{% static 'js/hold.js' %}", "{% static 'js/session.js' %}", "{% static 'js/sheetstore.js' %}",
  "{% static 'js/sheetlist.js' %}", "{% static 'js/sheetphoto.js' %}", "{% static 'js/sheet.js' %}", "{% static 'img/logo.svg' %}",
];
const FILES = "zhian-files";
const PAGES = "zhian-sheets";
const SCOPE = "{% url 'inspections:list' %}";
const PAGE = new RegExp(`^${SCOPE}(mine|\\d+/sheet)/$`);
const WAIT = 6000;

self.addEventListener("install", (event) => {
  /* One missing file must not keep the others from being there. */
  event.waitUntil(
    caches.open(FILES).then((cache) => Promise.allSettled(ASSETS.map((url) => cache.add(url)))).then(() => self.skipWaiting()),
  );
});
self.addEventListener("activate", (event) => event.waitUntil(self.clients.claim()));

const limited = (request) =>
  new Promise((resolve, reject) => {
    const timer = setTimeout(() => reject(new Error("slow")), WAIT);
    fetch(request).then(resolve, reject).finally(() => clearTimeout(timer));
  });

/* The line first, so that nobody works on an old page while there is a new one. */
const answer = async (request, name, missing) => {
  const cache = await caches.open(name);
  try {
    const response = await limited(request);
    if (response.ok && !response.redirected && response.type === "basic") await cache.put(request, response.clone());
    return response;
  } catch (error) {
    const kept = await cache.match(request, { ignoreVary: true, ignoreSearch: name === PAGES });
    if (kept) return kept;
    return missing();
  }
};

const notPrepared = () =>
  new Response(
    "<!doctype html><html lang='zh-Hans'><meta charset='utf-8'><meta name='viewport' content='width=device-width'><title>没有网络</title>" +
      "<main><h1>没有网络</h1><p>这一页没有预先存到本机。有网络时打开“我的检查”，检查表会自动存好。</p><p><a href='" + SCOPE + "mine/'>我的检查</a></p></main></html>",
    { status: 503, headers: { "Content-Type": "text/html; charset=utf-8" } },
  );

self.addEventListener("fetch", (event) => {
  const { request } = event;
  const url = new URL(request.url);
  if (request.method !== "GET" || url.origin !== self.location.origin) return;
  if (request.mode === "navigate") {
    if (PAGE.test(url.pathname)) event.respondWith(answer(request, PAGES, notPrepared));
  } else if (ASSETS.includes(url.pathname)) {
    event.respondWith(answer(request, FILES, () => Response.error()));
  }
});
