import assert from "node:assert/strict";
import test from "node:test";
import { Live, backoff } from "../../static/js/live.js";
import { Store } from "../../static/js/store.js";
import { FakeClock, FakeSocket } from "./fakes.js";

// Node 18 has no CustomEvent of its own.
globalThis.CustomEvent ??= class extends Event {
  constructor(type, { detail }) {
    super(type);
    this.detail = detail;
  }
};

const card = (id, seq) => ({ type: "incident", id, seq, card: { number: `K-${id}` } });
const frame = (from, to, changes = [], epoch = "e1") => ({ epoch, from, to, changes });
const heartbeat = (head, age = 0.4) => ({ hb: 1, head, clock_age_s: age, at: "2026-11-24T00:00:00+07:00" });

/** A feed that has its first board: cursor at 10, one incident. */
function listening({ onServerTime } = {}) {
  FakeSocket.made = [];
  const clock = new FakeClock();
  const store = new Store();
  const live = new Live({ store, url: "ws://room/ws/feed/", WebSocket: FakeSocket, clock, now: clock.now, random: () => 0.5, onServerTime });
  live.start();
  FakeSocket.last.opens();
  FakeSocket.last.tells(frame(0, 10, [card(1, 10)]));
  return { live, store, clock };
}

test("the first connection asks for the whole board, and the board is acknowledged", () => {
  const { store, live } = listening();

  assert.equal(FakeSocket.last.after, "0");
  assert.equal(FakeSocket.last.epoch, null);
  assert.deepEqual(FakeSocket.last.sent, [{ ack: 10 }]);
  assert.equal(store.get("incident", 1).number, "K-1");
  assert.equal(live.health.state, "live");
});

test("before the first board the feed is connecting, not live", () => {
  FakeSocket.made = [];
  const clock = new FakeClock();
  const live = new Live({ store: new Store(), url: "ws://room/ws/feed/", WebSocket: FakeSocket, clock, now: clock.now });

  live.start();
  FakeSocket.last.opens();

  assert.equal(live.health.state, "connecting");
});

test("every frame is acknowledged, also an empty one; a heartbeat is not", () => {
  listening();

  FakeSocket.last.tells(frame(10, 12, [card(2, 12)]));
  FakeSocket.last.tells(frame(12, 15));
  FakeSocket.last.tells(heartbeat(15));

  assert.deepEqual(FakeSocket.last.sent, [{ ack: 10 }, { ack: 12 }, { ack: 15 }]);
});

test("a frame that does not start where the last ended is not used: the feed asks again from where it stands", () => {
  const { store, clock } = listening();

  FakeSocket.last.tells(frame(11, 13, [card(2, 13)]));
  clock.pass(1);
  assert.equal(store.get("incident", 2), undefined);
  assert.equal(FakeSocket.made.length, 2);
  assert.equal(FakeSocket.last.after, "10");
  assert.equal(FakeSocket.last.epoch, "e1");

  FakeSocket.last.opens();
  FakeSocket.last.tells(frame(10, 13, [card(2, 13)]));
  assert.deepEqual(store.all("incident").map(({ number }) => number), ["K-1", "K-2"]);
});

test("a socket that was left is no longer heard", () => {
  const { store, clock } = listening();
  const old = FakeSocket.last;
  old.drops();
  clock.pass(1);

  old.tells(frame(10, 11, [card(7, 11)]));

  assert.equal(store.get("incident", 7), undefined);
});

test("a cut connection comes back by itself, from where it stood", () => {
  const { live, clock } = listening();

  FakeSocket.last.drops(1006);
  clock.pass(1);
  FakeSocket.last.opens();

  assert.equal(FakeSocket.last.after, "10");
  assert.equal(live.health.state, "live");
});

test("waits grow, are half chance, and end at 15 seconds", () => {
  const at = (random) => [0, 1, 2, 5, 30].map((attempt) => backoff(attempt, () => random));
  assert.deepEqual(at(0), [200, 400, 800, 6400, 7500]);
  assert.deepEqual(at(1), [400, 800, 1600, 12800, 15000]);
});

test("tries become rarer while the server is away, and quick again once it has answered", () => {
  const { clock } = listening();
  const tries = () => FakeSocket.made.length;
  FakeSocket.last.drops();
  for (let i = 0; i < 120; i += 1) {
    clock.pass(0.5);
    if (FakeSocket.last.readyState === 0) FakeSocket.last.drops();
  }
  const many = tries();
  assert.ok(many > 5 && many < 15, `${many} tries in a minute`);

  while (FakeSocket.last.readyState !== 0) clock.pass(0.5);
  FakeSocket.last.opens();
  FakeSocket.last.tells(frame(10, 11));
  FakeSocket.last.drops();
  clock.pass(0.4);
  assert.equal(tries(), many + 2);
});

test("waking up does not sit out the wait", () => {
  const { live } = listening();
  FakeSocket.last.drops();

  live.wake();

  assert.equal(FakeSocket.made.length, 2);
});

test("five seconds of silence are stale, and the band can say since when", () => {
  const { live, clock } = listening();
  const heard = live.health.since.getTime();

  clock.pass(4);
  assert.equal(live.health.state, "live");
  clock.pass(1);

  assert.equal(live.health.state, "stale");
  assert.equal(live.health.since.getTime(), heard);
  assert.equal(live.health.feedAge, 5);
});

test("heartbeats keep the feed alive", () => {
  const { live, clock } = listening();
  for (let i = 0; i < 10; i += 1) {
    clock.pass(2);
    FakeSocket.last.tells(heartbeat(10));
  }
  assert.equal(live.health.state, "live");
  assert.equal(FakeSocket.made.length, 1);
});

test("a socket that is open but silent is given up, once and not at every look", () => {
  const { live, clock } = listening();

  clock.pass(13);
  assert.equal(FakeSocket.made.length, 2);
  FakeSocket.last.opens();
  clock.pass(5);

  assert.equal(FakeSocket.made.length, 2);
  assert.equal(live.health.state, "stale");
});

test("a connection that never opens is given up too", () => {
  const { clock } = listening();
  FakeSocket.last.drops();
  clock.pass(30);
  assert.ok(FakeSocket.made.length > 2);
});

test("the escalation clock is called stopped when the server says its last sweep is over five seconds old", () => {
  const { live } = listening();
  FakeSocket.last.tells(heartbeat(10, 0.4));
  assert.equal(live.health.clockStopped, false);

  FakeSocket.last.tells(heartbeat(10, 6.2));

  assert.equal(live.health.clockStopped, true);
  assert.equal(live.health.clockAge, 6.2);
});

test("lines that the server knows and we do not are counted", () => {
  const { live } = listening();
  FakeSocket.last.tells(heartbeat(14));
  assert.equal(live.health.behind, 4);
});

test("a clock that has never swept is stopped too", () => {
  const { live } = listening();
  FakeSocket.last.tells(heartbeat(10, null));
  assert.deepEqual([live.health.clockStopped, live.health.clockAge], [true, Infinity]);
});

test("heartbeats do not hide a feed that no longer brings what the server knows", () => {
  const { live, clock } = listening();
  for (let i = 0; i < 3; i += 1) {
    clock.pass(2);
    FakeSocket.last.tells(heartbeat(11));
  }
  assert.equal(live.health.state, "stale");

  FakeSocket.last.tells(frame(10, 11));
  assert.equal(live.health.state, "live");
});

test("the server's time in a heartbeat is passed on", () => {
  const times = [];
  listening({ onServerTime: (at) => times.push(at) });
  FakeSocket.last.tells(heartbeat(10));
  assert.deepEqual(times, ["2026-11-24T00:00:00+07:00"]);
});

test("4409: everything is dropped at once, then the whole board is asked for", () => {
  const { store, clock } = listening();

  FakeSocket.last.drops(4409);
  assert.deepEqual(store.all("incident"), []);
  clock.pass(1);

  assert.equal(FakeSocket.last.after, "0");
  assert.equal(FakeSocket.last.epoch, null);
});

test("a frame of another epoch is treated the same", () => {
  const { store, clock } = listening();

  FakeSocket.last.tells(frame(10, 11, [card(2, 11)], "e2"));
  assert.deepEqual(store.all("incident"), []);
  clock.pass(1);

  assert.equal(FakeSocket.last.after, "0");
});

test("4401: no more tries, the board stays, the state says signed out", () => {
  const { live, store, clock } = listening();

  FakeSocket.last.drops(4401);
  clock.pass(60);

  assert.equal(FakeSocket.made.length, 1);
  assert.equal(live.health.state, "signed_out");
  assert.equal(store.all("incident").length, 1);
});

test("4401: coming back from signing in begins anew, with nothing kept of the last person's board", () => {
  const { live, store } = listening();
  FakeSocket.last.drops(4401);

  live.wake();
  assert.equal(FakeSocket.last.after, "0");
  assert.deepEqual(store.all("incident"), []);
  FakeSocket.last.opens();
  FakeSocket.last.tells(frame(0, 10, [card(1, 10)]));

  assert.equal(live.health.state, "live");
});

test("4403: no more tries, and what may no longer be seen is gone", () => {
  const { live, store, clock } = listening();

  FakeSocket.last.drops(4403);
  clock.pass(60);

  live.wake();

  assert.equal(FakeSocket.made.length, 1);
  assert.equal(live.health.state, "forbidden");
  assert.deepEqual(store.all("incident"), []);
});

test("the map's box is sent now and again after every reconnect", () => {
  const { live, clock } = listening();

  live.sendBox([-7.3, 112.6, -7.2, 112.8]);
  assert.deepEqual(FakeSocket.last.sent.at(-1), { box: [-7.3, 112.6, -7.2, 112.8] });
  FakeSocket.last.drops();
  clock.pass(1);
  FakeSocket.last.opens();

  assert.deepEqual(FakeSocket.last.sent, [{ box: [-7.3, 112.6, -7.2, 112.8] }]);
});

test("positions are passed on and never touch the store", () => {
  const { live, store } = listening();
  const heard = [];
  live.addEventListener("positions", ({ detail }) => heard.push(...detail));

  FakeSocket.last.tells({ positions: [[4, -7.26, 112.75, 90, 1.5]] });

  assert.deepEqual(heard, [[4, -7.26, 112.75, 90, 1.5]]);
  assert.deepEqual(store.all("unit"), []);
});

test("stopping ends the feed for good, until it is started again from where it stood", () => {
  const { live, clock } = listening();

  live.stop();
  clock.pass(60);
  assert.equal(FakeSocket.made.length, 1);
  live.start();

  assert.equal(FakeSocket.last.after, "10");
});
