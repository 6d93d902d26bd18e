// Keys and marks. Every page works without this file; marks are then plain forms.
"use strict";
(() => {
  const body = document.body;
  const said = document.getElementById("said");
  const help = document.getElementById("keys");
  const base = body.dataset.base;
  const cards = () => [...document.querySelectorAll("[data-id]")];
  let current = -1;
  let undo = null;
  let prefix = 0; // when "g" was pressed

  // The server writes times in this zone from the next page on.
  const zone = Intl.DateTimeFormat().resolvedOptions().timeZone || "UTC";
  document.cookie = `zone=${encodeURIComponent(zone)};path=${base};max-age=31536000;samesite=lax`;

  function say(text, onUndo) {
    undo = onUndo || null;
    said.textContent = text;
    if (onUndo) {
      const button = document.createElement("button");
      button.textContent = body.dataset.undo;
      button.addEventListener("click", takeBack);
      said.append(button);
    }
    clearTimeout(say.timer);
    say.timer = setTimeout(() => { said.textContent = ""; }, 8000);
  }

  function takeBack() {
    const action = undo;
    undo = null;
    said.textContent = "";
    if (action) action();
  }

  async function post(ids, what) {
    try {
      const answer = await fetch(`${base}-/mark`, {
        method: "POST",
        headers: { Accept: "application/json" },
        body: new URLSearchParams({ ids: ids.join(","), what }),
      });
      if (answer.ok) return true;
    } catch (error) {
      if (!(error instanceof TypeError)) throw error; // TypeError: the server cannot be reached
    }
    say(body.dataset.failed);
    return false;
  }

  const told = (what) => body.getAttribute(`data-said-${what}`);
  const button = (card, key) => card.querySelector(`.marks [data-key="${key}"]`);

  function show(card, pressed) {
    const on = pressed.getAttribute("aria-pressed") === "true";
    const kind = { m: "is-read", s: "is-saved", n: "is-out" }[pressed.dataset.key];
    if (kind) card.classList.toggle(kind, on);
    pressed.value = on ? pressed.dataset.off : pressed.dataset.on;
    if (!on || !["y", "n", "w"].includes(pressed.dataset.key)) return;
    for (const other of card.querySelectorAll(".marks [data-off=no-label]")) {
      if (other !== pressed && other.getAttribute("aria-pressed") === "true") {
        other.setAttribute("aria-pressed", "false");
        show(card, other);
      }
    }
  }

  async function press(card, pressed, quiet) {
    const on = pressed.getAttribute("aria-pressed") !== "true";
    const former = [...card.querySelectorAll('.marks [data-off=no-label][aria-pressed="true"]')].find((b) => b !== pressed);
    if (!(await post([card.dataset.id], on ? pressed.dataset.on : pressed.dataset.off))) return;
    pressed.setAttribute("aria-pressed", String(on));
    show(card, pressed);
    const back = former && pressed.dataset.off === "no-label" ? former : pressed;
    if (!quiet) say(told(on ? pressed.dataset.on : pressed.dataset.off), () => press(card, back, true));
  }

  async function markAll(list, what) {
    const chosen = list.filter((card) => button(card, "m") && (button(card, "m").getAttribute("aria-pressed") === "true") !== (what === "read"));
    if (!chosen.length || !(await post(chosen.map((card) => card.dataset.id), what))) return;
    for (const card of chosen) {
      button(card, "m").setAttribute("aria-pressed", String(what === "read"));
      show(card, button(card, "m"));
    }
    say(`${told(what)} (${chosen.length})`, what === "read" ? () => markAll(chosen, "unread") : null);
  }

  function go(to) {
    const list = cards();
    if (!list.length) return;
    current = Math.max(0, Math.min(list.length - 1, to));
    list.forEach((card, index) => card.classList.toggle("is-current", index === current));
    const link = list[current].querySelector(".headline a");
    if (link) link.focus({ preventScroll: true });
    list[current].scrollIntoView({ block: "nearest" });
  }

  // On the page of an article j and k turn to the next and the previous one.
  function neighbour(rel) {
    const link = document.querySelector(`.neighbours [rel=${rel}]`);
    if (link) location.href = link.href;
    return link;
  }

  const chosen = () => cards()[current] || (cards().length === 1 ? cards()[0] : null);
  const places = { t: "", a: "articles", s: "stories", f: "figures", b: "saved", q: "sources", w: "why" };

  const actions = {
    j: () => neighbour("next") || go(current + 1),
    k: () => neighbour("prev") || go(current - 1),
    o: (card) => { const link = card && card.querySelector(".headline a"); if (link) location.href = link.href; },
    v: (card) => { const link = document.querySelector("[data-key=v]"); if (link) location.href = link.href; else actions.o(card); },
    u: takeBack,
    A: () => markAll(current < 0 ? cards() : cards().slice(0, current + 1), "read"),
    "/": () => document.querySelector("[data-key=search]").focus(),
    "?": () => help.showModal(),
    g: () => { prefix = Date.now(); },
  };

  document.addEventListener("keydown", (event) => {
    const typing = event.target.matches("input, textarea, select") && event.target.type !== "checkbox";
    if (event.key === "Escape" && typing) event.target.blur();
    if (typing || event.ctrlKey || event.metaKey || event.altKey || help.open) return;
    if (Date.now() - prefix < 1500 && event.key in places) {
      location.href = base + places[event.key];
      return;
    }
    prefix = 0;
    const card = chosen();
    const pressed = card && /^[msynw]$/.test(event.key) ? button(card, event.key) : null;
    if (pressed) press(card, pressed);
    else if (actions[event.key]) actions[event.key](card);
    else return;
    event.preventDefault();
  });

  document.addEventListener("focusin", (event) => {
    const card = event.target.closest(".card");
    if (card) current = cards().indexOf(card);
  });

  document.addEventListener("submit", (event) => {
    const form = event.target;
    if (form.matches(".marks")) {
      event.preventDefault();
      press(form.closest("[data-id]"), event.submitter);
    } else if (form.matches(".all-read")) {
      event.preventDefault();
      markAll(cards(), "read");
    }
  });

  // A picture is fetched when it is asked for, by the server.
  document.addEventListener("click", (event) => {
    const link = event.target.closest("[data-picture]");
    if (!link || event.ctrlKey || event.metaKey || event.shiftKey) return;
    event.preventDefault();
    const place = link.parentElement;
    const image = new Image();
    image.alt = place.dataset.alt;
    image.addEventListener("load", () => { link.replaceWith(image); });
    image.addEventListener("error", () => { link.removeAttribute("data-picture"); say(place.dataset.failed); });
    image.src = link.href;
  });

  // An article that has been looked at for a moment is read.
  const reading = document.querySelector("[data-reading]");
  const read = reading && button(reading, "m");
  if (read && read.getAttribute("aria-pressed") === "false") setTimeout(() => press(reading, read, true), 2500);
})();
