/** The desk of an agency: the server draws it, and it is fetched again when a card changes. From the cards themselves
 *  come the sound, the count in the title, and what is marked as seen. */
import { eachSecond } from "./clock.js";
import { store } from "./feed.js";
import { bind } from "./keys.js";
import { KeyedPart } from "./keyed-swap.js";
import { keepMarked, offersOf, soundOf, step, takenAway } from "./offers.js";
import { post, toast } from "./post.js";
import { room } from "./room.js";
import { play, ring, ringingKeys, silence } from "./sound.js";
import { adoptPicker, closePicker, openPicker, refreshPickers } from "./unit-picker.js";
import { t } from "./words.js";

const SEEN_AFTER_S = 2;
const SETTLE_MS = 600; // after the mark moved by itself, A waits this long: the finger meant the other one

const desk = document.querySelector(".desk");
const title = document.title;
const { agency, rung } = room.member;
const part = new KeyedPart(desk, desk.dataset.live, { after: drawn, onGone: tellGone });
const onScreen = new Map(); // dispatch → seconds it has been looked at
const told = new Set();
let marked = null;
let markedAt = 0;

// ── What is marked ──────────────────────────────────────────────────────────────────────────────────────────────────
const offers = () => [...desk.querySelectorAll(".offer:not([data-gone])")];
const markedOffer = () => offers().find(({ dataset }) => dataset.dispatch === marked);

function mark(id, { byHand = false } = {}) {
  if (id !== marked && !byHand) markedAt = Date.now();
  marked = id;
  for (const offer of offers()) {
    if (offer.dataset.dispatch === id) offer.setAttribute("aria-current", "true");
    else offer.removeAttribute("aria-current");
  }
}

function drawn() {
  mark(keepMarked(marked, offers().map(({ dataset }) => dataset.dispatch)));
}

function move(by) {
  mark(step(marked, offers().map(({ dataset }) => dataset.dispatch), by), { byHand: true });
  markedOffer()?.scrollIntoView({ block: "nearest" });
}

desk.addEventListener("focusin", ({ target }) => {
  const offer = target.closest(".offer:not([data-gone])");
  if (offer) mark(offer.dataset.dispatch, { byHand: true });
});

// ── Sound, title, seen ──────────────────────────────────────────────────────────────────────────────────────────────
function sounds() {
  const waiting = offersOf(store.all("incident"), agency);
  document.title = waiting.length ? `(${waiting.length}) ${title}` : title;
  const wanted = new Map();
  for (const one of waiting) {
    const sound = soundOf(one, rung);
    const key = `offer-${one.dispatch.id}`;
    if (sound?.repeat) wanted.set(key, sound.pattern);
    else if (sound && !told.has(key)) play(sound.pattern);
    told.add(key);
  }
  for (const key of ringingKeys()) if (key.startsWith("offer-") && !wanted.has(key)) silence(key);
  for (const [key, pattern] of wanted) ring(key, pattern);
}

/** Seen is what stood whole on a visible screen of a focused window for a moment; "loaded" is not "seen". */
function look() {
  if (document.hidden || !document.hasFocus()) return onScreen.clear();
  for (const offer of desk.querySelectorAll("[data-unseen]")) {
    const id = offer.dataset.dispatch;
    const { top, bottom } = offer.querySelector(".card-head").getBoundingClientRect();
    const pane = offer.closest("[data-scroll]").getBoundingClientRect();
    const whole = top >= Math.max(0, pane.top - 1) && bottom <= Math.min(innerHeight, pane.bottom + 1);
    const seconds = whole ? (onScreen.get(id) ?? 0) + 1 : 0;
    onScreen.set(id, seconds);
    if (seconds === SEEN_AFTER_S) post(offer.dataset.unseen, new URLSearchParams()).catch(() => onScreen.delete(id));
  }
}
eachSecond(look);

let begun = false;
store.subscribe((changes) => {
  sounds();
  for (const number of takenAway(changes, agency)) {
    toast(t("desk.taken", { number }), "warn");
    play("declined");
  }
  if (begun) {
    const urgent = changes.some(({ type, card }) => type === "incident" && card && offersOf([card], agency).length);
    part.refresh({ now: urgent });
    if (changes.some(({ type }) => type === "unit")) refreshPickers(desk);
  }
  begun = true;
});

// The page was drawn before the feed began: whatever came in between is fetched once the first board is here.
const first = store.subscribe(() => { part.refresh(); queueMicrotask(() => first()); });

// ── Forms ───────────────────────────────────────────────────────────────────────────────────────────────────────────
function close(from) {
  const place = from.closest(".units-place");
  const details = from.closest("details");
  if (place) closePicker(place);
  else if (details) details.open = false;
  const gone = from.closest("[data-gone]");
  if (gone) gone.remove();
  document.activeElement?.blur();
  part.refresh();
}

desk.addEventListener("click", (event) => {
  const units = event.target.closest("[data-units]");
  const dismiss = event.target.closest("[data-dismiss]");
  if (units && !event.ctrlKey && !event.metaKey) {
    event.preventDefault();
    openPicker(units.closest("[data-dispatch]").querySelector(".units-place"), units.dataset.units);
  } else if (dismiss) {
    event.preventDefault();
    close(dismiss);
  }
});
desk.addEventListener("posted", ({ target }) => {
  close(target);
  part.refresh({ now: true });
});
// Somebody was faster: the card knows, so fetch it; the sentence stays in the form until it is closed.
desk.addEventListener("refused", () => part.refresh({ now: true }));

/** The form of an offer that is over: it stays until it is closed, and says so; its buttons no longer do anything. */
function tellGone(piece) {
  if (!piece.matches("[data-dispatch]")) return;
  piece.prepend(document.getElementById("gone").content.cloneNode(true));
  for (const button of piece.querySelectorAll("button:not([data-dismiss])")) button.disabled = true;
}

function open(selector) {
  const details = markedOffer()?.querySelector(selector);
  if (!details) return;
  details.open = true;
  details.querySelector("input:not([type=hidden])")?.focus();
}

const inDecline = () => document.activeElement?.closest?.("details.refuse[open]") ?? markedOffer()?.querySelector("details.refuse[open]");

function choose(number) {
  const radio = inDecline()?.querySelectorAll("[name=reason]")[number - 1];
  if (!radio) return;
  radio.checked = true;
  const form = radio.form;
  (radio.value === "other" ? form.elements.note : form.querySelector("button:not([type=button])")).focus();
}

function accept() {
  if (Date.now() - markedAt < SETTLE_MS) return;
  markedOffer()?.querySelector(".accept")?.form.requestSubmit();
}

desk.addEventListener("change", ({ target }) => {
  if (target.matches(".reasons [name=reason]")) target.form.elements.note.required = target.value === "other";
});

const anOffer = () => Boolean(markedOffer());
bind([
  { keys: "a", what: t("desk.accept"), when: anOffer, run: accept },
  { keys: "u", what: t("desk.units"), when: anOffer, run: () => markedOffer().querySelector("[data-units]").click() },
  { keys: "d", what: t("desk.decline"), when: anOffer, run: () => open(".refuse") },
  { keys: ["1", "2", "3", "4", "5"], what: t("desk.reason"), when: () => Boolean(inDecline()), run: ({ key }) => choose(Number(key)) },
  { keys: ["j", "ArrowDown"], what: t("desk.next"), repeat: true, when: anOffer, run: () => move(1) },
  { keys: ["k", "ArrowUp"], what: t("desk.previous"), repeat: true, when: anOffer, run: () => move(-1) },
  {
    keys: "Escape", what: t("desk.close"), typing: true,
    when: () => Boolean(desk.querySelector("details[open] form, [data-open]")),
    run: () => close(document.activeElement?.closest?.("details[open], [data-open]") ?? desk.querySelector("[data-open], details[open]")),
  },
]);

for (const place of desk.querySelectorAll(".units-place:has(form)")) {
  adoptPicker(place, place.closest("[data-dispatch]").querySelector("[data-units]").dataset.units);
}
drawn();
