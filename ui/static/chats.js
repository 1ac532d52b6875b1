/* Conversations, kept in this browser only: the list, its names, exports. Each stands under a key of its own, so that
   a long one does not make the others slow to store. */
(() => {
  "use strict";

  const { say, make, send, running } = window.yuanwen;
  const LIST = "yuanwen.chats";
  const MOST = 200;
  let current = null;
  let turns = [];
  let seen = "";

  const keyOf = (id) => `yuanwen.chat.${id}`;

  function read(key, other) {
    try {
      return JSON.parse(localStorage.getItem(key)) ?? other;
    } catch {
      return other; // storage may be switched off, or hold what somebody else wrote
    }
  }

  function list() {
    const kept = read(LIST, []);
    return Array.isArray(kept) ? kept.filter((chat) => chat && typeof chat.id === "string") : [];
  }

  function write(key, value) {
    for (;;) {
      try {
        localStorage.setItem(key, JSON.stringify(value));
        return;
      } catch {
        const oldest = list().filter((chat) => chat.id !== current).pop();
        if (!oldest) return; // no room even for one: the page works on without keeping it
        forget(oldest.id);
      }
    }
  }

  function forget(id) {
    try {
      localStorage.removeItem(keyOf(id));
      localStorage.setItem(LIST, JSON.stringify(list().filter((chat) => chat.id !== id)));
    } catch {
      /* storage is switched off: there is nothing to forget */
    }
  }

  /* ---- keeping ---- */

  function followRecord() {
    const element = document.querySelector(".yw-record");
    const written = element?.dataset.record || "";
    const at = Number(element?.dataset.at);
    if (!written) seen = "";
    if (!written || `${at} ${written}` === seen) return;
    seen = `${at} ${written}`;
    const record = JSON.parse(written);
    const old = turns[at];
    if (old && old.question === record.question && old.text === record.text && turns.length === at + 1) return;
    turns.length = at; // questions that failed leave gaps
    turns.push(record);
    store(record);
  }

  function store(record) {
    current ??= `${Date.now().toString(36)}${Math.random().toString(36).slice(2, 8)}`;
    write(keyOf(current), turns.filter(Boolean));
    const others = list();
    const before = others.find((chat) => chat.id === current);
    const name = before?.name || record.question.trim().slice(0, 60);
    const chats = [{ id: current, name, time: new Date().toISOString() }, ...others.filter((c) => c.id !== current)];
    for (const old of chats.splice(MOST)) forget(old.id);
    write(LIST, chats);
  }

  function start() {
    current = null;
    turns = [];
  }

  function open(id) {
    if (running()) return;
    current = id;
    turns = read(keyOf(id), []);
    dialog()?.close();
    send({ open: turns });
  }

  /* ---- the list ---- */

  const dialog = () => document.querySelector("dialog.yw-history");

  function show() {
    const chats = list();
    const rows = chats.map(row);
    dialog().querySelector("ul").replaceChildren(...(rows.length ? rows : [make("li", { class: "yw-quiet" }, say("history_empty"))]));
    if (!dialog().open) dialog().showModal();
  }

  function row(chat) {
    const when = new Date(chat.time).toLocaleString(document.documentElement.lang, { dateStyle: "medium", timeStyle: "short" });
    const opening = make("button", { type: "button", class: "yw-chat-open" }, make("span", {}, chat.name), make("small", {}, when));
    opening.addEventListener("click", () => open(chat.id));
    const tools = make("span", { class: "yw-tools" },
      tool(say("rename"), chat, () => rename(chat, item)),
      tool(say("export_markdown"), chat, () => download(chat, "md", "text/markdown", markdown(chat))),
      tool(say("export_json"), chat, () => download(chat, "json", "application/json", json(chat))),
      deleting(chat));
    const item = make("li", {}, opening, tools);
    return item;
  }

  function tool(label, chat, act) {
    const button = make("button", { type: "button", "aria-label": `${label}: ${chat.name}` }, label);
    button.addEventListener("click", () => act(button));
    return button;
  }

  function deleting(chat) {
    return tool(say("delete"), chat, (button) => {
      if (button.dataset.sure) {
        forget(chat.id);
        if (chat.id === current) start();
        show();
        return;
      }
      button.dataset.sure = "yes";
      button.textContent = say("delete_sure");
      button.setAttribute("aria-label", `${say("delete_sure")} ${chat.name}`);
    });
  }

  function rename(chat, item) {
    const input = make("input", { type: "text", maxlength: "120", "aria-label": say("new_name") });
    input.value = chat.name;
    const form = make("form", { class: "yw-rename" }, input, make("button", { type: "submit" }, say("save")));
    form.addEventListener("submit", (event) => {
      event.preventDefault();
      const name = input.value.trim() || chat.name;
      write(LIST, list().map((other) => (other.id === chat.id ? { ...other, name } : other)));
      show();
    });
    item.replaceChildren(form);
    input.focus();
    input.select();
  }

  /* ---- exports ---- */

  const plain = (text) => String(text).replace(/[\\`*_[\]<>#|~]/g, "\\$&");

  /* Offsets count code points, as everywhere in Yuanwen. */
  function withFootnotes(turn, number) {
    const points = Array.from(turn.text);
    const parts = [];
    let done = 0;
    for (const [start, end, marker] of turn.marks || []) {
      parts.push(plain(points.slice(done, start).join("")), `[^${number}-${marker}]`);
      done = end;
    }
    return [...parts, plain(points.slice(done).join(""))].join("").trim();
  }

  function footnote(citation, number) {
    const about = [citation.title, citation.publisher, citation.published].filter(Boolean).map(plain).join(" · ");
    const query = `start=${citation.start}&end=${citation.end}#cite`;
    const link = `${location.origin}/articles/${encodeURIComponent(citation.article_id)}?${query}`;
    return `[^${number}-${citation.marker}]: ${about}: “${plain(citation.quote).replace(/\s+/g, " ")}” <${link}>`;
  }

  function markdown(chat) {
    const blocks = [`# ${plain(chat.name)}`];
    read(keyOf(chat.id), []).forEach((turn, at) => {
      blocks.push(`## ${plain(turn.question).replace(/\s+/g, " ")}`, withFootnotes(turn, at + 1));
      blocks.push(`*${say(turn.grounded ? (turn.mode === "model" ? "by_model" : "by_quote") : "refused")}*`);
      if (turn.citations.length) blocks.push(turn.citations.map((citation) => footnote(citation, at + 1)).join("\n"));
    });
    return `${blocks.join("\n\n")}\n`;
  }

  function json(chat) {
    return `${JSON.stringify({ name: chat.name, time: chat.time, turns: read(keyOf(chat.id), []) }, null, 2)}\n`;
  }

  function download(chat, ending, type, text) {
    const link = make("a", { download: `${chat.name.replace(/[^\p{L}\p{N}]+/gu, "-").slice(0, 40) || "yuanwen"}.${ending}` });
    link.href = URL.createObjectURL(new Blob([text], { type }));
    link.click();
    setTimeout(() => URL.revokeObjectURL(link.href), 10_000);
  }

  document.addEventListener("click", (event) => {
    const button = event.target instanceof Element ? event.target.closest("button") : null;
    if (button?.matches("#yw-history")) show();
    if (button?.matches("#yw-new")) start();
  });

  Object.assign(window.yuanwen, { followRecord, open, chat: () => current, turn: (number) => turns[number] });
})();
