"use strict";

const openMenus = () => document.querySelectorAll("details.menu[open]");

// A menu closes once a click or the focus is elsewhere.
for (const kind of ["click", "focusin"]) {
  document.addEventListener(kind, (event) => {
    for (const menu of openMenus()) {
      if (!menu.contains(event.target)) menu.open = false;
    }
  });
}

document.addEventListener("keydown", (event) => {
  if (event.key !== "Escape") return;
  for (const menu of openMenus()) {
    menu.open = false;
    menu.querySelector("summary").focus();
  }
});

// What was just done, or why it was not, is read out, and its button is the next stop. An address
// that leads to a part of the page takes the focus away before that.
addEventListener("load", () => {
  const said = document.querySelector("[data-speaks]");
  if (!said) return;
  said.tabIndex = -1;
  said.focus({ preventScroll: said.role === "status" });
});

// Copying needs a secure page; elsewhere the buttons stay hidden and the text can be selected.
if (navigator.clipboard) {
  for (const button of document.querySelectorAll("[data-copies]")) {
    button.hidden = false;
    button.addEventListener("click", async () => {
      const source = document.getElementById(button.dataset.copies);
      await navigator.clipboard.writeText(source.value ?? source.textContent);
      button.querySelector("span").textContent = button.dataset.said;
    });
  }
}

// A choice marked data-sends sends its form at once; its button serves where scripts do not run.
for (const choice of document.querySelectorAll("[data-sends]")) {
  choice.form.querySelector("[data-sent-by-choice]")?.setAttribute("hidden", "");
  choice.addEventListener("change", () => choice.form.requestSubmit());
}

// A long form that was touched asks before it is left.
for (const form of document.querySelectorAll("form[data-keeps]")) {
  let touched = false;
  form.addEventListener("input", () => { touched = true; });
  form.addEventListener("submit", () => { touched = false; });
  addEventListener("beforeunload", (event) => { if (touched) event.preventDefault(); });
}

// A part marked data-shown-with=FIELD shows while that field says data-shown-for.
for (const part of document.querySelectorAll("[data-shown-with]")) {
  const field = part.closest("form").elements[part.dataset.shownWith];
  const show = () => { part.hidden = field.value !== part.dataset.shownFor; };
  field.addEventListener("change", show);
  show();
}

// A time zone that nobody has chosen yet begins with the browser's.
for (const field of document.querySelectorAll("[data-fills=timezone]")) {
  const zone = Intl.DateTimeFormat().resolvedOptions().timeZone;
  if (zone && field.value === "UTC") field.value = zone;
}
