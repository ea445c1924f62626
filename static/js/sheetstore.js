/* Sheets kept on this device (IndexedDB) until the server has taken them. One entry a person and sheet:
   {key, user, url, at, fields, photos: {item: [File]}, signature, once, pending: "" | "save" | "finish"}. */
"use strict";

window.zhianSheets = (() => {
  const { user } = document.body.dataset;
  const PAGES = "zhian-sheets";
  const keyOf = (url) => `${user}:${url}`;

  const open = () =>
    new Promise((resolve, reject) => {
      const asked = indexedDB.open("zhian-sheets", 1);
      asked.onupgradeneeded = () => asked.result.createObjectStore("sheets", { keyPath: "key" });
      asked.onsuccess = () => resolve(asked.result);
      asked.onerror = () => reject(asked.error);
    });
  const run = async (mode, act) => {
    const db = await open();
    try {
      return await new Promise((resolve, reject) => {
        const deed = db.transaction("sheets", mode);
        const asked = act(deed.objectStore("sheets"));
        deed.oncomplete = () => resolve(asked.result);
        deed.onerror = deed.onabort = () => reject(deed.error);
      });
    } finally {
      db.close();
    }
  };

  const get = (url) => run("readonly", (store) => store.get(keyOf(url)));
  const put = (entry) => run("readwrite", (store) => store.put({ ...entry, key: keyOf(entry.url), user }));
  const remove = (url) => run("readwrite", (store) => store.delete(keyOf(url)));
  /* What was changed after it had been sent is another sheet (another token), and stays. */
  const forget = async (entry) => {
    const kept = await get(entry.url).catch(() => null);
    if (kept && kept.once === entry.once) await remove(entry.url);
  };
  const all = async () => (await run("readonly", (store) => store.getAll())).filter((entry) => entry.user === user);

  /* crypto.randomUUID is there only over HTTPS. */
  const token = () => {
    const bytes = crypto.getRandomValues(new Uint8Array(16));
    bytes[6] = (bytes[6] & 0x0f) | 0x40;
    bytes[8] = (bytes[8] & 0x3f) | 0x80;
    const hex = [...bytes].map((byte) => byte.toString(16).padStart(2, "0")).join("");
    return [hex.slice(0, 8), hex.slice(8, 12), hex.slice(12, 16), hex.slice(16, 20), hex.slice(20)].join("-");
  };

  /* A line that takes everything and answers nothing is no line. */
  const ASKING = 15000;
  const SENDING = 300000;
  const limited = async (address, wait, options) => {
    const stop = new AbortController();
    const timer = setTimeout(() => stop.abort(), wait);
    try {
      return await fetch(address, { redirect: "manual", headers: { Accept: "application/json" }, signal: stop.signal, ...options });
    } finally {
      clearTimeout(timer);
    }
  };

  /* Who is signed in, and a fresh CSRF token: the page may be days old. null: no line; {}: signed out. */
  const session = async (address) => {
    try {
      const response = await limited(address, ASKING, { cache: "no-store" });
      if (response.status >= 500) return null;
      return response.ok ? await response.json() : {};
    } catch (error) {
      return null;
    }
  };

  const body = (entry, csrf) => {
    const data = new FormData();
    Object.entries(entry.fields).forEach(([name, value]) => data.append(name, value));
    Object.entries(entry.photos || {}).forEach(([item, files]) => files.forEach((file) => data.append(`photo-${item}`, file, file.name)));
    if (entry.signature) data.append("signature", entry.signature, "sign.png");
    data.append(entry.pending || "save", "1");
    data.append("_owner", user);
    data.append("_once", entry.once);
    data.append("csrfmiddlewaretoken", csrf);
    return data;
  };

  /* Send what is pending; {state: sent | offline | login | other | conflict | refused | over, …}. Kept until sent.
     `over`: the sheet is no longer open to this person. `begun()` is called when it goes out. */
  const send = async (entry, sessionAddress, begun = () => {}) => {
    const now = await session(sessionAddress);
    if (now === null) return { state: "offline" };
    if (!now.csrf) return { state: "login" };
    if (String(now.user) !== user) return { state: "other" };
    let response;
    try {
      begun();
      response = await limited(entry.url, SENDING, { method: "POST", body: body(entry, now.csrf) });
    } catch (error) {
      return { state: "offline" };
    }
    if (response.type === "opaqueredirect") return { state: "login" };
    if (response.status >= 500) return { state: "offline" };
    const told = await response.json().catch(() => ({ message: `服务器没有接收（${response.status}），内容仍在本机。` }));
    if (response.ok) {
      await forget(entry);
      return { state: "sent", ...told };
    }
    if (told.conflicts && told.conflicts.length) return { state: "conflict", ...told };
    return { state: response.status === 409 ? "over" : "refused", ...told };
  };

  /* Pages prepared by somebody else on this device are not ours to show. */
  const OWNER = "zhian-sheets-user";
  const ready = (async () => {
    if (!("caches" in window)) return false;
    if (localStorage.getItem(OWNER) !== user) {
      await caches.delete(PAGES);
      localStorage.setItem(OWNER, user);
    }
    return true;
  })();

  const worker = async (address) => {
    if (!("serviceWorker" in navigator)) return false;
    try {
      await navigator.serviceWorker.register(address);
      await navigator.serviceWorker.ready;
      return true;
    } catch (error) {
      return false;
    }
  };
  const keepPage = async (url) => {
    await ready;
    const response = await fetch(url, { redirect: "manual" });
    if (!response.ok) throw new Error(String(response.status));
    const cache = await caches.open(PAGES);
    await cache.put(url, response);
  };

  return { get, put, remove, all, send, token, session, worker, keepPage };
})();
