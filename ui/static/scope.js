/* Which articles to ask: ticked in the list beside the chat, or found in a dialog by publisher, date and name. */
(() => {
  "use strict";

  const { say, make, setLine, drawBar } = window.yuanwen;
  const PAUSE = 150; // ms without a key press before the list follows
  const articles = new Set();
  const publishers = new Set();
  const days = { since: "", until: "" };
  let latest = 0;
  let typing;

  const dialog = () => document.querySelector("dialog.yw-scope");
  const box = () => document.querySelector("#yw-box textarea");

  const narrowed = () => Boolean(articles.size || publishers.size || days.since || days.until);

  /* For the server: the question is to be answered from these. */
  function scope() {
    return narrowed() ? { articles: [...articles], publishers: [...publishers], ...days } : undefined;
  }

  function describe() {
    const comma = document.documentElement.lang === "en" ? ", " : "、";
    const parts = [
      articles.size ? say("scope_some", { count: articles.size }) : "",
      [...publishers].join(comma),
      days.since || days.until ? `${days.since || "…"} – ${days.until || "…"}` : "",
    ];
    return parts.filter(Boolean).join(" · ");
  }

  setLine("scope", () => (narrowed() ? say("scope_bar", { what: describe() }) : ""), ["scope_change", show], ["scope_clear", clear]);

  function clear() {
    articles.clear();
    publishers.clear();
    Object.assign(days, { since: "", until: "" });
    followScope();
    if (dialog()?.open) show();
    else box()?.focus();
  }

  function forget(id) {
    articles.delete(id);
    followScope();
  }

  /* The column beside the chat is written anew with each answer; what was chosen stays chosen. */
  function followScope() {
    for (const pick of document.querySelectorAll(".yw-pick")) pick.checked = articles.has(pick.value);
    drawBar();
  }

  /* ---- the dialog ---- */

  function show() {
    const chooser = dialog();
    for (const day of Object.keys(days)) chooser.querySelector(`[name=${day}]`).value = days[day];
    if (!chooser.open) chooser.showModal();
    list();
  }

  async function list() {
    const mine = ++latest;
    const query = new URLSearchParams({ q: dialog().querySelector(".yw-find").value, lang: document.documentElement.lang });
    for (const name of publishers) query.append("publisher", name);
    for (const [name, day] of Object.entries(days)) if (day) query.append(name, day);
    let found = null;
    try {
      const response = await fetch(`/page/articles?${query}`);
      found = response.ok ? await response.json() : null;
    } catch {
      /* said below */
    }
    if (mine !== latest) return;
    dialog().querySelector(".yw-matches").textContent = found ? tell(found) : say("offline");
    if (found) draw(found);
  }

  function tell({ count, articles: listed }) {
    if (!count) return say("scope_none");
    const all = say("scope_matches", { count: count.toLocaleString() });
    return count > listed.length ? `${all}${document.documentElement.lang === "en" ? ". " : "。"}${say("scope_first", { shown: listed.length })}` : all;
  }

  function draw(found) {
    dialog().querySelector(".yw-found").replaceChildren(...found.articles.map((article) => {
      const pick = make("input", { type: "checkbox", class: "yw-pick", value: article.id });
      pick.checked = articles.has(article.id);
      return make("li", {}, make("label", {}, pick, make("span", {}, article.title, make("small", {}, article.origin))));
    }));
    const group = dialog().querySelector(".yw-publishers");
    group.hidden = !found.publishers.length;
    if (group.contains(document.activeElement)) return; // its boxes are there already, and one of them is in use
    group.querySelector("div").replaceChildren(...found.publishers.map(([name, count]) => {
      const pick = make("input", { type: "checkbox", class: "yw-publisher", value: name });
      pick.checked = publishers.has(name);
      return make("label", {}, pick, make("span", {}, `${name} `, make("small", {}, String(count))));
    }));
  }

  function keep(set, pick) {
    if (pick.checked) set.add(pick.value);
    else set.delete(pick.value);
    followScope();
  }

  document.addEventListener("change", (event) => {
    const changed = event.target;
    if (changed.matches?.(".yw-pick")) keep(articles, changed);
    else if (changed.matches?.(".yw-publisher")) { keep(publishers, changed); list(); }
    else if (changed.matches?.(".yw-days input")) { days[changed.name] = changed.value; followScope(); list(); }
  });

  document.addEventListener("input", (event) => {
    if (!event.target.matches?.(".yw-find")) return;
    clearTimeout(typing);
    typing = setTimeout(list, PAUSE);
  });

  document.addEventListener("click", (event) => {
    const button = event.target instanceof Element ? event.target.closest("button") : null;
    if (button?.matches(".yw-choose")) show();
    if (button?.matches(".yw-unscope")) clear();
  });

  Object.assign(window.yuanwen, { scope, forget, followScope });
})();
