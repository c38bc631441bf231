/** The console page: board, map and intake side by side, and what they tell one another. */
import { Board } from "./board.js";
import { live, store } from "./feed.js";
import { Intake } from "./intake.js";
import { bind } from "./keys.js";
import { CityMap } from "./map.js";
import { room } from "./room.js";
import { t } from "./words.js";

const WIDE = 960;
const MAP_MS = 200;
const page = document.querySelector(".console");
const panel = page.querySelector(".intake");
const ringing = page.querySelector("[data-ringing]");

let opened = null; // a report that this tab had not got through opens the panel by itself

const map = new CityMap(page.querySelector(".city-map"), room.map, { onBox: (box) => live.sendBox(box), onIncident: (number) => board.show(number) });
const intake = new Intake(panel, { store, map, drafts: JSON.parse(document.getElementById("drafts").textContent), toggle });
const board = new Board(page.querySelector(".board"), { store, onSelect: (number) => map.select(number) });

/** Shows or folds the report's panel; folded, a click on the map pins nothing. Remembered on this console. */
function toggle(open) {
  opened = open;
  panel.hidden = !open;
  page.toggleAttribute("data-intake", open);
  map.onPin = open ? (lat, lng) => intake.pinned(lat, lng) : null;
  keep("console.intake", open);
  // On a telephone the map is a strip above the report: the whole city must fit into it.
  if (innerWidth < WIDE) requestAnimationFrame(() => { map.resize(); if (!page.querySelector(".pin-mark")) map.home(); });
  if (!open) page.querySelector(".board-tools [data-new]").focus();
}

function showMap(shown) {
  page.toggleAttribute("data-map", shown);
  page.querySelector("[data-map-button]").setAttribute("aria-pressed", String(shown));
  keep("console.map", shown);
  map.resize();
}

function keep(name, value) { try { localStorage.setItem(name, value ? "1" : ""); } catch { /* then it is as at first */ } }
function kept(name, first) { try { return Boolean(localStorage.getItem(name) ?? first); } catch { return Boolean(first); } }

page.querySelector("[data-map-button]").addEventListener("click", () => showMap(!page.hasAttribute("data-map")));
bind([{ keys: "m", what: t("board.map"), run: () => showMap(!page.hasAttribute("data-map")) }]);
showMap(kept("console.map", true));
const focused = document.activeElement;
toggle(opened ?? (innerWidth >= WIDE && kept("console.intake", room.member.role === "call_taker")));
if (document.activeElement !== focused) document.activeElement.blur(); // beginning must not take the keyboard

live.addEventListener("positions", ({ detail }) => map.movePositions(detail));

let asked = false;
store.subscribe((changes) => {
  if (changes.some(({ type }) => type === "call")) ring();
  if (asked || !changes.some(({ type }) => type === "incident" || type === "unit")) return;
  asked = true;
  setTimeout(() => {
    asked = false;
    map.setIncidents(board.open);
    map.setUnits(store.all("unit"));
  }, MAP_MS);
}, { replay: true });

/** How many telephones ring. */
function ring() {
  const calls = store.all("call").filter(({ state }) => state === "ringing");
  ringing.hidden = calls.length === 0;
  ringing.querySelector("b").textContent = calls.length;
}
