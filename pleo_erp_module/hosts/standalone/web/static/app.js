"use strict";
// Comforts only: every page works without this file.

// <input type="search" data-filter="#table">: shows only the rows that have all the words.
for (const input of document.querySelectorAll("input[data-filter]")) {
  const rows = document.querySelectorAll(input.dataset.filter + " tbody tr");
  input.addEventListener("input", () => {
    const words = input.value.toLocaleLowerCase().split(/\s+/).filter(Boolean);
    for (const row of rows) {
      const text = row.textContent.toLocaleLowerCase();
      row.hidden = !words.every((word) => text.includes(word));
    }
  });
}

// <div data-poll="URL" data-seconds="2">: is replaced by what the URL answers, as long as that asks to be polled, too.
const poll = async (box) => {
  await new Promise((done) => setTimeout(done, 1000 * (box.dataset.seconds || 2)));
  try {
    const answer = await fetch(box.dataset.poll, { headers: { Accept: "text/html" }, redirect: "error" });
    if (!answer.ok) return location.reload();
    const holder = document.createElement("template");
    holder.innerHTML = await answer.text();
    const fresh = holder.content.firstElementChild;
    if (fresh === null || fresh.dataset.reload !== undefined) return location.reload();
    box.replaceWith(fresh);
    if (fresh.dataset.poll) return poll(fresh);
  } catch {
    return poll(box); // the server is away for a moment
  }
};
document.querySelectorAll("[data-poll]").forEach(poll);

// In a narrow window the page's own entry of the navigation may be out of sight. Not with scrollIntoView: the Tab key would start there.
const own = document.querySelector(".nav [aria-current]");
const nav = own?.closest(".nav");
if (nav) nav.scrollLeft += middle(own) - middle(nav);

function middle(element) {
  const { left, width } = element.getBoundingClientRect();
  return left + width / 2;
}

// Escape, or a click elsewhere, closes an open menu.
const menus = document.querySelectorAll(".switcher details");
document.addEventListener("keydown", (event) => {
  if (event.key === "Escape") menus.forEach((menu) => { menu.open = false; });
});
document.addEventListener("click", (event) => {
  menus.forEach((menu) => { if (!menu.contains(event.target)) menu.open = false; });
});

// A form is sent once, however often its button is pressed.
document.addEventListener("submit", (event) => {
  const form = event.target;
  if (form.method !== "post") return;
  if (form.dataset.sent) event.preventDefault();
  form.dataset.sent = "1";
});
window.addEventListener("pageshow", () => { for (const form of document.forms) delete form.dataset.sent; });
