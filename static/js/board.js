/** The board: every open incident in sight. Rows are keyed and redrawn one by one; while the pointer or the keyboard is on
 *  a row, the order stands still and the board says how many changes wait. */
import { age, byUrgency, dispatchChip, el, isUnanswered, kindLabel, needsHand, placeLine, priorityBadge, verificationLabel } from "./card-parts.js";
import { store } from "./feed.js";
import { passes, read, write } from "./filters.js";
import { bind } from "./keys.js";
import { kindName, room } from "./room.js";
import { t } from "./words.js";

const board = document.querySelector(".board");
const body = board.querySelector("tbody");
const form = board.querySelector(".filters");
const notice = board.querySelector(".board-held");
const rows = new Map();
let held = 0;
let drawn = false;

for (const code of Object.keys(room.agencies).sort()) form.elements.agency.append(el("option", { value: code }, code));
fill(read(location.search));

function fill(filters) {
  for (const [name, value] of Object.entries(filters)) {
    const field = form.elements[name];
    if (field.type === "checkbox") field.checked = Boolean(value);
    else field.value = value;
  }
}

function chosen() {
  const { q, priority, agency, waiting } = form.elements;
  return { q: q.value, priority: priority.value, agency: agency.value, waiting: waiting.checked ? "1" : "" };
}

function draw({ all = false } = {}) {
  const filters = chosen();
  const open = store.all("incident").filter(({ state }) => state === "open");
  const shown = open.filter((card) => passes(card, filters, kindName)).sort(byUrgency);
  count(open);
  const wanted = new Set(shown.map(({ number }) => number));
  for (const [number, row] of rows) if (!wanted.has(number)) { row.remove(); rows.delete(number); }
  for (const card of shown) paint(card);
  arrange(shown, all);
  if (shown.length === 0) body.replaceChildren(el("tr", { class: "none" }, el("td", { colspan: 5, class: "empty" }, t("board.none"))));
  drawn = true;
}

function count(open) {
  const figures = { open: open.length, unanswered: open.filter(isUnanswered).length, overdue: open.filter((card) => card.dispatches.some(needsHand)).length };
  for (const [name, number] of Object.entries(figures)) {
    for (const place of board.querySelectorAll(`[data-count=${name}]`)) place.textContent = number;
  }
  board.querySelector("[data-alarm]").toggleAttribute("data-on", figures.overdue > 0);
}

function paint(card) {
  const known = rows.get(card.number);
  const key = JSON.stringify(card);
  if (known?.dataset.key === key) return;
  const row = known ?? el("tr", { tabindex: -1, data: { number: card.number } });
  const isNew = !known && drawn;
  row.dataset.key = key;
  row.dataset.priority = card.priority;
  row.toggleAttribute("data-hand", card.dispatches.some(needsHand));
  row.replaceChildren(
    el("td", {}, priorityBadge(card, { size: "small" })),
    el("td", { class: "number" }, el("a", { href: `/kejadian/${card.number}/` }, card.number), isNew ? el("span", { class: "fresh", "aria-hidden": "true" }) : null),
    el("td", { class: "what" }, el("div", {}, kindLabel(card), " ", verificationLabel(card), card.reports > 1 ? el("span", { class: "count callers", title: t("board.reports") }, `×${card.reports}`) : null), el("div", { class: "muted" }, placeLine(card))),
    el("td", { class: "chips" }, ...card.dispatches.filter(({ state, settled }) => state !== "cancelled" && !(state === "declined" && settled)).map((one) => dispatchChip(one, { priority: card.priority }))),
    el("td", { class: "clock" }, age(card.opened_at)));
  rows.set(card.number, row);
}

function arrange(shown, all) {
  body.querySelector(".none")?.remove();
  for (const stray of [...body.children]) if (!stray.dataset.number) stray.remove();
  const order = shown.map(({ number }) => rows.get(number));
  const still = !all && (body.matches(":hover") || body.contains(document.activeElement));
  if (!still) {
    order.forEach((row, at) => { if (body.children[at] !== row) body.insertBefore(row, body.children[at] ?? null); });
    held = 0;
  } else {
    // New rows go to the end, so that the row under the pointer or the focus never moves.
    for (const row of order) if (!row.isConnected) { body.append(row); }
    held = order.filter((row, at) => body.children[at] !== row).length;
  }
  notice.hidden = held === 0;
  if (held) notice.querySelector(".words").textContent = t("board.waiting", { n: held });
}

function step(by) {
  const all = [...body.querySelectorAll("tr[data-number]")];
  const at = all.indexOf(document.activeElement.closest?.("tr"));
  all[Math.max(0, Math.min(all.length - 1, at + by))]?.focus();
}

form.addEventListener("submit", (event) => event.preventDefault());
form.addEventListener("input", () => {
  const query = write(chosen());
  history.replaceState(null, "", query ? `?${query}` : location.pathname);
  draw({ all: true });
});
addEventListener("popstate", () => { fill(read(location.search)); draw({ all: true }); });
body.addEventListener("pointerleave", () => { if (held) draw(); });
body.addEventListener("focusout", () => setTimeout(() => { if (held && !body.contains(document.activeElement)) draw(); }, 100));
body.addEventListener("dblclick", (event) => { const row = event.target.closest("tr[data-number]"); if (row) location.assign(`/kejadian/${row.dataset.number}/`); });

bind([
  { keys: "/", what: t("board.search"), run: (event) => { event.preventDefault(); form.elements.q.focus(); } },
  { keys: ["j", "ArrowDown"], what: t("board.down"), run: (event) => { event.preventDefault(); step(1); }, repeat: true },
  { keys: ["k", "ArrowUp"], what: t("board.up"), run: (event) => { event.preventDefault(); step(-1); }, repeat: true },
  { keys: "Enter", what: t("board.open"), run: (event) => { const row = event.target.closest?.("tr[data-number]"); if (row) location.assign(`/kejadian/${row.dataset.number}/`); } },
]);

store.subscribe((changes) => { if (changes.some(({ type }) => type === "incident")) draw(); }, { replay: true });
