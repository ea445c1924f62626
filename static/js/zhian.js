/* Small helps for every page. Everything here is a comfort: pages work without it. */
"use strict";

(() => {
  const MB = 1024 * 1024;

  /* --- search ------------------------------------------------------------- */
  document.addEventListener("keydown", (event) => {
    const search = document.getElementById("global-search");
    if (search && (event.ctrlKey || event.metaKey) && event.key.toLowerCase() === "k") {
      event.preventDefault();
      search.focus();
      search.select();
    }
  });

  /* --- messages made by the page itself ------------------------------------- */
  const tell = (text, kind = "danger") => {
    const box = document.createElement("div");
    box.className = `alert alert-${kind} alert-dismissible`;
    box.textContent = text;
    const close = document.createElement("button");
    close.type = "button";
    close.className = "btn-close";
    close.dataset.bsDismiss = "alert";
    close.setAttribute("aria-label", "关闭");
    box.append(close);
    document.getElementById("messages").append(box);
    box.scrollIntoView({ block: "nearest" });
  };

  /* --- "are you sure" ------------------------------------------------------- */
  const ask = (text) =>
    new Promise((resolve) => {
      const dialog = document.getElementById("confirm-dialog");
      dialog.querySelector("p").textContent = text;
      dialog.returnValue = "";
      dialog.addEventListener("close", () => resolve(dialog.returnValue === "yes"), { once: true });
      dialog.showModal();
      dialog.querySelector("[value=no]").focus();
    });

  document.querySelectorAll("#confirm-dialog button").forEach((button) => {
    button.addEventListener("click", () => button.closest("dialog").close(button.value));
  });

  /* --- files: show what was chosen, refuse what is too large ------------------ */
  const tooLarge = (input) => {
    const limit = Number(input.dataset.maxMb || document.body.dataset.maxMb) * MB;
    return [...input.files].filter((file) => limit && file.size > limit);
  };

  const listFiles = (input) => {
    let list = input.parentElement.querySelector(".file-list");
    if (!list) {
      list = document.createElement("ul");
      list.className = "file-list";
      list.setAttribute("aria-live", "polite");
      input.after(list);
    }
    const bad = tooLarge(input);
    const limit = input.dataset.maxMb || document.body.dataset.maxMb;
    list.replaceChildren(
      ...[...input.files].map((file) => {
        const row = document.createElement("li");
        const over = bad.includes(file);
        row.textContent = `${file.name}（${(file.size / MB).toFixed(1)} MB）${over ? ` 超过 ${limit} MB，请压缩或拆分后再选` : ""}`;
        row.classList.toggle("bad", over);
        return row;
      }),
    );
    input.toggleAttribute("aria-invalid", bad.length > 0);
  };

  document.addEventListener("change", (event) => {
    if (event.target.matches("input[type=file]")) listFiles(event.target);
  });

  /* --- long texts: how many characters too many, while they can still be cut -------- */
  const tellLength = (box) => {
    const most = Number(box.dataset.most);
    const over = [...box.value.replace(/\n/g, "\r\n")].length - most; // as the server counts
    let note = box.parentElement.querySelector(".over-long");
    if (over <= 0) {
      if (note) note.remove();
      return;
    }
    if (!note) {
      note = document.createElement("div");
      note.className = "field-error over-long";
      note.setAttribute("role", "status");
      box.after(note);
    }
    note.textContent = `最多 ${most} 个字，多了 ${over} 个，请删减。`;
  };
  document.addEventListener("input", (event) => {
    if (event.target.matches("textarea[data-most]")) tellLength(event.target);
  });

  /* --- sending a form: size check, confirmation, one click only ---------------- */
  document.addEventListener("submit", async (event) => {
    const form = event.target;
    const heavy = [...form.querySelectorAll("input[type=file]")].find((input) => tooLarge(input).length);
    if (heavy) {
      event.preventDefault();
      tell("有附件太大，没有提交。请换成较小的文件，其他内容都还在。");
      heavy.focus();
      return;
    }
    const question = (event.submitter && event.submitter.dataset.confirm) || form.dataset.confirm;
    if (question && !form.dataset.confirmed) {
      event.preventDefault();
      const submitter = event.submitter;
      if (await ask(question)) {
        form.dataset.confirmed = "yes";
        form.requestSubmit(submitter);
      }
    }
  }, true);

  document.addEventListener("submit", (event) => {
    const form = event.target;
    if (event.defaultPrevented || form.method !== "post" || form.hasAttribute("hx-post") || "again" in form.dataset) return;
    if (form.dataset.sent) {
      event.preventDefault();
      return;
    }
    form.dataset.sent = "yes";
    form.setAttribute("aria-busy", "true");
    // After this turn, so that the pressed button's own name and value still travel.
    setTimeout(() => form.querySelectorAll("button:not([type=button])").forEach((b) => { b.disabled = true; }));
  });

  window.addEventListener("pageshow", () => {
    document.querySelectorAll("form[data-sent]").forEach((form) => {
      delete form.dataset.sent;
      delete form.dataset.confirmed;
      form.removeAttribute("aria-busy");
      form.querySelectorAll("button:not([type=button])").forEach((button) => { button.disabled = false; });
    });
  });

  /* --- tick a whole column: input[data-all=name] in the head of its table ----------- */
  document.addEventListener("change", (event) => {
    const { all } = event.target.dataset;
    if (!all) return;
    event.target.closest("table").querySelectorAll(`tbody input[type=checkbox][name="${all}"]`).forEach((box) => { box.checked = event.target.checked; });
  });

  /* --- small buttons ------------------------------------------------------------ */
  document.addEventListener("click", (event) => {
    if (event.target.closest("[data-print]")) window.print();
    const account = event.target.closest("[data-fill-username]");
    if (account) {
      document.getElementById("id_username").value = account.dataset.fillUsername;
      document.getElementById("id_password").value = account.dataset.fillPassword;
      document.querySelector("form[data-login] button").focus();
    }
  });

  /* A button that fills a box is spared the round to the server, in which chosen files would be lost. */
  document.addEventListener("click", (event) => {
    const button = event.target.closest("[data-fill]");
    const box = button && document.getElementById(button.dataset.fill);
    if (!box) return;
    event.preventDefault();
    box.value = button.dataset.text;
    box.dispatchEvent(new Event("input", { bubbles: true }));
    box.dispatchEvent(new Event("change", { bubbles: true }));
    box.focus();
  });

  /* --- the menu is a dialog while it covers a phone's page, and only then has a dialog's name --- */
  const side = document.getElementById("side");
  if (side) {
    side.addEventListener("show.bs.offcanvas", () => side.setAttribute("aria-label", "主菜单"));
    side.addEventListener("hidden.bs.offcanvas", () => side.removeAttribute("aria-label"));
    const here = side.querySelector("a.on");
    if (here && here.offsetTop + here.offsetHeight > side.clientHeight) side.scrollTop = here.offsetTop - side.clientHeight / 2;
  }

  /* --- what new content needs ------------------------------------------------------ */
  const dress = (root) => {
    root.querySelectorAll("[data-bs-toggle=popover]").forEach((element) => bootstrap.Popover.getOrCreateInstance(element, { container: "#main" }));
    root.querySelectorAll("input[data-all]").forEach((box) => { box.hidden = false; });
    root.querySelectorAll("input[type=file]").forEach((input) => { if (input.files.length) listFiles(input); });
  };
  dress(document);
  document.addEventListener("htmx:afterSwap", (event) => dress(event.detail.elt));
  document.addEventListener("htmx:responseError", () => tell("服务器没有办成这一步，页面上的内容都还在，请稍后再试。"));
  document.addEventListener("htmx:sendError", () => tell("连不上服务器，页面上的内容都还在。请检查网络后再试。"));

  const summary = document.querySelector(".error-summary");
  if (summary) summary.focus();
})();
