import assert from "node:assert/strict";
import test from "node:test";
import { Store } from "../../static/js/store.js";

const incident = (id, seq, state = "open") => ({ type: "incident", id, seq, card: { number: `K-${id}`, state } });
const gone = (id, seq) => ({ type: "incident", id, seq, gone: true });

function storeWith(...changes) {
  const store = new Store();
  store.apply({ changes });
  return store;
}

test("the newer of two cards wins, whatever order they come in", () => {
  const store = storeWith(incident(1, 9, "closed"));

  const made = store.apply({ changes: [incident(1, 5, "open")] });

  assert.equal(store.get("incident", 1).state, "closed");
  assert.deepEqual(made, []);
});

test("the same card twice changes nothing", () => {
  const store = storeWith(incident(1, 5));
  assert.deepEqual(store.apply({ changes: [incident(1, 5)] }), []);
});

test("a change set names what changed, with what was there before", () => {
  const store = storeWith(incident(1, 5));

  const made = store.apply({ changes: [incident(1, 6, "closed"), incident(2, 6)] });

  assert.deepEqual(made.map(({ id, before, card }) => [id, before?.state ?? null, card.state]), [["1", "open", "closed"], ["2", null, "open"]]);
});

test("a card that left our sight is removed, and an older one does not raise it again", () => {
  const store = storeWith(incident(1, 5), gone(1, 7));

  store.apply({ changes: [incident(1, 6)] });

  assert.equal(store.get("incident", 1), undefined);
  assert.deepEqual(store.all("incident"), []);
});

test("a card that comes back newer is seen again", () => {
  const store = storeWith(incident(1, 5), gone(1, 7), incident(1, 8));
  assert.equal(store.get("incident", "1").number, "K-1");
});

test("the whole board removes what it does not name and keeps the rest untouched", () => {
  const store = storeWith(incident(1, 5), incident(2, 5));

  const made = store.apply({ changes: [incident(2, 5), incident(3, 8)] }, { whole: true });

  assert.deepEqual(store.all("incident").map(({ number }) => number), ["K-2", "K-3"]);
  assert.deepEqual(made.map(({ id, card }) => [id, card !== null]), [["1", false], ["3", true]]);
});

test("a reset forgets cards and their numbers, and tells the readers", () => {
  const store = storeWith(incident(1, 90));
  const heard = [];
  store.subscribe((changes) => heard.push(...changes));

  store.reset();
  store.apply({ changes: [incident(1, 2)] });

  assert.deepEqual(heard.map(({ card }) => card?.number ?? null), [null, "K-1"]);
});

test("a reader that comes late can have what is already there", () => {
  const store = storeWith(incident(1, 5));
  const heard = [];

  store.subscribe((changes) => heard.push(...changes), { replay: true });

  assert.deepEqual(heard.map(({ id }) => id), ["1"]);
});

test("readers hear nothing when nothing changed, and nothing after they stopped", () => {
  const store = storeWith(incident(1, 5));
  let calls = 0;
  const stop = store.subscribe(() => { calls += 1; });

  store.apply({ changes: [] });
  stop();
  store.apply({ changes: [incident(1, 6)] });

  assert.equal(calls, 0);
});

test("a reader that breaks does not make the others deaf", () => {
  const errors = [];
  globalThis.reportError = (error) => errors.push(error.message);
  const store = new Store();
  const heard = [];
  store.subscribe(() => { throw new Error("broken pane"); });
  store.subscribe((changes) => heard.push(...changes));

  store.apply({ changes: [incident(1, 1)] });

  assert.equal(heard.length, 1);
  assert.deepEqual(errors, ["broken pane"]);
});
