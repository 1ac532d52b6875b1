/* The lines above the box: what is wrong, what was just done, what is being edited, what is asked. */
(() => {
  "use strict";

  const { make } = window.yuanwen;
  const ORDER = ["trouble", "notice", "editing", "scope"];
  const lines = new Map();

  /* `text` gives the line's words, none where there is nothing to say; each action is its label's name and what it does. */
  function setLine(name, text, ...actions) {
    lines.set(name, { name, text, actions });
    drawBar();
  }

  function drawBar() {
    const composer = document.querySelector("#yw-composer");
    if (!composer) return;
    let bar = document.querySelector("#yw-bar");
    if (!bar) {
      bar = make("div", { id: "yw-bar", role: "status" });
      composer.before(bar);
    }
    const said = ORDER.map((name) => lines.get(name)).filter((line) => line?.text());
    const state = JSON.stringify(said.map((line) => [line.name, line.text()]));
    if (bar.dataset.state === state) return; // a change of the page asks for this: it must not be one itself
    bar.dataset.state = state;
    bar.replaceChildren(...said.map(draw));
  }

  function draw({ name, text, actions }) {
    const buttons = actions.map(([label, act]) => {
      const button = make("button", { type: "button" }, window.yuanwen.say(label));
      button.addEventListener("click", act);
      return button;
    });
    return make("p", { class: `yw-${name}` }, text(), ...buttons);
  }

  /* Said until the reader goes on. */
  function note(name) {
    setLine("notice", () => window.yuanwen.say(name));
  }

  const goOn = () => { if (lines.get("notice")?.text()) setLine("notice", () => ""); };
  document.addEventListener("pointerdown", goOn, true);
  document.addEventListener("keydown", goOn, true);

  Object.assign(window.yuanwen, { setLine, note, drawBar });
})();
