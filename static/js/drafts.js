/* Nothing typed is lost: a form[data-draft] is kept in this browser until it is sent.
   A draft belongs to a person and an address; it goes when the form was accepted,
   at logout, or after a week. Passwords and fields marked data-secret are never kept; chosen files wait in
   draftfiles.js. */
"use strict";

(() => {
  const user = document.body.dataset.user;
  if (!user) return;
  const PREFIX = `zhian-draft:${user}:`;
  const SENT = "zhian-sent";
  const WEEK = 7 * 24 * 3600 * 1000;

  const keyOf = (form) => `${PREFIX}${form.getAttribute("action") || location.pathname + location.search}`;
  const fields = (form) =>
    [...form.elements].filter(
      (f) => f.name && !("secret" in f.dataset) && !["hidden", "file", "password", "submit", "button"].includes(f.type),
    );
  const readField = (f) => {
    if (f.type === "checkbox" || f.type === "radio") return f.checked;
    return f.multiple ? [...f.selectedOptions].map((option) => option.value) : f.value;
  };
  const slot = (f, form) => {
    const same = fields(form).filter((other) => other.name === f.name);
    return same.length > 1 ? `${f.name}#${same.indexOf(f)}` : f.name;
  };
  const read = (form) => Object.fromEntries(fields(form).map((f) => [slot(f, form), readField(f)]));

  const write = (form, values) => {
    fields(form).forEach((f) => {
      const value = values[slot(f, form)];
      if (value === undefined || JSON.stringify(value) === JSON.stringify(readField(f))) return;
      if (typeof value === "boolean") f.checked = value;
      else if (f.multiple) [...f.options].forEach((option) => { option.selected = value.includes(option.value); });
      else f.value = value;
      f.dispatchEvent(new Event("input", { bubbles: true }));
      f.dispatchEvent(new Event("change", { bubbles: true }));
    });
  };

  /* The tokens by which the server knows a form that arrives twice. */
  const TOKENS = ["_once", "token"];
  const tokensOf = (form) =>
    Object.fromEntries([...form.elements].filter((f) => f.type === "hidden" && TOKENS.includes(f.name)).map((f) => [f.name, f.value]));
  const setTokens = (form, tokens) =>
    [...form.elements].forEach((f) => { if (f.type === "hidden" && f.name in tokens) f.value = tokens[f.name]; });

  /* What the page showed when somebody began to type: what others changed since is told apart by it (meanwhile.py). */
  const baseOf = (form) => (form.elements._base ? form.elements._base.value : undefined);
  const setBase = (form, base) => { if (base && form.elements._base) form.elements._base.value = base; };

  const load = (key) => {
    const draft = JSON.parse(localStorage.getItem(key) || "null");
    return draft && Date.now() - draft.at < WEEK ? draft : null;
  };
  const files = window.zhianFiles;
  const drop = (key) => localStorage.removeItem(key);
  const dropWhole = (key) => {
    drop(key);
    files.drop(key);
  };
  const dropAll = (keep) =>
    Object.keys(localStorage).filter((key) => key.startsWith("zhian-draft:") && !keep(key)).forEach(drop);

  const notice = (form, draft, before, base) => {
    const box = document.createElement("div");
    box.className = "alert alert-info draft-note";
    box.setAttribute("role", "status");
    const text = document.createElement("span");
    text.textContent = `已恢复您 ${new Date(draft.at).toLocaleString("zh-CN", { dateStyle: "short", timeStyle: "short" })} 填写、尚未提交的内容`;
    const again = document.createElement("span");
    again.className = "files-again";
    again.textContent = files.inputsOf(form).length ? "（附件需重新选择）" : "";
    const undo = document.createElement("button");
    undo.type = "button";
    undo.className = "btn btn-sm btn-outline-secondary";
    undo.textContent = "不要草稿";
    undo.addEventListener("click", () => {
      write(form, before);
      setBase(form, base);
      files.inputsOf(form).forEach((input) => {
        input.value = "";
        input.dispatchEvent(new Event("change", { bubbles: true }));
      });
      dropWhole(keyOf(form));
      form.dataset.dirty = "";
      box.remove();
    });
    box.append(text, again, undo);
    form.prepend(box);
  };

  const forms = [...document.querySelectorAll("form[data-draft]")];

  /* The form that was sent last was accepted when an ordinary page without it came back, or one that says so. */
  const sent = sessionStorage.getItem(SENT);
  /* Refused at the form, on a page of its own, or in a message: then it may be sent again once that is put right. */
  const refused =
    document.querySelector(".notice-page, #messages .alert-danger") || forms.some((form) => form.querySelector(".error-summary"));
  sessionStorage.removeItem(SENT);
  /* A page that no page of ours led to is no answer: the line broke and somebody came back. */
  const answered = document.referrer.startsWith(location.origin);
  if (sent && answered && !refused) {
    const gone = !forms.some((form) => keyOf(form) === sent);
    if (gone || document.querySelector("#messages .alert-success")) dropWhole(sent);
  }
  dropAll((key) => load(key));
  files.tidy(PREFIX, Date.now() - WEEK);

  const giveBackFiles = async (key, form) => {
    if (!(await files.restore(key, form))) return;
    form.querySelectorAll(".files-again").forEach((span) => { span.textContent = "（附件也还在）"; });
    document.querySelectorAll("#messages .alert").forEach((box) => box.childNodes.forEach((node) => {
      if (node.nodeType === Node.TEXT_NODE) node.nodeValue = node.nodeValue.replace("附件需重新选择", "附件也还在");
    }));
  };

  forms.forEach((form) => {
    const key = keyOf(form);
    const draft = load(key);
    const before = read(form);
    const base = baseOf(form);
    /* After a POST, or when a session had ended, the server has filled in what was typed: that is the draft now. */
    const filled = "posted" in document.body.dataset || document.querySelector("#messages .alert-warning");
    const same = (values) => JSON.stringify(values) === JSON.stringify(before);
    /* What was sent before without an answer goes under the same tokens if nothing in it was changed. */
    const tried = !filled && draft && draft.once ? draft : null;
    const onceOf = (values) => (tried && JSON.stringify(values) === JSON.stringify(tried.values) ? tried.once : undefined);
    if (filled) localStorage.setItem(key, JSON.stringify({ at: Date.now(), values: before, base }));
    else if (draft && !same(draft.values)) {
      write(form, draft.values);
      setBase(form, draft.base);
      notice(form, draft, before, base);
    }
    /* Sent, and neither accepted nor thrown away: refused, cut off, or the session had ended. */
    const waiting = "posted" in document.body.dataset || form.querySelector(".draft-note") || (filled && draft && draft.once);
    if (waiting) giveBackFiles(key, form);
    else if (!draft) files.drop(key);
    files.inputsOf(form).forEach((input) => input.addEventListener("change", () => files.keep(key, form)));
    let timer = 0;
    const keep = () => {
      const values = read(form);
      if (!filled && same(values)) drop(key);
      else localStorage.setItem(key, JSON.stringify({ at: Date.now(), values, base: baseOf(form), once: onceOf(values) }));
    };
    form.addEventListener("input", () => {
      clearTimeout(timer);
      timer = setTimeout(keep, 400);
    });
    form.addEventListener("submit", (event) => {
      if (event.defaultPrevented) return;
      clearTimeout(timer);
      const values = read(form);
      setTokens(form, onceOf(values) || {});
      localStorage.setItem(key, JSON.stringify({ at: Date.now(), values, base: baseOf(form), once: tokensOf(form) }));
      sessionStorage.setItem(SENT, key);
    });
  });

  /* --- leaving with something unsent ------------------------------------------------ */
  document.addEventListener("input", (event) => {
    const form = event.target.form;
    if (form && form.method === "post" && event.isTrusted) form.dataset.dirty = "yes";
  });
  document.addEventListener("submit", (event) => {
    if (event.defaultPrevented) return;
    event.target.dataset.dirty = "";
    if (!("logout" in event.target.dataset)) return;
    dropAll(() => false);
    files.dropAll();
    if ("caches" in window) caches.delete("zhian-sheets"); /* sheets prepared for use without a line */
  });
  window.addEventListener("beforeunload", (event) => {
    if (document.querySelector("form[data-dirty=yes]")) {
      event.preventDefault();
      event.returnValue = "";
    }
  });
})();
