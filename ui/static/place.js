/* The reader's place: where the keyboard stands and how far the page is scrolled, when the page draws itself anew. */
(() => {
  "use strict";

  let held = null;
  let moved = false;

  // An answer is drawn anew when what can be asked next arrives: the link is then another element in the same place.
  function standing(link) {
    if (!link || link.isConnected) return link;
    const same = (other) => other.href === link.href && other.matches(".yw-cite") === link.matches(".yw-cite");
    return [...document.querySelectorAll("a")].filter(same).pop();
  }

  function returnTo(link) {
    document.activeElement?.blur();
    held = link;
    standing(link)?.focus({ preventScroll: true });
  }

  function keepPlace() {
    const lost = held && !held.isConnected && document.activeElement === document.body;
    if (lost) standing(held)?.focus({ preventScroll: true });
    if (document.querySelector(".yw-start")) fromTheTop();
    else moved = false;
  }

  /* The framework goes to the end of what it draws, which for the start is past its beginning. */
  function fromTheTop() {
    const wrap = document.querySelector("#yw-chat .bubble-wrap");
    if (wrap && !moved) wrap.scrollTop = 0;
  }

  document.addEventListener("focusin", (event) => { held = event.target.closest?.("#yw-chat a"); });
  document.addEventListener("focusout", (event) => {
    // Told before an element leaves the page: whether it did is known a moment later.
    queueMicrotask(() => { if (event.target === held && held.isConnected) held = null; });
  });
  for (const kind of ["wheel", "touchmove", "keydown"]) {
    document.addEventListener(kind, () => { moved = true; }, { capture: true, passive: true });
  }
  document.addEventListener("scroll", () => { if (document.querySelector(".yw-start")) fromTheTop(); }, true);

  Object.assign(window.yuanwen, { returnTo, keepPlace });
})();
