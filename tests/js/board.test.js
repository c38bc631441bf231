import assert from "node:assert/strict";
import test from "node:test";
import { byPriority, figures, Hold, waiting } from "../../static/js/board-order.js";

const dispatch = (more = {}) => ({ state: "sent", overdue: false, held: false, settled: false, ...more });
const card = (number, priority, minute, ...dispatches) => ({ number, priority, state: "open", opened_at: `2026-11-24T01:${String(minute).padStart(2, "0")}:00+07:00`, dispatches });
const order = (...cards) => cards.sort(byPriority).map(({ number }) => number);

test("priority first, then what is overdue, then the oldest", () => {
  assert.deepEqual(
    order(card("K-1", 2, 0), card("K-2", 1, 5), card("K-3", 1, 1), card("K-4", 1, 9, dispatch({ overdue: true })), card("K-5", 2, 3, dispatch({ overdue: true }))),
    ["K-4", "K-3", "K-2", "K-5", "K-1"],
  );
});

test("an overdue order that a supervisor has taken over no longer comes first", () => {
  assert.deepEqual(order(card("K-1", 1, 0), card("K-2", 1, 5, dispatch({ overdue: true, held: true }))), ["K-1", "K-2"]);
});

test("of two opened in the same second the lower number comes first, K-9 before K-10", () => {
  assert.deepEqual(order(card("K-10", 2, 0), card("K-9", 2, 0)), ["K-9", "K-10"]);
});

test("figures count what is open, unanswered and in need of a hand", () => {
  const cards = [card("K-1", 1, 0, dispatch()), card("K-2", 1, 0, dispatch({ state: "accepted" })), card("K-3", 2, 0, dispatch({ state: "declined" }))];
  assert.deepEqual(figures(cards), { open: 3, unanswered: 1, overdue: 1 });
});

test("waiting changes: new rows, gone rows and rows out of their place, each once", () => {
  const [a, b, c] = [card("K-1", 1, 0), card("K-2", 2, 0), card("K-3", 2, 1)];
  assert.deepEqual(waiting(["K-1", "K-2", "K-3"], [a, b, c]), { changes: 0, life: 0 });
  assert.deepEqual(waiting(["K-1", "K-2"], [card("K-9", 1, 0), a, b]), { changes: 1, life: 1 });
  assert.deepEqual(waiting(["K-1", "K-2", "K-3"], [a, c]), { changes: 1, life: 0 });
  assert.deepEqual(waiting(["K-1", "K-2", "K-3"], [c, a, b]), { changes: 1, life: 0 });
});

test("the order stands still for a while after an aim, never for ever", () => {
  let now = 0;
  const hold = new Hold(() => now);
  assert.equal(hold.on, false);
  hold.aim(Hold.POINTER_MS);
  now += Hold.POINTER_MS - 1;
  assert.equal(hold.on, true);
  now += 1;
  assert.equal(hold.on, false);
  hold.aim(Hold.KEYS_MS);
  hold.aim(10);
  now += 11;
  assert.equal(hold.on, true);
  hold.release();
  assert.equal(hold.on, false);
});
