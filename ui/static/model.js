/* The local model: offered with its size, brought by one click, and followed until it writes the answers. */
(() => {
  "use strict";

  const { say, make } = window.yuanwen;
  const EACH = 1000; // milliseconds
  // Read out from here: the column is written anew with each answer, and would be read out again each time.
  const voice = make("p", { class: "yw-sr", role: "status" });
  let now = null;
  let heard = "";
  let asking = false;
  let asked = false;

  async function ask(method) {
    if (asking) return;
    asking = asked = true;
    now = await fetchStatus(method).catch(() => now && { ...now, offline: true });
    asking = false;
    followModel();
    // Without any answer yet it is asked for again: what is offered would stay unknown until the page is reloaded.
    if (!now || ["pulling", "starting"].includes(now.state)) setTimeout(ask, now ? EACH : 5 * EACH, "GET");
  }

  async function fetchStatus(method) {
    const response = await fetch("/page/model", { method, headers: { "x-yuanwen": "page" } });
    const told = await response.json();
    if (response.ok) return told;
    return now && { ...now, state: "failed", error: told.error?.message || told.error };
  }

  function describe({ state, name, size, done, error, fault, offline }) {
    const language = document.documentElement.lang;
    const count = (bytes) => Math.floor(bytes / 1e6).toLocaleString(language);
    const percent = Math.floor((100 * done) / (size || 1));
    const gigabytes = (size / 1e9).toLocaleString(language, { maximumSignificantDigits: 2 });
    const faults = {
      disk: say("local_disk"),
      memory: say("local_memory"),
      hash: say("local_hash"),
      reach: say("local_reach"),
      file: say("local_file"),
    };
    const said = {
      unavailable: say("local_engine"),
      pulling: say("local_pulling"),
      starting: say("local_starting"),
      running: say("local_running"),
      failed: say("local_failed", { error: faults[fault] ? `${faults[fault]} (${error})` : error }),
    };
    const act = { absent: say("local_get"), here: say("local_start"), failed: say("local_again") };
    return {
      explained: !["unavailable", "running"].includes(state),
      file: state === "unavailable" ? "" : `${name} · ${gigabytes} GB`,
      percent: state === "pulling" ? percent : null,
      done: state === "pulling" ? say("local_done", { percent, done: count(done), size: count(size) }) : "",
      said: offline ? say("offline") : said[state] || "",
      act: act[state] || "",
    };
  }

  // Only what differs: the page is watched, and whatever is written has it drawn once more.
  function put(element, text) {
    if (element.textContent !== text) element.textContent = text;
    element.hidden = !text;
  }

  function followModel() {
    const section = document.querySelector(".yw-model");
    if (section && !asked) ask("GET");
    if (!section || !now || now.state === "settled") return;
    const { explained, file, percent, done, said, act } = describe(now);
    const [bar, button, line] = ["progress", ".yw-pull", ".yw-model-said"].map((one) => section.querySelector(one));
    section.dataset.state = now.state;
    section.hidden = false;
    section.querySelector(".yw-model-what").hidden = !explained;
    put(section.querySelector(".yw-model-file"), file);
    put(section.querySelector(".yw-model-done"), done);
    put(line, said);
    bar.hidden = percent === null;
    bar.value = percent || 0;
    const left = document.activeElement === button && !act;
    put(button, act);
    if (left) line.focus(); // the keyboard stays where it was
    speak(said);
  }

  function speak(said) {
    if (!voice.isConnected) document.body.append(voice);
    if (heard && heard !== now.state) voice.textContent = said;
    heard = now.state;
  }

  document.addEventListener("click", (event) => {
    if (event.target instanceof Element && event.target.closest(".yw-pull")) ask("POST");
  });

  Object.assign(window.yuanwen, { followModel });
})();
