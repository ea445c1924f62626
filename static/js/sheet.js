/* The sheet: every tap is kept on this device, sent once when there is a line, nothing lost when somebody else was faster. */
"use strict";

(async () => {
  const form = document.querySelector("form.sheet");
  const store = window.zhianSheets;
  if (!form || !store || !("indexedDB" in window)) return;
  const badge = document.getElementById("line");
  const box = document.getElementById("sheet-note");
  const url = location.pathname;
  const EVERY = 5000;
  const PRESS_AGAIN = "内容有改动，已存本机，请再按一次“保存”或“完成并提交”。";
  const SKIPPED = ["csrfmiddlewaretoken", "_owner", "_once"];
  document.documentElement.classList.add("js");

  const PARTS = ["answer", "note", "problem", "severity"];
  const title = document.querySelector(".sheet-head div div").textContent;
  let entry = { url, title, at: 0, fields: {}, photos: {}, signature: null, once: store.token(), pending: "" };
  let sending = false;
  let timer = 0;

  /* --- what the page shows ------------------------------------------------------------ */
  const field = (name) => form.elements[name];
  const checks = [...form.querySelectorAll("[data-item]")];
  const answerOf = (check) => (field(`answer-${check.dataset.item}`) || { value: "" }).value;
  const noteOf = (check) => (field(`note-${check.dataset.item}`) || { value: "" }).value;
  const tell = (text, kind = "warning") => {
    box.className = `alert alert-${kind}`;
    box.textContent = text;
    box.hidden = !text;
    if (text) box.scrollIntoView({ block: "center" });
  };
  const show = (state) => {
    badge.className = `line-badge ${state}`;
    badge.textContent = { offline: "离线，已存本机", kept: "已存本机", sending: "正在提交", online: "在线", full: "没有存住" }[state];
  };

  const refresh = () => {
    const failed = checks.filter((check) => answerOf(check) === "FAIL").length;
    const done = checks.filter((check) => answerOf(check)).length;
    form.querySelector("[data-count]").textContent = `已检 ${done} / ${checks.length} 项，不符合 ${failed} 项`;
    checks.forEach((check) => {
      const bad = answerOf(check) === "FAIL";
      check.classList.toggle("failed", bad);
      const used = noteOf(check) || (entry.photos[check.dataset.item] || []).length;
      if (bad || used) check.classList.add("open");
    });
    const party = field("party").value;
    form.querySelector('[data-party="SIGNED"]').hidden = party !== "SIGNED";
    form.querySelector('[data-party="OTHER"]').hidden = !["REFUSED", "ABSENT"].includes(party);
  };

  const thumbs = (item) => {
    const shots = form.querySelector(`#check-${item} [data-shots]`);
    if (!shots) return;
    shots.querySelectorAll(".thumb").forEach((old) => {
      URL.revokeObjectURL(old.querySelector("img").src);
      old.remove();
    });
    (entry.photos[item] || []).forEach((file, place) => {
      const thumb = document.createElement("button");
      thumb.type = "button";
      thumb.className = "thumb";
      thumb.setAttribute("aria-label", `删除照片 ${place + 1}`);
      const image = document.createElement("img");
      image.src = URL.createObjectURL(file);
      image.alt = `照片 ${place + 1}`;
      thumb.append(image);
      /* Evidence that may not be there to be photographed again does not go at one tap. */
      thumb.addEventListener("click", () => {
        if (thumb.dataset.sure) {
          entry.photos[item].splice(place, 1);
          thumbs(item);
          changed();
          return;
        }
        thumb.dataset.sure = "删除？";
        thumb.setAttribute("aria-label", `再点一次，删除照片 ${place + 1}`);
        setTimeout(() => {
          delete thumb.dataset.sure;
          thumb.setAttribute("aria-label", `删除照片 ${place + 1}`);
        }, 4000);
      });
      shots.prepend(thumb);
    });
  };

  /* --- keeping ------------------------------------------------------------------------- */
  const collect = () => {
    const fields = {};
    new FormData(form).forEach((value, name) => {
      if (typeof value === "string" && !SKIPPED.includes(name)) fields[name] = value;
    });
    if (!fields.started_at) fields.started_at = field("started_at").value = new Date().toISOString();
    return fields;
  };
  const keep = async () => {
    clearTimeout(timer);
    timer = 0;
    entry = { ...entry, at: Date.now(), fields: collect() };
    try {
      await store.put(entry);
    } catch (error) {
      /* The phone is full, or the browser may not keep anything. */
      show("full");
      tell("本机存不下了（空间已满，或者浏览器不允许存储），刚填的内容只在本页。请不要关闭本页，尽快在有网络时提交；可以先清理手机空间。", "danger");
      return;
    }
    if (!timer) form.dataset.kept = "yes";
    if (!entry.pending) show(navigator.onLine ? "kept" : "offline");
  };
  /* What differs is another sheet to the server: a new token, and it is not sent before somebody says so. */
  const changed = () => {
    entry.once = store.token();
    if (entry.pending && !sending) tell(PRESS_AGAIN, "info");
    entry.pending = "";
    form.dataset.kept = "";
    refresh();
    clearTimeout(timer);
    timer = setTimeout(keep, 150);
  };

  const restore = (values) => {
    Object.entries(values).forEach(([name, value]) => {
      const found = field(name);
      if (!found) return;
      if (found instanceof RadioNodeList) found.value = value;
      else if (found.type !== "file") found.value = value;
    });
  };

  /* --- sending --------------------------------------------------------------------------- */
  const missing = () => {
    const faults = [];
    if (field("outcome").value !== "IMPOSSIBLE") {
      checks.filter((check) => !answerOf(check)).forEach((check) => faults.push([check, "还没有检查"]));
    } else if (!field("summary").value.trim()) faults.push([field("summary"), "未能检查的，请写明原因"]);
    checks.filter((check) => answerOf(check) === "FAIL" && !noteOf(check).trim()).forEach((check) => faults.push([check, "不符合的，请写明情况"]));
    const party = field("party").value;
    if (!party) faults.push([field("party"), "请选择当事人是否签名"]);
    else if (party === "SIGNED") {
      if (!field("party_name").value.trim()) faults.push([field("party_name"), "请写签名人的姓名"]);
      const before = form.dataset.signed && form.dataset.signed === field("party_name").value.trim();
      if (!entry.signature && !field("signature").files.length && !before) faults.push([form.querySelector(".pad"), "请当事人签名"]);
    } else if (!field("witness").value.trim()) faults.push([field("witness"), "请写见证人"]);
    return faults;
  };

  const mark = (errors) => {
    form.querySelectorAll(".said").forEach((old) => old.remove());
    Object.entries(errors || {}).forEach(([name, texts]) => {
      const found = name === "__all__" ? null : field(name);
      const place = found && (found instanceof RadioNodeList ? found[0] : found).closest(".check, .field, .pad");
      if (!place) return;
      const said = document.createElement("div");
      said.className = "invalid-feedback d-block said";
      said.textContent = texts.join("；");
      place.append(said);
      if (place.classList.contains("check")) place.classList.add("open");
    });
  };

  const clash = (told) => {
    let open = told.conflicts.length;
    told.conflicts.forEach((one) => {
      const check = document.getElementById(`check-${one.id}`);
      const panel = document.createElement("div");
      panel.className = "clash";
      panel.setAttribute("role", "alert");
      const text = document.createElement("p");
      text.textContent = `${one.by}已填“${one.answer}”${one.theirs.note ? `：${one.theirs.note}` : ""}，与您的不同。`;
      const choose = (label, act) => {
        const button = document.createElement("button");
        button.type = "button";
        button.className = "btn btn-sm btn-outline-primary";
        button.textContent = label;
        button.addEventListener("click", () => {
          act();
          field(`base-${one.id}`).value = one.base;
          panel.remove();
          open -= 1;
          changed();
          tell(open ? `还有 ${open} 项要核对。` : "已核对，请再提交一次。", "info");
        });
        return button;
      };
      panel.append(
        text,
        choose("用我的", () => {}),
        choose("用对方的", () => restore(Object.fromEntries(Object.entries(one.theirs).map(([name, value]) => [`${name}-${one.id}`, value])))),
      );
      check.append(panel);
    });
    tell(`第 ${told.conflicts.map((one) => one.order).join("、")} 项另一名检查人员已改动，没有提交；您填的都在本机，请逐项选择。`);
  };

  /* Saved while somebody went on: what has not been touched since is as the server has it; what has, goes on top
     of what was sent, unless the other officer changed it too (then its old base makes it a conflict). */
  const goOn = (sent, told) => {
    const now = collect();
    Object.entries(told.items).forEach(([item, theirs]) => {
      const same = (one, two) => PARTS.every((name) => (one(name) || "") === (two(name) || ""));
      const [of, was, is] = [now, sent.fields].map((values) => (name) => values[`${name}-${item}`]).concat((name) => theirs[name]);
      const untouched = same(of, was);
      if (untouched) restore(Object.fromEntries(PARTS.map((name) => [`${name}-${item}`, theirs[name]])));
      if (untouched || same(was, is)) field(`base-${item}`).value = theirs.base;
    });
    Object.entries(sent.photos).forEach(([item, files]) => {
      entry.photos[item] = entry.photos[item].filter((file) => !files.includes(file));
      thumbs(item);
      const shots = form.querySelector(`#check-${item} [data-shots]`);
      files.forEach(() => {
        const saved = document.createElement("span");
        saved.className = "shot-link";
        saved.innerHTML = '<i class="bi bi-image" aria-hidden="true"></i><span class="visually-hidden">已存照片</span>';
        shots.prepend(saved);
      });
    });
    if (sent.signature) form.dataset.signed = sent.fields.party_name;
    if (entry.signature === sent.signature) entry.signature = null;
    refresh();
    keep();
    tell("前面填的已保存到服务器；保存时新填的还在本机，请再按一次“保存”或“完成并提交”。", "info");
  };

  const send = async () => {
    if (sending || !entry.pending) return;
    const sent = { ...entry, photos: Object.fromEntries(Object.entries(entry.photos).map(([item, files]) => [item, [...files]])) };
    sending = true;
    show("sending");
    /* What is handed in is not changed on its way. */
    const told = await store.send(sent, form.dataset.session, () => form.classList.toggle("going", sent.pending === "finish"));
    form.classList.remove("going");
    sending = false;
    if (told.state === "sent" && entry.once !== sent.once) {
      goOn(sent, told);
    } else if (told.state === "sent") {
      location.href = told.url;
    } else if (["offline", "login"].includes(told.state) && !entry.pending) {
      show("kept");
      tell(PRESS_AGAIN, "info");
    } else if (told.state === "offline") {
      show("offline");
      tell("连不上服务器，还没有提交。检查表存在本机，线路恢复后自动提交一次；可以关机，再打开“我的检查”也会提交。");
    } else if (told.state === "login") {
      show("kept");
      tell("登录已超时，内容存在本机。请重新登录，回到本页后自动提交。");
      const link = document.createElement("a");
      link.href = `/accounts/login/?next=${encodeURIComponent(url)}`;
      link.textContent = " 重新登录";
      box.append(link);
    } else {
      show("kept");
      entry.pending = "";
      await keep();
      if (told.state === "conflict") clash(told);
      else if (told.state === "over") tell(`没有提交：${told.message}您填的都留在本机，检查表退回补充以后，打开本页可以接着填。`, "danger");
      else {
        mark(told.errors);
        const first = Object.values(told.errors || {}).flat()[0];
        tell(told.state === "other" ? "当前登录的不是填表人，内容仍在本机，请换回原账号。" : `没有提交：${told.message || first || "请核对标红的地方"}。内容都在本机。`, "danger");
      }
    }
  };

  form.addEventListener("submit", async (event) => {
    event.preventDefault();
    const finishing = event.submitter && event.submitter.name === "finish";
    const faults = finishing ? missing() : [];
    form.querySelectorAll(".said").forEach((old) => old.remove());
    if (faults.length) {
      const [place, text] = faults[0];
      tell(`还差 ${faults.length} 处：${text}。`, "danger");
      (place.scrollIntoView ? place : form).scrollIntoView({ block: "center" });
      return;
    }
    entry.pending = finishing ? "finish" : "save";
    await keep();
    send();
  });

  /* --- the thumb ---------------------------------------------------------------------------- */
  form.addEventListener("change", async (event) => {
    const input = event.target;
    if (input.type === "file" && input.name.startsWith("photo-")) {
      event.stopPropagation();
      const item = input.name.slice("photo-".length);
      const files = [...input.files];
      input.value = "";
      const list = (entry.photos[item] = entry.photos[item] || []);
      for (const file of files) list.push(await window.zhianPhoto.shrink(file, `检查照片${Date.now()}-${list.length + 1}.jpg`));
      thumbs(item);
    }
    changed();
  });
  form.addEventListener("input", changed);
  document.addEventListener("input", () => { form.dataset.dirty = ""; });

  checks.forEach((check) => {
    if (!check.querySelector("[data-more]")) return;
    const more = document.createElement("button");
    more.type = "button";
    more.className = "btn btn-link btn-sm more-button";
    more.textContent = "说明、照片";
    more.addEventListener("click", () => check.classList.toggle("open"));
    check.querySelector(".seg").after(more);
  });

  const locate = form.querySelector("[data-locate]");
  const located = form.querySelector("[data-located]");
  const taken = () => { located.textContent = `已取得，误差约 ${field("accuracy").value} 米`; };
  if ("geolocation" in navigator && window.isSecureContext) {
    locate.parentElement.hidden = false;
    locate.addEventListener("click", () => {
      located.textContent = "正在定位…";
      navigator.geolocation.getCurrentPosition(
        ({ coords }) => {
          field("latitude").value = coords.latitude.toFixed(6);
          field("longitude").value = coords.longitude.toFixed(6);
          field("accuracy").value = Math.min(100000, Math.round(coords.accuracy));
          taken();
          changed();
        },
        (fault) => {
          located.textContent = fault.code === fault.PERMISSION_DENIED
            ? "没有允许定位，不影响提交。要取得位置，请在浏览器的网站设置里允许定位后再按。"
            : "没有取得位置，不影响提交，可以到开阔处再试。";
        },
        { enableHighAccuracy: true, timeout: 15000, maximumAge: 60000 },
      );
    });
  }

  const padBox = form.querySelector(".pad");
  padBox.hidden = false;
  form.querySelector("[data-plain]").hidden = true;
  const draw = window.zhianPhoto.pad(padBox.querySelector("canvas"), padBox.querySelector("[data-clear]"), (blob) => {
    entry.signature = blob;
    changed();
  });

  /* --- begin -------------------------------------------------------------------------------- */
  const kept = await store.get(url).catch(() => {
    tell("浏览器不允许在本机存储（可能开了无痕浏览）。可以照常填写、提交，但断网时不能关闭本页。");
    return null;
  });
  /* What was never touched on this device stays as the server has it now. */
  const untouched = (values, item) => !values[`answer-${item}`] && !values[`note-${item}`];
  const touched = (values) => Object.fromEntries(Object.entries(values).filter(([name]) => {
    const item = /^(?:base|answer|note|problem|severity)-(\d+)$/.exec(name);
    return !item || !untouched(values, item[1]);
  }));
  if (kept) {
    entry = { ...entry, ...kept, title };
    restore(touched(kept.fields));
    if (field("latitude").value) taken();
    Object.keys(entry.photos).forEach(thumbs);
    await draw(entry.signature);
    tell(`已恢复 ${new Date(kept.at).toLocaleString("zh-CN", { dateStyle: "short", timeStyle: "short" })} 存在本机、还没有提交的内容。`, "info");
  }
  refresh();
  show(navigator.onLine ? (kept ? "kept" : "online") : "offline");
  store.worker(form.dataset.worker).then((works) => { if (works) store.keepPage(url).catch(() => {}); });
  window.addEventListener("online", () => { show("kept"); send(); });
  window.addEventListener("offline", () => show("offline"));
  /* The last tap before the browser goes to the background or is closed. */
  const flush = () => { if (timer) keep(); };
  window.addEventListener("pagehide", flush);
  document.addEventListener("visibilitychange", flush);
  setInterval(send, EVERY);
  form.dataset.ready = "yes";
  send();
})();
