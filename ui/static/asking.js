/* Asking and what can be done with an answer: ask again, edit, copy with its sources, rate. What a click means is handed to the server as an order, together with the click. */
(() => {
  "use strict";

  const { say, hintText, setLine, note, drawBar } = window.yuanwen;
  const DRAFT = "yuanwen.draft";
  const TROUBLES = { 429: "too_many", 503: "too_many" };
  let pending = null;
  let editing = null;
  let rating = null;
  let trouble = "";
  let cut = false; // from when the server was out of reach until a question has arrived there
  let drafted = false;
  let sent = "";
  let asked = "";

  const box = () => document.querySelector("#yw-box textarea");
  const running = () => Boolean(document.querySelector("#yw-stop")?.checkVisibility());

  /* A question that did not reach the server leaves no trace there: say so here, in the reader's language. */
  const fetchBefore = window.fetch;
  window.fetch = async (...given) => {
    const asking = String(given[0]?.url || given[0]).includes("/queue/join");
    try {
      const response = await fetchBefore(...given);
      if (asking && response.ok) cut = false;
      if (asking) showTrouble(TROUBLES[response.status] ?? (response.ok ? "" : "error_unexpected"));
      else if (trouble === "offline") showTrouble("");
      return response;
    } catch (error) {
      if (error.name !== "AbortError") {
        cut = true;
        showTrouble("offline");
      }
      throw error;
    }
  };

  function showTrouble(name) {
    trouble = name;
    const area = box();
    if (name && sent && area && !area.value) write(area, sent);
    sent = "";
    drawBar();
  }

  /* The page loads itself anew once the server is back, which it learns by a request that ends the trouble: what was
     typed or being answered is then in the box again, and the conversation open. */
  addEventListener("pagehide", () => {
    if (!trouble && !cut) return;
    try {
      const text = box()?.value || (running() ? asked : "");
      sessionStorage.setItem(DRAFT, JSON.stringify({ text, chat: window.yuanwen.chat() }));
    } catch {
      /* storage is switched off */
    }
  });

  function takeDraft() {
    if (drafted || !box()) return;
    drafted = true;
    try {
      const draft = JSON.parse(sessionStorage.getItem(DRAFT) || "{}");
      sessionStorage.removeItem(DRAFT);
      if (draft.text) write(box(), draft.text);
      if (draft.chat) reopen(draft.chat, 20);
    } catch {
      /* storage is switched off */
    }
  }

  /* A page that has just loaded may not take the order yet. */
  function reopen(chat, tries) {
    if (!tries || document.querySelector("#yw-chat .yw-question")) return;
    window.yuanwen.open(chat);
    setTimeout(() => reopen(chat, tries - 1), 500);
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
    asked = pending?.question || box().value;
    if (!pending) {
      sent = asked;
      write(box(), "");
    }
    pending = null;
    if (!taken.rate) stopEditing();
    if (!taken.rate && !taken.open) taken.scope = window.yuanwen.scope();
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
    drawBar();
  }

  function stopEditing() {
    if (editing === null) return;
    editing = null;
    drawBar();
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
    note("copied");
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
    if (!window.yuanwen.phone.matches) box()?.focus(); // the answer is drawn anew, and its buttons with it
    send({ rate: { ...rating, reason: dialog.querySelector("textarea").value } });
  }

  setLine("trouble", () => (trouble ? say(trouble) : ""));
  setLine("editing", () => (editing === null ? "" : say("editing")), ["cancel", stopEditing]);

  document.addEventListener("keydown", (event) => {
    const sends = event.key === "Enter" && !event.shiftKey && !event.isComposing && event.target.matches?.("#yw-box textarea");
    if (sends && running()) note("busy");
  }, true);

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

  Object.assign(window.yuanwen, { order, send, running, takeDraft });
})();
