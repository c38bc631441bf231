import assert from "node:assert/strict";
import test from "node:test";
import { Saver, unsent, uuid7 } from "../../static/js/saver.js";
import { FakeClock } from "./fakes.js";

class FakeStorage {
  #kept = new Map();
  get length() { return this.#kept.size; }
  key(at) { return [...this.#kept.keys()][at]; }
  getItem(name) { return this.#kept.get(name) ?? null; }
  setItem(name, text) { this.#kept.set(name, text); }
  removeItem(name) { this.#kept.delete(name); }
}

const settle = () => new Promise((done) => { setImmediate(done); });
const answer = (message) => ({ id: message.id, number: "L-1", outcome: message.outcome, incident: message.outcome === "incident" ? { number: "K-1" } : null });

/** A saver whose server answers by `reply(message, n)`; told: the states it went through. */
function make({ reply = answer, storage = new FakeStorage(), id } = {}) {
  const [clock, sent, told] = [new FakeClock(), [], []];
  const send = async (message) => { sent.push(message); return reply(message, sent.length); };
  const saver = new Saver({ id, send, storage, clock, changed: (state) => told.push(state) });
  return { saver, clock, sent, told, storage };
}

const no = (status) => { throw Object.assign(new Error("no"), { status }); };

test("the client's id is a uuid of version 7 and sorts by time", () => {
  const early = uuid7(1_700_000_000_000);
  assert.match(early, /^[0-9a-f]{8}-[0-9a-f]{4}-7[0-9a-f]{3}-[89ab][0-9a-f]{3}-[0-9a-f]{12}$/);
  assert.ok(early < uuid7(1_700_000_000_001));
});

test("a pause in typing saves a draft, once", async () => {
  const { saver, clock, sent, told } = make();
  saver.touch({ text: "k" });
  clock.pass(0.5);
  saver.touch({ text: "ke" });
  clock.pass(0.9);
  await settle();
  clock.pass(10);
  await settle();
  assert.deepEqual(sent.map(({ text, outcome }) => [text, outcome]), [["ke", "draft"]]);
  assert.deepEqual(told, ["typing", "typing", "saving", "draft"]);
});

test("somebody who types without a pause is saved after two seconds", async () => {
  const { saver, clock, sent } = make();
  for (let n = 0; n < 9; n += 1) { saver.touch({ text: "x".repeat(n + 1) }); clock.pass(0.25); }
  await settle();
  assert.equal(sent.length, 1);
});

test("what was sent is said to be saved only after the answer, and a later change is added to it", async () => {
  const { saver, clock, sent, told } = make();
  saver.touch({ text: "api" });
  saver.file("incident", { text: "api" });
  assert.equal(saver.filed, null);
  await settle();
  assert.equal(saver.filed.incident.number, "K-1");
  saver.touch({ text: "api besar" });
  clock.pass(3.1);
  await settle();
  assert.deepEqual(sent.map(({ id, outcome, text }) => [id, outcome, text]), [[saver.id, "incident", "api"], [saver.id, "incident", "api besar"]]);
  assert.deepEqual(told.filter((state) => !["typing", "saving"].includes(state)), ["filed", "amended"]);
});

test("a server that fails is asked again until it answers, and the newest words go", async () => {
  const { saver, clock, sent, told, storage } = make({ reply: (message, n) => (n < 3 ? no(n === 1 ? 500 : 0) : answer(message)) });
  saver.file("incident", { text: "api" });
  await settle();
  assert.equal(told.at(-1), "unsent");
  saver.touch({ text: "api, dua orang" });
  assert.equal(told.at(-1), "unsent");
  assert.equal(unsent(storage)[0].text, "api, dua orang");
  clock.pass(5);
  await settle();
  clock.pass(5);
  await settle();
  assert.equal(told.at(-1), "filed");
  assert.equal(sent.at(-1).text, "api, dua orang");
  assert.deepEqual(unsent(storage), []);
});

test("what the server refuses is not asked again, and the outcome can be chosen anew", async () => {
  const { saver, clock, sent, told, storage } = make({ reply: (message) => (message.attach_to ? no(409) : answer(message)) });
  saver.file("incident", { text: "api", attach_to: "K-9" });
  await settle();
  clock.pass(60);
  assert.deepEqual([sent.length, told.at(-1), saver.outcome, saver.filed], [1, "refused", "draft", null]);
  assert.equal(unsent(storage).length, 1);
  saver.file("incident", { text: "api", attach_to: null });
  await settle();
  assert.equal(told.at(-1), "filed");
});

test("signed out is not refused: it goes through after signing in", async () => {
  const { saver, clock, told } = make({ reply: (message, n) => (n === 1 ? no(401) : answer(message)) });
  saver.file("prank", { text: "" });
  await settle();
  assert.equal(told.at(-1), "unsent");
  clock.pass(5);
  await settle();
  assert.equal(saver.filed.outcome, "prank");
});

test("words typed while an answer is on its way are not taken for saved", async () => {
  let release;
  const { saver, clock, sent, storage } = make({ reply: (message, n) => (n === 1 ? new Promise((done) => { release = () => done(answer(message)); }) : answer(message)) });
  saver.touch({ text: "satu" });
  clock.pass(1);
  await settle();
  saver.touch({ text: "satu dua" });
  release();
  await settle();
  assert.equal(unsent(storage)[0].text, "satu dua");
  clock.pass(1);
  await settle();
  assert.deepEqual([sent.at(-1).text, unsent(storage)], ["satu dua", []]);
});

test("sending while a draft is on its way sends once more, as what was chosen", async () => {
  let release;
  const { saver, clock, sent } = make({ reply: (message, n) => (n === 1 ? new Promise((done) => { release = () => done(answer(message)); }) : answer(message)) });
  saver.touch({ text: "api" });
  clock.pass(1);
  saver.file("incident", { text: "api" });
  release();
  await settle();
  assert.deepEqual(sent.map(({ outcome }) => outcome), ["draft", "incident"]);
  assert.ok(saver.filed);
});

test("a saver keeps its own report when the form goes to the next caller", async () => {
  const { saver, clock, sent } = make({ reply: (message, n) => (n === 1 ? no(0) : answer(message)) });
  const form = { text: "penelepon pertama" };
  saver.file("incident", { ...form });
  await settle();
  form.text = "penelepon kedua";
  clock.pass(5);
  await settle();
  assert.deepEqual(sent.map(({ text }) => text), ["penelepon pertama", "penelepon pertama"]);
});

test("a ghost call that turns out to be an incident is said to be saved anew", async () => {
  const { saver, told } = make();
  saver.file("ghost", { text: "" });
  await settle();
  saver.file("incident", { text: "minta tolong" });
  await settle();
  assert.deepEqual([told.filter((state) => state === "filed").length, saver.filed.incident.number], [2, "K-1"]);
});

test("a store that is full does not stop the sending", async () => {
  const storage = Object.assign(new FakeStorage(), { setItem() { throw new Error("quota"); } });
  const { saver, told } = make({ storage });
  saver.file("incident", { text: "api" });
  await settle();
  assert.equal(told.at(-1), "filed");
});

test("after a reload the newest unsent report comes first, and what is not ours is left alone", () => {
  const storage = new FakeStorage();
  storage.setItem("cc112.unsent.a", JSON.stringify({ id: "0190-a", text: "1" }));
  storage.setItem("cc112.unsent.b", JSON.stringify({ id: "0190-b", text: "2" }));
  storage.setItem("cc112.unsent.c", "{cut off");
  storage.setItem("other", "1");
  assert.deepEqual(unsent(storage).map(({ text }) => text), ["2", "1"]);
});
