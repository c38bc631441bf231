import assert from "node:assert/strict";
import { test } from "node:test";

import { Gps, bodyOf, due, metresBetween } from "../../static/js/gps.js";
import { StepQueue, isFinal, standing, workOf } from "../../static/js/step-queue.js";

const memory = () => {
  const kept = new Map();
  return { getItem: (key) => kept.get(key) ?? null, setItem: (key, value) => kept.set(key, value) };
};
const failure = (status) => Object.assign(new Error("no"), { status });
const stepOf = (status, job = "5") => ({ job, status, at: "2026-11-24T01:00:00.000Z", url: `/tugas/${job}/status/` });
const queueWith = (answer, more = {}) => {
  const sent = [];
  const send = async (step) => { const trouble = answer(step, sent.length); if (trouble) throw trouble; sent.push(step.status); };
  const queue = new StepQueue({ storage: memory(), member: "kru", send, changed: () => {}, ...more });
  return { queue, sent };
};

test("steps pressed without a network are kept and sent in order when it is back", async () => {
  let network = false;
  const { queue, sent } = queueWith(() => (network ? null : failure(0)));

  await queue.add(stepOf("en_route"));
  await queue.add(stepOf("on_scene"));
  assert.deepEqual(queue.waiting.map(({ status }) => status), ["en_route", "on_scene"]);
  network = true;
  await queue.flush();

  assert.deepEqual(sent, ["en_route", "on_scene"]);
  assert.deepEqual(queue.waiting, []);
});

test("the second tap of the same step is no second step", async () => {
  const { queue } = queueWith(() => failure(0));

  await queue.add(stepOf("en_route"));
  await queue.add(stepOf("en_route"));

  assert.equal(queue.waiting.length, 1);
});

test("a step the server refuses is told and dropped, the ones after it still go", async () => {
  const refused = [];
  const { queue, sent } = queueWith((step) => (step.status === "en_route" ? failure(409) : null), { refused: (step) => refused.push(step.status) });

  await queue.add(stepOf("en_route"));
  await queue.add(stepOf("on_scene"));

  assert.deepEqual(refused, ["en_route"]);
  assert.deepEqual(sent, ["on_scene"]);
});

test("a phone that is signed out, or a server that is ill, loses no step", () => {
  assert.deepEqual([0, 401, 403, 429, 500, 503].map(isFinal), [false, false, false, false, false, false]);
  assert.deepEqual([400, 404, 409].map(isFinal), [true, true, true]);
});

test("what is kept belongs to who pressed it, and survives a broken store", async () => {
  const storage = memory();
  const first = new StepQueue({ storage, member: "a", send: async () => { throw failure(0); }, changed: () => {} });
  await first.add(stepOf("en_route"));
  storage.setItem("steps.c", "{not json");

  assert.equal(new StepQueue({ storage, member: "b", send: async () => {}, changed: () => {} }).waiting.length, 0);
  assert.equal(new StepQueue({ storage, member: "c", send: async () => {}, changed: () => {} }).waiting.length, 0);
  assert.equal(first.waiting.length, 1);
});

test("a job stands where the crew left it", () => {
  const waiting = [stepOf("en_route"), stepOf("on_scene", "6"), stepOf("on_scene")];

  assert.equal(standing("assigned", waiting, "5"), "on_scene");
  assert.equal(standing("assigned", waiting, "7"), "assigned");
});

test("a crew finds its own work on the cards", () => {
  const units = [{ id: 1, callsign: "TGC-1", status: "assigned" }, { id: 2, callsign: "TGC-2", status: "clear" }];

  assert.deepEqual(workOf([{ number: "K-1", priority: 1, dispatches: [{ units }] }], "TGC-1"), [{ id: 1, status: "assigned", number: "K-1", priority: 1 }]);
});

test("a fix is sent after five seconds or thirty metres, never twice in a second", () => {
  const here = { lat: -7.26, lng: 112.75, at: 0 };
  const at = (ms, metres = 0) => ({ ...here, lat: here.lat + metres / 110_570, at: ms });

  assert.equal(due(null, here), true);
  assert.equal(due(here, at(4000, 10)), false);
  assert.equal(due(here, at(5000)), true);
  assert.equal(due(here, at(2000, 31)), true);
  assert.equal(due(here, at(500, 200)), false);
  assert.equal(Math.round(metresBetween(here, at(0, 100))), 100);
});

test("a fix goes out in the shape of the interface, by the server's clock", () => {
  const coords = { latitude: -7.26, longitude: 112.75, accuracy: 8, speed: null, heading: NaN };

  assert.deepEqual(bodyOf(coords, 0), { lat: -7.26, lng: 112.75, accuracy_m: 8, speed_mps: null, heading_deg: null, at: "1970-01-01T00:00:00.000Z" });
});

test("a phone that forbids its position says so and stops asking", async () => {
  const said = [];
  let fail;
  const places = { watchPosition: (_take, refuse) => { fail = refuse; return 1; }, clearWatch: () => {} };
  const gps = new Gps({ send: async () => {}, changed: (state) => said.push(state), places, storage: memory() });

  gps.start();
  fail({ code: 2 });
  assert.equal(gps.running, true);
  fail({ code: 1 });

  assert.deepEqual(said, ["searching", "searching", "off", "denied"]);
  assert.equal(gps.running, false);
});
