/* The reader's own documents: dropped on the page or chosen, read one after another, and removed again. */
(() => {
  "use strict";

  const { say, make, scope, followScope } = window.yuanwen;
  const shown = [];
  let cover;

  const refresh = () => document.querySelector("#yw-refresh")?.click();
  const allowed = () => document.querySelector(".yw-drop");

  async function call(method, path, query, body) {
    const address = `${path}?${new URLSearchParams({ ...query, lang: document.documentElement.lang })}`;
    try {
      const response = await fetch(address, { method, body, headers: { "x-yuanwen": "page" } });
      const answer = await response.json();
      return response.ok ? answer : { error: answer.error || say("add_failed") };
    } catch (error) {
      return { error: say(error instanceof SyntaxError ? "add_failed" : "offline") };
    }
  }

  const addFiles = (files) => add([...files].map((file) =>
    ({ name: file.name, send: () => call("POST", "/page/documents", { name: file.name }, file) })));
  const addLink = (url) => add([{ name: url, send: () => call("POST", "/page/links", { url }) }]);

  async function add(wanted) {
    const lines = wanted.map((one) => ({ ...one, said: say("add_sending"), state: "sending" }));
    shown.splice(0, shown.length, ...lines);
    followAdded(true);
    for (const line of lines) {
      const answer = await line.send();
      line.said = answer.error || describe(answer);
      line.state = answer.error ? "refused" : "added";
      followAdded(true);
    }
    if (lines.some((line) => line.state === "added")) refresh();
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
    list.replaceChildren(...shown.map((line) =>
      make("li", { class: `yw-${line.state}` }, make("span", {}, line.name), make("small", {}, line.said))));
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
    scope.delete(id);
    shown.length = 0;
    followScope();
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
