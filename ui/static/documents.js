/* The reader's own documents: dropped on the page or chosen, read one after another, and removed again. */
(() => {
  "use strict";

  const { say, make, forget } = window.yuanwen;
  const shown = [];
  let cover;

  const refresh = () => document.querySelector("#yw-refresh")?.click();
  const allowed = () => document.querySelector(".yw-drop");

  /* The server tells in lines of JSON how far it is; `follow` gets each. Only this old way of asking tells how much of
     the file has left. */
  function call(method, path, query, body = null, follow = () => {}) {
    const address = `${path}?${new URLSearchParams({ ...query, lang: document.documentElement.lang })}`;
    return new Promise((done) => {
      const request = new XMLHttpRequest();
      const answer = () => lastLine(request.responseText) || { error: say(request.status ? "add_failed" : "offline") };
      request.open(method, address);
      request.setRequestHeader("x-yuanwen", "page");
      request.upload.onprogress = ({ loaded, total }) => follow({ sent: Math.floor((100 * loaded) / (total || 1)) });
      request.onprogress = () => follow(lastLine(request.responseText) || {});
      request.onload = () => {
        const { error } = answer();
        if (request.status < 400 || typeof error === "string") done(answer());
        else done({ error: say(request.status === 429 ? "too_many" : "add_failed") });
      };
      request.onerror = () => done({ error: say("offline") });
      request.send(body);
    });
  }

  function lastLine(text) {
    const whole = text.endsWith("\n") || !text.includes("\n") ? text : text.slice(0, text.lastIndexOf("\n"));
    try {
      return JSON.parse(whole.trim().split("\n").pop());
    } catch {
      return null; // a proxy's page, or a line that is not whole yet
    }
  }

  const addFiles = (files) => add([...files].map((file) =>
    ({ name: file.name, send: (follow) => call("POST", "/page/documents", { name: file.name }, file, follow) })));
  const addLink = (url) => add([{ name: url, send: (follow) => call("POST", "/page/links", { url }, null, follow) }]);

  async function add(wanted) {
    const lines = wanted.map((one) => ({ ...one, said: say("add_reading"), state: "sending", percent: 0 }));
    shown.splice(0, shown.length, ...lines);
    followAdded(true);
    for (const line of lines) {
      const answer = await line.send((told) => tell(line, told));
      // A connection that broke off midway leaves a line that is not the last.
      const whole = answer.error || answer.id;
      line.said = whole ? answer.error || describe(answer) : say("offline");
      line.state = answer.id ? "added" : "refused";
      line.url = answer.url;
      followAdded(true);
    }
    if (lines.some((line) => line.state === "added")) refresh();
  }

  function tell(line, { sent, percent, characters }) {
    if (percent !== undefined) line.said = say("add_placing", { count: characters.toLocaleString(), percent });
    else if (sent !== undefined) line.said = sent < 100 ? say("add_sending", { percent: sent }) : say("add_reading");
    line.percent = percent ?? sent ?? line.percent;
    followAdded(true);
  }

  function describe(answer) {
    if (answer.same) return say("add_same");
    const done = say("add_done", { count: answer.characters.toLocaleString(), cuts: answer.cuts });
    return answer.near ? `${done} ${say("add_near", { title: answer.near })}` : done;
  }

  /* The column is written anew with each answer: the list is put back where it is missing. */
  function followAdded(changed) {
    const list = document.querySelector(".yw-added");
    if (!list || !(changed || list.childElementCount < shown.length)) return;
    list.replaceChildren(...shown.map(row));
  }

  function row(line) {
    const name = line.url ? make("a", { class: "yw-article", href: line.url, target: "_blank", rel: "noopener" }, line.name) : make("span", {}, line.name);
    const item = make("li", { class: `yw-${line.state}` }, name, make("small", {}, line.said));
    if (line.state === "sending") item.append(make("progress", { max: "100", value: String(line.percent), "aria-label": line.name }));
    return item;
  }

  async function remove(button) {
    if (!button.dataset.sure) {
      button.dataset.sure = "yes";
      button.firstChild.textContent = say("remove_sure");
      return;
    }
    const id = button.dataset.id;
    const answer = await call("DELETE", `/page/documents/${encodeURIComponent(id)}`, {});
    if (answer.error) {
      button.firstChild.textContent = answer.error;
      return;
    }
    forget(id);
    shown.length = 0;
    refresh();
  }

  function choose() {
    const input = make("input", { type: "file", multiple: "" });
    input.addEventListener("change", () => addFiles(input.files));
    input.click();
  }

  document.addEventListener("click", (event) => {
    const button = event.target instanceof Element ? event.target.closest("button") : null;
    if (button?.matches(".yw-drop")) choose();
    if (button?.matches(".yw-remove")) remove(button);
  });

  document.addEventListener("submit", (event) => {
    if (!event.target.matches(".yw-link")) return;
    event.preventDefault();
    const input = event.target.querySelector("input");
    addLink(input.value.trim());
    input.value = "";
  }, true);

  /* ---- dropping ---- */

  const carriesFiles = (event) => [...(event.dataTransfer?.types || [])].includes("Files") && allowed();

  function showCover(visible) {
    cover ??= document.body.appendChild(make("div", { class: "yw-cover", hidden: "" }));
    cover.textContent = allowed()?.dataset.drop || "";
    cover.hidden = !visible;
  }

  document.addEventListener("dragover", (event) => {
    if (!carriesFiles(event)) return;
    event.preventDefault();
    showCover(true);
  }, true);
  document.addEventListener("dragleave", (event) => { if (!event.relatedTarget) showCover(false); }, true);
  document.addEventListener("drop", (event) => {
    if (!carriesFiles(event)) return;
    event.preventDefault();
    event.stopPropagation();
    showCover(false);
    addFiles(event.dataTransfer.files);
  }, true);

  Object.assign(window.yuanwen, { followAdded });
})();
