import assert from "node:assert/strict";
import { test } from "node:test";

import { plan } from "../../static/js/keyed-swap.js";
import { keepMarked, offersOf, soundOf, step, takenAway } from "../../static/js/offers.js";
import { found, sendWords } from "../../static/js/unit-picker.js";

const LADDER = ["desk", "duty_officer", "shift_supervisor", "head"];
const order = (id, more = {}) => ({ id, agency: "DPKP", state: "sent", sent_at: "2026-11-24T01:00:00Z", seen: false, overdue: false, held: false, step: 0, rung: null, ladder: LADDER, units: [], ...more });
const card = (number, priority, dispatches, more = {}) => ({ number, priority, state: "open", dispatches, ...more });
const ids = (offers) => offers.map(({ dispatch }) => dispatch.id);

test("a desk is offered what was sent to its own agency and nobody has answered", () => {
  const cards = [
    card("K-1", 2, [order(1), order(2, { agency: "DINKES" })]),
    card("K-2", 2, [order(3, { state: "accepted" })]),
    card("K-3", 2, [order(4)], { state: "closed" }),
  ];

  assert.deepEqual(ids(offersOf(cards, "DPKP")), [1]);
});

test("overdue comes before priority, priority before age", () => {
  const cards = [
    card("K-1", 1, [order(1, { sent_at: "2026-11-24T01:05:00Z" })]),
    card("K-2", 1, [order(2)]),
    card("K-3", 4, [order(3, { overdue: true, step: 1 })]),
    card("K-4", 3, [order(4)]),
  ];

  assert.deepEqual(ids(offersOf(cards, "DPKP")), [3, 2, 1, 4]);
});

test("an order of a merged incident stands on two cards and counts once", () => {
  assert.deepEqual(ids(offersOf([card("K-1", 1, [order(7)], { state: "merged" }), card("K-2", 1, [order(7)])], "DPKP")), [7]);
});

test("a new offer rings by its priority until it was seen, an overdue one until it is answered", () => {
  const of = (priority, more) => soundOf({ card: card("K-1", priority, []), dispatch: order(1, more) });

  assert.deepEqual(of(1, {}), { pattern: "p1", repeat: true });
  assert.deepEqual(of(3, {}), { pattern: "new", repeat: true });
  assert.equal(of(1, { seen: true }), null);
  assert.deepEqual(of(3, { seen: true, overdue: true, step: 1, rung: "desk" }), { pattern: "overdue", repeat: true });
  assert.equal(of(1, { held: true }), null);
});

test("the duty officer is told of a new offer once, and rung when the ladder reaches them", () => {
  const of = (more) => soundOf({ card: card("K-1", 1, []), dispatch: order(1, more) }, "duty_officer");

  assert.deepEqual(of({}), { pattern: "p1", repeat: false });
  assert.equal(of({ seen: true, overdue: true, step: 1, rung: "desk" }), null);
  assert.deepEqual(of({ seen: true, overdue: true, step: 2, rung: "duty_officer" }), { pattern: "overdue", repeat: true });
  assert.deepEqual(of({ seen: true, overdue: true, step: 4, rung: "head" }), { pattern: "overdue", repeat: true });
});

test("the mark stays on its offer when a louder one comes in above", () => {
  assert.equal(keepMarked("2", ["9", "2"]), "2");
  assert.equal(keepMarked("2", ["9"]), "9");
  assert.equal(keepMarked("2", []), null);
  assert.equal(step("2", ["9", "2"], 1), "2");
  assert.equal(step("2", ["9", "2"], -1), "9");
});

test("a job that is taken away from the desk is named, an offer that is answered is not", () => {
  const gone = (id, state) => ({ type: "incident", id, card: null, before: card(id, 1, [order(1, { state })]) });

  assert.deepEqual(takenAway([gone("K-1", "en_route"), gone("K-2", "sent")], "DPKP"), ["K-1"]);
});

test("pieces of a call-sign find the unit, the whole and the end of it first", () => {
  const signs = ["DPKP-121", "DPKP-211", "DPKP-21", "TGC-1"];

  assert.deepEqual(found("21", signs), ["DPKP-121", "DPKP-21", "DPKP-211"]);
  assert.deepEqual(found("dpkp 21", signs), ["DPKP-21", "DPKP-211"]);
  assert.deepEqual(found("", signs), signs);
  assert.deepEqual(found("x", signs), []);
});

test("the button says which units go", () => {
  assert.deepEqual(sendWords([]), ["send_none", {}]);
  assert.deepEqual(sendWords(["A-1", "A-2"]), ["send_one", { units: "A-1, A-2" }]);
  assert.deepEqual(sendWords(["1", "2", "3", "4"]), ["send_many", { count: 4 }]);
});

const piece = (key, used = false) => ({ key, used });

test("pieces follow the server: new ones come in their place, old ones go", () => {
  assert.deepEqual(plan([piece("a"), piece("b")], ["c", "a"]), { order: ["c", "a"], gone: ["b"], leave: [] });
});

test("a piece somebody uses stays where it was, though the server no longer has it", () => {
  assert.deepEqual(plan([piece("a"), piece("b", true)], ["c", "a"]), { order: ["c", "a", "b"], gone: [], leave: ["b"] });
  assert.deepEqual(plan([piece("b", true)], ["c"]), { order: ["b", "c"], gone: [], leave: ["b"] });
});

test("while the pointer travels nothing comes, goes or moves", () => {
  assert.deepEqual(plan([piece("a"), piece("b")], ["c", "a"], true), { order: ["a", "b"], gone: [], leave: [] });
});
