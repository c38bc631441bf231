/** The supervisor's wall. The list is redrawn from cards; a row in which somebody works stays where it is. */
import { needs, ringsMe } from "./attention.js";
import { age, byUrgency, dispatchChip, el, kindLabel, placeLine, priorityBadge } from "./card-parts.js";
import { eachSecond, serverNow } from "./clock.js";
import { live, store } from "./feed.js";
import { bind } from "./keys.js";
import { CityMap } from "./map.js";
import { get } from "./post.js";
import { agencyName, room } from "./room.js";
import { ring, ringingKeys, silence } from "./sound.js";
import { t } from "./words.js";

const wall = document.querySelector(".wall");
const list = wall.querySelector(".attention-list");
const openList = wall.querySelector(".open-list");
const template = document.getElementById("need");
const map = new CityMap(document.getElementById("map"), room.map, { onBox: (box) => live.sendBox(box) });
const rows = new Map();
let selected = null;

function draw() {
  const cards = store.all("incident");
  const found = needs(cards, serverNow());
  const busy = list.contains(document.activeElement) && document.activeElement.matches("select, input");
  const keys = new Set(found.map(({ key }) => key));
  for (const [key, row] of rows) if (!keys.has(key)) { row.remove(); rows.delete(key); }
  const drawn = found.map((need) => row(need));
  if (!busy) drawn.forEach((one, at) => { if (list.children[at] !== one) list.insertBefore(one, list.children[at] ?? null); });
  const loud = found.filter(({ why }) => why !== "soon");
  const count = wall.querySelector("[data-count]");
  count.textContent = loud.length;
  count.dataset.tone = loud.length ? "life" : "";
  wall.querySelector(".calm-word").hidden = found.length > 0;
  sounds(found);
  const open = cards.filter(({ state }) => state === "open").sort(byUrgency);
  wall.querySelector("[data-open]").textContent = open.length;
  openList.replaceChildren(...open.map(line));
  map.setIncidents(open);
}

function row(need) {
  const { key, why, card, dispatch, since } = need;
  const made = rows.get(key) ?? template.content.firstElementChild.cloneNode(true);
  rows.set(key, made);
  made.dataset.key = key;
  made.dataset.why = why;
  made.dataset.number = card.number;
  made.querySelector("[data-priority-here]").replaceChildren(priorityBadge(card, { size: "small" }));
  const rung = dispatch?.rung ? ` → ${t(`rungs.${dispatch.rung}`)}` : "";
  const mine = ringsMe(dispatch, room.member.rung) ? ` · ${t("wall.mine")}` : "";
  const reason = why === "declined" && dispatch.reason ? `: ${t(`reasons.${dispatch.reason}`)}` : "";
  made.querySelector(".why").textContent = why === "nobody" ? t("wall.nobody") : `${agencyName(dispatch.agency)} ${t(`wall.${why}`)}${reason}${why === "overdue" ? `${rung} (${dispatch.step}×)${mine}` : ""}`;
  made.querySelector(".since").replaceChildren(age(since));
  const number = made.querySelector(".number");
  number.textContent = card.number;
  number.href = `/kejadian/${card.number}/`;
  made.querySelector("[data-kind]").replaceChildren(kindLabel(card));
  made.querySelector(".where").replaceChildren(placeLine(card));
  for (const form of made.querySelectorAll("[data-act]")) {
    const act = form.dataset.act;
    form.hidden = !{ hold: why === "overdue" || why === "soon", ring: why === "overdue" || why === "soon", settle: why === "declined", send: why !== "soon" }[act];
    form.action = act === "send" ? `/kejadian/${card.number}/kirim/` : `/kiriman/${dispatch?.id}/${{ hold: "ambil-alih", ring: "panggil", settle: "beres" }[act]}/`;
  }
  return made;
}

function line(card) {
  return el("li", { class: "open-row" },
    el("a", { href: `/kejadian/${card.number}/` }, card.number), priorityBadge(card, { size: "small" }), kindLabel(card, { code: false }), placeLine(card),
    el("span", { class: "chips" }, ...card.dispatches.map((one) => dispatchChip(one, { priority: card.priority, size: "small" }))), age(card.opened_at));
}

function sounds(found) {
  const wanted = new Map(found.filter(({ why }) => why === "overdue" || why === "declined").map(({ key, why }) => [`wall-${key}`, why]));
  for (const key of ringingKeys()) if (key.startsWith("wall-") && !wanted.has(key)) silence(key);
  for (const [key, pattern] of wanted) ring(key, pattern);
}

async function figures() {
  try {
    const found = await get(wall.dataset.figures);
    for (const place of wall.querySelectorAll("[data-figure]")) {
      const value = found[place.dataset.figure];
      place.textContent = value === null || value === undefined ? "–" : `${Math.round(value)}${place.dataset.unit ? ` ${place.dataset.unit}` : ""}`;
      place.parentElement.toggleAttribute("data-on", "alarm" in place.parentElement.dataset && value > 0);
    }
  } catch {
    // the band says that the server is away
  }
}

function choose(step) {
  const all = [...list.children];
  const at = all.findIndex((one) => one.dataset.key === selected);
  const next = all[Math.max(0, Math.min(all.length - 1, at + step))];
  if (!next) return;
  selected = next.dataset.key;
  next.focus();
  const card = store.get("incident", next.dataset.number);
  if (card?.place?.lat) map.focus(card.place.lat, card.place.lng);
}
const current = () => rows.get(selected) ?? list.firstElementChild;
const press = (act) => () => { const form = current()?.querySelector(`[data-act=${act}]`); if (form && !form.hidden) form.requestSubmit(); };

bind([
  { keys: "j", what: t("wall.next"), run: () => choose(1), repeat: true },
  { keys: "k", what: t("wall.previous"), run: () => choose(-1), repeat: true },
  { keys: "t", what: t("wall.take"), run: press("hold") },
  { keys: "p", what: t("wall.ring"), run: press("ring") },
  { keys: "o", what: t("wall.open"), run: () => { const row = current(); if (row) location.assign(`/kejadian/${row.dataset.number}/`); } },
]);

let late = 0;
store.subscribe((changes) => {
  if (changes.some(({ type }) => type === "unit")) map.setUnits(store.all("unit"));
  if (changes.some(({ type }) => type === "incident")) draw();
  clearTimeout(late);
  late = setTimeout(figures, 1500);
}, { replay: true });
live.addEventListener("positions", ({ detail }) => map.movePositions(detail));
eachSecond(() => { if (store.all("incident").some((card) => card.dispatches.some((one) => one.due_at))) draw(); });
setInterval(figures, 30_000);
figures();
draw();
