/* The parts of the page that live in the browser only: opening a source beside the chat, showing its sentence
   when one points at its number, and small courtesies. Text is only ever set as text. */
(() => {
  "use strict";

  const root = document.documentElement;
  const phone = matchMedia("(max-width: 47.99em)");
  const key = "yuanwen.language";
  let pane, hint, opener, hintFor;

  let words = {};
  let wordsRead = "";

  /* What the page says, in its language; {slots} are filled. */
  function say(name, slots = {}) {
    const written = document.querySelector(".yw-words")?.dataset.words || "{}";
    if (written !== wordsRead) words = JSON.parse((wordsRead = written));
    return (words[name] || "").replace(/\{(\w+)\}/g, (slot, key) => slots[key] ?? slot);
  }

  function make(tag, attributes, ...children) {
    const element = document.createElement(tag);
    for (const [name, value] of Object.entries(attributes)) element.setAttribute(name, value);
    element.append(...children);
    return element;
  }

  /* ---- language ---- */

  function preferred() {
    for (const tag of navigator.languages || [navigator.language || "zh"]) {
      const parts = tag.toLowerCase().split("-");
      if (parts[0] === "zh") {
        const traditional = !parts.includes("hans") && parts.some((p) => ["hant", "tw", "hk", "mo"].includes(p));
        return traditional ? "zh-Hant" : "zh-Hans";
      }
      if (parts[0] === "en") return "en";
    }
    return "zh-Hans";
  }

  function recall() {
    try {
      return localStorage.getItem(key);
    } catch {
      return null; // storage may be switched off
    }
  }

  function language() {
    const kept = recall();
    const chosen = ["zh-Hans", "zh-Hant", "en"].includes(kept) ? kept : preferred();
    root.lang = chosen;
    return chosen;
  }

  function remember(chosen) {
    root.lang = chosen;
    try {
      localStorage.setItem(key, chosen);
    } catch {
      /* then it lasts as long as the tab */
    }
  }

  /* ---- the article beside the chat ---- */

  function buildPane() {
    const title = make("span", { id: "yw-pane-title" });
    const tab = make("a", { target: "_blank", rel: "noopener" }, "↗");
    const close = make("button", { type: "button" }, "×");
    close.addEventListener("click", closeArticle);
    pane = make("section", { class: "yw-pane", "aria-labelledby": "yw-pane-title", hidden: "" },
      make("header", {}, title, tab, close));
    Object.assign(pane, { titleLabel: title, tabLink: tab, closeButton: close });
    document.body.append(pane);
  }

  function openArticle(link) {
    if (!pane) buildPane();
    hideHint();
    opener = link;
    const address = new URL(link.href);
    const inside = new URL(address);
    inside.searchParams.set("lang", root.lang);
    inside.searchParams.set("pane", "1");
    const number = link.dataset.marker ? `[${link.dataset.marker}]` : link.matches(".yw-cite") ? link.textContent : "";
    pane.titleLabel.textContent = number ? `${say("source")} ${number}` : say("article");
    pane.tabLink.href = address.href;
    for (const [element, name] of [[pane.tabLink, "new_tab"], [pane.closeButton, "close"]]) {
      element.title = say(name);
      element.setAttribute("aria-label", element.title);
    }
    // A new frame each time: following a link inside the old one would add to the reader's history.
    pane.querySelector("iframe")?.remove();
    pane.append(make("iframe", { src: inside.href, title: say("article") }));
    const wasHidden = pane.hidden;
    pane.hidden = false;
    root.classList.add("yw-reading");
    mark(link);
    if (phone.matches && wasHidden) history.pushState({ yuanwen: "article" }, "");
    pane.closeButton.focus({ preventScroll: true });
  }

  function hideArticle() {
    if (!pane || pane.hidden) return;
    pane.hidden = true;
    pane.querySelector("iframe")?.remove();
    root.classList.remove("yw-reading");
    mark(null);
    window.yuanwen.returnTo(opener);
  }

  function closeArticle() {
    if (history.state?.yuanwen === "article") history.back();
    else hideArticle();
  }

  function mark(link) {
    for (const old of document.querySelectorAll(".yw-open")) old.classList.remove("yw-open");
    if (!link) return;
    const same = link.getAttribute("href");
    for (const other of document.querySelectorAll("a.yw-cite, a.yw-source")) {
      if (other.getAttribute("href") === same) other.classList.add("yw-open");
    }
  }

  /* ---- the sentence at its number ---- */

  function hintText(link) {
    // The browser's own tooltip would cover ours.
    if (link.title) {
      link.dataset.hint = link.title;
      link.removeAttribute("title");
    }
    return link.dataset.hint || "";
  }

  function showHint(link, withButton) {
    const text = hintText(link);
    if (!text || link.classList.contains("yw-open")) return;
    if (!hint) {
      hint = make("div", { class: "yw-hint", role: "tooltip", id: "yw-hint", hidden: "" });
      document.body.append(hint);
    }
    const cut = text.indexOf("\n");
    const about = make("small", {});
    const quote = make("p", {});
    about.textContent = text.slice(0, cut);
    quote.textContent = text.slice(cut + 1);
    hint.replaceChildren(about, quote);
    if (withButton) {
      const button = make("button", { type: "button" });
      button.textContent = say("open_sentence");
      button.addEventListener("click", () => openArticle(link));
      hint.append(button);
    }
    hint.hidden = false;
    hintFor = link;
    link.setAttribute("aria-describedby", "yw-hint");
    place(link);
  }

  function place(link) {
    const at = link.getBoundingClientRect();
    const size = hint.getBoundingClientRect();
    const left = Math.min(Math.max(12, at.left + at.width / 2 - size.width / 2), innerWidth - size.width - 12);
    const above = at.top - size.height - 8;
    hint.style.left = `${Math.max(0, left)}px`;
    hint.style.top = `${above > 8 ? above : at.bottom + 8}px`;
  }

  function hideHint() {
    if (!hint || hint.hidden) return;
    hint.hidden = true;
    hintFor?.removeAttribute("aria-describedby");
    hintFor = null;
  }

  /* ---- one listener for each kind of event ---- */

  let touched = false;

  document.addEventListener("pointerdown", (event) => { touched = event.pointerType !== "mouse"; }, true);

  document.addEventListener("click", (event) => {
    const target = event.target instanceof Element ? event.target : null;
    const link = target?.closest("a.yw-cite, a.yw-source, a.yw-article");
    if (link && !event.ctrlKey && !event.metaKey && !event.shiftKey && event.button === 0) {
      event.preventDefault();
      if (touched && link.matches("a.yw-cite") && hintFor !== link) showHint(link, true);
      else openArticle(link);
      return;
    }
    if (!target?.closest(".yw-hint")) hideHint();
  });

  document.addEventListener("pointerover", (event) => {
    if (event.pointerType !== "mouse") return;
    const link = event.target.closest?.("a.yw-cite");
    if (link) showHint(link, false);
    // A page that scrolls under a resting mouse must not take the sentence from who came by the keyboard.
    else if (!event.target.closest?.(".yw-hint") && hintFor !== document.activeElement) hideHint();
  });
  document.addEventListener("focusin", (event) => {
    if (!touched && event.target.matches?.("a.yw-cite")) showHint(event.target, false);
  });
  document.addEventListener("focusout", (event) => { if (event.target.matches?.("a.yw-cite") && !touched) hideHint(); });
  document.addEventListener("scroll", () => {
    // Coming to a number by the keyboard scrolls to it: its sentence stays.
    if (!touched && hintFor && hintFor === document.activeElement) place(hintFor);
    else hideHint();
  }, { capture: true, passive: true });

  document.addEventListener("keydown", (event) => {
    if (event.key === "Escape") {
      if (hint && !hint.hidden) hideHint();
      else closeArticle();
    }
    // Enter that ends an input method's composition chooses a word; it does not send the question.
    if (event.key === "Enter" && (event.isComposing || event.keyCode === 229)) event.stopPropagation();
  }, true);

  document.addEventListener("change", (event) => {
    if (event.target.matches?.("#yw-language input")) remember(event.target.value);
  }, true);

  addEventListener("popstate", () => hideArticle());

  /* ---- what follows from the page changing ---- */

  function followTheme() {
    root.classList.toggle("yw-dark", document.body.classList.contains("dark"));
  }

  let questions = 0;
  let focused = false;

  // The framework names each message by its source text, tags and all; the message's own text says it better.
  function dropLabels() {
    for (const message of document.querySelectorAll("#yw-chat [data-testid][aria-label]")) {
      message.removeAttribute("aria-label");
    }
  }

  function followQuestions() {
    const asked = document.querySelectorAll(".yw-question");
    if (asked.length > questions && phone.matches) {
      const last = asked[asked.length - 1];
      scrollTo({ top: last.getBoundingClientRect().top + scrollY - 72, behavior: "smooth" });
    }
    questions = asked.length;
    const box = document.querySelector("#yw-box textarea");
    if (box && !focused) {
      focused = true;
      if (!phone.matches) box.focus({ preventScroll: true }); // on a phone the keyboard would cover the page
    }
    const title = say("title");
    if (title && document.title !== title) document.title = title;
  }

  // The other scripts' own parts of the page, which is written anew with each answer.
  function followParts() {
    const { keepPlace, followScope, takeDraft, followRecord, followAdded, followModel } = window.yuanwen;
    keepPlace?.();
    followScope?.();
    takeDraft?.();
    followRecord?.();
    followAdded?.();
    followModel?.();
  }

  function begin() {
    followTheme();
    new MutationObserver(followTheme).observe(document.body, { attributes: true, attributeFilter: ["class"] });
    let due = false;
    new MutationObserver(() => {
      if (due) return;
      due = true;
      requestAnimationFrame(() => { due = false; dropLabels(); followQuestions(); followParts(); });
    }).observe(document.body, { childList: true, subtree: true });
  }

  window.yuanwen = { language, say, make, hintText, phone };
  if (document.body) begin();
  else document.addEventListener("DOMContentLoaded", begin);
})();
