/* Files chosen in a form[data-draft] wait on this device (IndexedDB) with its draft (drafts.js): what the server sends
   back for correction, or what a broken line cut off, has them again. They go when the form was accepted, at logout, or
   after a week. A comfort: where a browser keeps nothing, they are chosen again. */
"use strict";

window.zhianFiles = (() => {
  const STORE = "files";
  const MOST = 100 * 1024 * 1024;
  const nothing = () => undefined;

  const open = () =>
    new Promise((resolve, reject) => {
      const asked = indexedDB.open("zhian-draft-files", 1);
      asked.onupgradeneeded = () => asked.result.createObjectStore(STORE, { keyPath: "key" });
      asked.onsuccess = () => resolve(asked.result);
      asked.onerror = () => reject(asked.error);
    });
  const run = async (mode, act) => {
    const db = await open();
    try {
      return await new Promise((resolve, reject) => {
        const deed = db.transaction(STORE, mode);
        const asked = act(deed.objectStore(STORE));
        deed.oncomplete = () => resolve(asked.result);
        deed.onerror = deed.onabort = () => reject(deed.error);
      });
    } finally {
      db.close();
    }
  };

  const inputsOf = (form) =>
    [...form.elements].filter((f) => f.type === "file" && f.name && !("secret" in f.dataset));

  const drop = (key) => run("readwrite", (store) => store.delete(key)).catch(nothing);

  /* All or none, so that nobody believes them complete when they are not. */
  const keep = (key, form) => {
    const inputs = inputsOf(form).filter((input) => input.files.length);
    const size = inputs.flatMap((input) => [...input.files]).reduce((sum, file) => sum + file.size, 0);
    if (!size || size > MOST) return drop(key);
    const files = Object.fromEntries(inputs.map((input) => [input.name, [...input.files]]));
    return run("readwrite", (store) => store.put({ key, at: Date.now(), files })).catch(nothing);
  };

  /* Put back what was chosen; say whether there was anything. */
  const restore = async (key, form) => {
    const kept = await run("readonly", (store) => store.get(key)).catch(nothing);
    if (!kept) return false;
    inputsOf(form).forEach((input) => {
      if (input.files.length || !kept.files[input.name]) return;
      const carrier = new DataTransfer();
      kept.files[input.name].forEach((file) => carrier.items.add(file));
      input.files = carrier.files;
      input.dispatchEvent(new Event("change", { bubbles: true }));
    });
    return true;
  };

  /* What is too old, and what somebody else left on this device. */
  const tidy = async (prefix, than) => {
    const all = (await run("readonly", (store) => store.getAll()).catch(nothing)) || [];
    const gone = all.filter((row) => row.at < than || !row.key.startsWith(prefix));
    await Promise.all(gone.map((row) => drop(row.key)));
  };
  const dropAll = () => run("readwrite", (store) => store.clear()).catch(nothing);

  return { inputsOf, keep, restore, drop, tidy, dropAll };
})();
