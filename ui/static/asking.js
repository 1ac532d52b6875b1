/* Asking and what can be done with an answer: ask again, edit, copy with its sources, rate, and choose the articles
   to ask. What a click means is handed to the server as an order, together with the click. */
(() => {
  "use strict";

  const { say, make, hintText } = window.yuanwen;
  const DRAFT = "yuanwen.draft";
  const scope = new Set();
  let pending = null;
  let editing = null;
  let rating = null;
  let trouble = "";
  let drafted = false;
  let sent = "";

  const box = () => document.querySelector("#yw-box textarea");
  const running = () => Boolean(document.querySelector("#yw-stop")?.checkVisibility());

  /* A question that did not reach the server leaves no trace there: say so here, in the reader's language. */
  const fetchBefore = window.fetch;
  window.fetch = async (...given) => {
    const asking = String(given[0]?.url || given[0]).includes("/queue/join");
    try {
      const response = await fetchBefore(...given);
      if (asking) showTrouble(response.status === 429 ? "too_many" : "");
      return response;
    } catch (error) {
      if (asking) showTrouble("offline");
      throw error;
    }
  };

  function showTrouble(name) {
    trouble = name;
    if (name) takeBack();
    sent = "";
    if (name === "offline") keepDraft();
    showBar();
  }

  function takeBack() {
    const area = box();
    if (sent && area && !area.value) write(area, sent);
  }

  /* The page loads itself anew once the server is back: the question is then in its box again. */
  function keepDraft() {
    try {
      sessionStorage.setItem(DRAFT, box()?.value || "");
    } catch {
      /* storage is switched off */
    }
  }

  function takeDraft() {
    const area = box();
    if (drafted || !area) return;
    drafted = true;
    try {
      const draft = sessionStorage.getItem(DRAFT);
      sessionStorage.removeItem(DRAFT);
      if (draft) write(area, draft);
    } catch {
      /* storage is switched off */
    }
  }

  function write(area, text) {
    Object.getOwnPropertyDescriptor(HTMLTextAreaElement.prototype, "value").set.call(area, text);
    area.dispatchEvent(new Event("input", { bubbles: true }));
  }

  /* Called by the page as it sends: what to do beside what stood in the box. The box is emptied here and not by the
     answer, which would take along what was typed since. */
  function order() {
    const taken = pending || (editing === null ? {} : { at: editing });
    sent = "";
    if (!pending) {
      sent = box().value;
      write(box(), "");
    }
    pending = null;
    if (!taken.rate) stopEditing();
    if (!taken.rate && !taken.open) taken.scope = [...scope];
    return JSON.stringify(taken);
  }

  function send(what) {
    if (running()) return;
    pending = what;
    document.querySelector("#yw-do")?.click();
    // A click the page could not take must not turn up with the reader's next question.
    setTimeout(() => { if (pending === what) pending = null; }, 1_000);
  }

  /* Which question an answer belongs to, counted from 0. */
  function numberOf(element) {
    const answers = [...document.querySelectorAll("#yw-chat :is(.yw-answer, .yw-fault)")];
    return answers.indexOf(element.closest(".yw-answer, .yw-fault"));
  }

  function questionOf(number) {
    const kept = window.yuanwen.turn?.(number)?.question;
    if (kept) return kept;
    const shown = document.querySelectorAll("#yw-chat .yw-question")[number];
    return [...(shown?.querySelectorAll("p") || [])].map((line) => line.textContent).join("\n");
  }

  function edit(number) {
    editing = number;
    const area = box();
    write(area, questionOf(number));
    area.focus();
    showBar();
  }

  function stopEditing() {
    if (editing === null) return;
    editing = null;
    showBar();
  }

  async function copy(button) {
    const answer = button.closest(".yw-answer");
    const lines = [...answer.querySelectorAll(":scope > p")].map((p) => p.textContent.replaceAll("\u2060", ""));
    const notes = new Map();
    for (const link of answer.querySelectorAll("a.yw-cite")) {
      const [about, ...quote] = hintText(link).split("\n");
      notes.set(link.textContent, `${link.textContent} ${about}：${quote.join(" ")}\n${link.href}`);
    }
    try {
      await navigator.clipboard.writeText([...lines, ...notes.values()].join("\n\n"));
    } catch {
      return; // the browser forbids it: the text can still be selected
    }
    const before = button.textContent;
    button.textContent = say("copied");
    setTimeout(() => { button.textContent = before; }, 1600);
  }

  /* ---- what a reader thinks of an answer: stored only after the notice was there to read ---- */

  function rate(button) {
    if (running()) return;
    rating = { at: numberOf(button), rating: button.matches(".yw-rate-up") ? "up" : "down" };
    const dialog = document.querySelector("dialog.yw-rating");
    dialog.querySelector("h2").textContent = say(rating.rating === "up" ? "useful" : "useless");
    dialog.querySelector("textarea").value = "";
    dialog.showModal();
  }

  function submitRating(dialog) {
    dialog.close();
    send({ rate: { ...rating, reason: dialog.querySelector("textarea").value } });
  }

  /* ---- which articles to ask ---- */

  function showBar() {
    const composer = document.querySelector("#yw-composer");
    if (!composer) return;
    let bar = document.querySelector("#yw-bar");
    if (!bar) {
      bar = make("div", { id: "yw-bar", role: "status" });
      composer.before(bar);
    }
    const state = `${trouble} ${editing} ${scope.size} ${document.documentElement.lang}`;
    if (bar.dataset.state === state) return; // a change of the page asks for this: it must not be one itself
    bar.dataset.state = state;
    const rows = [];
    if (trouble) rows.push(make("p", { class: "yw-trouble" }, say(trouble)));
    if (editing !== null) rows.push(row(say("editing"), say("cancel"), stopEditing));
    if (scope.size) rows.push(row(say("scope_some", { count: scope.size }), say("scope_clear"), clearScope));
    bar.replaceChildren(...rows);
  }

  function row(text, label, act) {
    const button = make("button", { type: "button" }, label);
    button.addEventListener("click", act);
    return make("p", {}, text, " ", button);
  }

  function clearScope() {
    scope.clear();
    followScope();
    box()?.focus();
  }

  /* The column beside the chat is written anew with each answer; what was chosen stays chosen. */
  function followScope() {
    const picks = [...document.querySelectorAll(".yw-pick")];
    for (const pick of picks) pick.checked = scope.has(pick.value);
    showBar();
    takeDraft();
  }

  document.addEventListener("change", (event) => {
    if (!event.target.matches?.(".yw-pick")) return;
    if (event.target.checked) scope.add(event.target.value);
    else scope.delete(event.target.value);
    followScope();
  });

  document.addEventListener("click", (event) => {
    const button = event.target instanceof Element ? event.target.closest("button") : null;
    if (!button) return;
    if (button.matches(".yw-ask")) send({ question: button.querySelector("span").textContent });
    else if (button.matches(".yw-again")) again(numberOf(button));
    else if (button.matches(".yw-edit")) edit(numberOf(button));
    else if (button.matches(".yw-copy")) copy(button);
    else if (button.matches(".yw-rate-up, .yw-rate-down")) rate(button);
    else if (button.matches(".yw-submit")) submitRating(button.closest("dialog"));
    else if (button.matches(".yw-dismiss")) button.closest("dialog").close();
    else if (button.matches("#yw-new")) stopEditing();
  });

  function again(number) {
    send({ at: number, question: questionOf(number) });
  }

  Object.assign(window.yuanwen, { order, send, running, followScope, scope });
})();
