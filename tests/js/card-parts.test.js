import assert from "node:assert/strict";
import test from "node:test";
import { byUrgency, chipState, isUnanswered, needsHand } from "../../static/js/card-parts.js";
import { bandFor } from "../../static/js/health-band.js";
import { mostSerious } from "../../static/js/sound.js";

const sent = (more = {}) => ({ state: "sent", sent_at: "14:00", seen: false, overdue: false, ...more });

test("a chip tells sent from seen, and runs from when it was sent", () => {
  assert.equal(chipState(sent()).state, "sent");
  const seen = chipState(sent({ seen: true, seen_at: "14:01" }));
  assert.deepEqual([seen.state, seen.since], ["seen", "14:00"]);
});

test("once accepted a chip runs from its own stamp, seen or not; a missing stamp falls back", () => {
  const accepted = { state: "accepted", seen: true, sent_at: "14:00", accepted_at: "14:02" };
  assert.deepEqual([chipState(accepted).state, chipState(accepted).since], ["accepted", "14:02"]);
  assert.equal(chipState({ ...accepted, accepted_at: null }).since, "14:00");
});

test("overdue is said of what still waits only", () => {
  assert.equal(chipState(sent({ overdue: true })).overdue, true);
  assert.equal(chipState({ state: "accepted", overdue: true }).overdue, false);
});

test("a declined dispatch gives its reason, and asks for a hand until somebody has dealt with it", () => {
  const declined = { state: "declined", declined_at: "14:05", reason: "busy", settled: false };
  assert.equal(chipState(declined).reason, "busy");
  assert.equal(needsHand(declined), true);
  assert.equal(needsHand({ ...declined, settled: true }), false);
});

test("an overdue dispatch asks for a hand until it is taken over", () => {
  assert.equal(needsHand(sent({ overdue: true })), true);
  assert.equal(needsHand(sent({ overdue: true, held: true })), false);
});

test("an incident is unanswered while it is open and one agency has not answered", () => {
  assert.equal(isUnanswered({ state: "open", dispatches: [sent(), { state: "accepted" }] }), true);
  assert.equal(isUnanswered({ state: "open", dispatches: [{ state: "accepted" }] }), false);
  assert.equal(isUnanswered({ state: "closed", dispatches: [sent()] }), false);
});

test("the board is by need, then priority, then age", () => {
  const card = (number, priority, opened_at, dispatches = []) => ({ number, priority, opened_at, dispatches });
  const cards = [
    card("young P1", 1, "2026-11-24T14:00:00Z"),
    card("P4 overdue", 4, "2026-11-24T13:00:00Z", [sent({ overdue: true })]),
    card("P3", 3, "2026-11-24T10:00:00Z"),
    card("old P1", 1, "2026-11-24T12:00:00Z"),
  ];
  assert.deepEqual(cards.sort(byUrgency).map(({ number }) => number), ["P4 overdue", "old P1", "young P1", "P3"]);
});

test("a silent feed is said before a stopped clock, being signed out before both", () => {
  const health = { state: "live", feedAge: 1, clockStopped: false };
  assert.equal(bandFor(health), null);
  assert.equal(bandFor({ ...health, clockStopped: true }), "clock_stopped");
  assert.equal(bandFor({ ...health, clockStopped: true, clockAge: Infinity }), "clock_never");
  assert.equal(bandFor({ ...health, state: "stale", feedAge: 5, clockStopped: true }), "feed_stopped");
  assert.equal(bandFor({ ...health, state: "signed_out", feedAge: 60 }), "signed_out");
});

test("of all that wants to ring the most serious is heard", () => {
  assert.equal(mostSerious(["new", "declined", "overdue"]), "overdue");
  assert.equal(mostSerious(["new", "p1"]), "p1");
  assert.equal(mostSerious([]), null);
});
