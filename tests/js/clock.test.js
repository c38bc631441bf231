import assert from "node:assert/strict";
import test from "node:test";
import { formatAge, formatDue, secondsSince, serverNow, sync, wib, wibDate, wibShort } from "../../static/js/clock.js";
import { learn } from "../../static/js/words.js";

learn({ ages: { day_letter: "d" } });

const NOON = Date.parse("2026-11-24T12:00:00+07:00");

test("ages read as a dispatcher says them", () => {
  const said = [0, 42, 59, 60, 605, 3599, 3600, 3750, 86_399, 86_400, 200_000].map((seconds) => formatAge(seconds));
  assert.deepEqual(said, ["0:00", "0:42", "0:59", "1:00", "10:05", "59:59", "1:00:00", "1:02:30", "23:59:59", "1d 00:00", "2d 07:33"]);
});

test("an age is never negative, and what is no time is a dash", () => {
  assert.equal(formatAge(-3), "0:00");
  assert.equal(formatAge(Number.NaN), "–");
  assert.equal(formatAge(secondsSince("not a time")), "–");
});

test("a limit counts down, then up with a plus", () => {
  const due = new Date(NOON).toISOString();
  const at = (seconds) => formatDue(due, NOON + seconds * 1000);
  assert.deepEqual([-90, -1, -0.2, 0, 1, 70].map(at), ["1:30", "0:01", "0:01", "0:00", "+0:01", "+1:10"]);
});

test("seconds since a moment", () => {
  assert.equal(secondsSince("2026-11-24T11:58:30+07:00", NOON), 90);
});

test("times are shown in WIB wherever the browser is, with colons", () => {
  assert.equal(wib("2026-11-24T07:03:22Z"), "14:03:22");
  assert.equal(wibShort("2026-11-23T17:00:00Z"), "00:00");
  assert.equal(wibDate("2026-11-24T07:03:22Z"), "24/11, 14:03");
});

test("the least delayed message sets the clock", () => {
  const heard = (late, ahead) => sync(new Date(NOON + ahead * 1000 - late * 1000).toISOString(), NOON);

  heard(3, 60);
  heard(0.1, 60);
  heard(2, 60);

  assert.equal(serverNow(NOON) - NOON, 59_900);
});

test("a clock set back is followed within fifteen messages", () => {
  for (let i = 0; i < 15; i += 1) sync(new Date(NOON - 30_000).toISOString(), NOON);
  assert.equal(serverNow(NOON) - NOON, -30_000);
});

test("nonsense does not move the clock", () => {
  const before = serverNow(NOON);
  sync("yesterday", NOON);
  assert.equal(serverNow(NOON), before);
});
