import assert from "node:assert/strict";
import test from "node:test";
import { isEmpty, passes, plain, read, write } from "../../static/js/filters.js";

const CARD = {
  number: "K-12", kind: "C01", priority: 1, state: "open",
  place: { text: "Jl. Kedung-Doro Gg. 5", kelurahan: "Sawahan", kecamatan: "Sawahan" },
  dispatches: [{ agency: "DPKP", state: "sent", overdue: false, units: [{ callsign: "DPKP-101" }] }],
};
const name = () => "Kebakaran rumah / permukiman";
const fits = (query, card = CARD) => passes(card, read(query), name);

test("filters survive the URL both ways", () => {
  const query = "q=kedung+doro&agency=DPKP&only=overdue&priority=1,2";
  assert.equal(write(read(query)), query);
});

test("an empty query filters nothing, and nonsense is left out", () => {
  assert.ok(isEmpty(read("")));
  assert.ok(isEmpty(read("?only=everything&priority=9,x&unknown=1")));
});

test("a search finds number, code, the kind's name, place and unit, in any order, without punctuation", () => {
  for (const q of ["k-12", "c01", "kebakaran", "kedung doro", "doro kedung", "sawahan", "dpkp 101", "rumah sawahan"]) assert.ok(fits(`q=${q}`), q);
  assert.ok(!fits("q=wiyung"));
  assert.ok(!fits("q=kebakaran wiyung"));
});

test("each filter lets through what it names", () => {
  for (const query of ["priority=1", "priority=1,3", "agency=DPKP", "group=C", "kecamatan=Sawahan", "only=unanswered"]) assert.ok(fits(query), query);
  for (const query of ["priority=2,3", "agency=BPBD", "group=A", "kecamatan=Genteng", "only=overdue"]) assert.ok(!fits(query), query);
});

test("a sealed stub is found by its number and its kecamatan only", () => {
  const stub = { ...CARD, kind: "", stub: true, place: { text: "", kelurahan: null, kecamatan: "Sawahan" } };
  assert.ok(fits("q=k-12", stub));
  assert.ok(fits("q=sawahan", stub));
  assert.ok(!fits("q=kebakaran", stub));
  assert.ok(!fits("group=C", stub));
});

test("plain words have no accents and no punctuation", () => {
  assert.equal(plain("  Café, Jl. É-5 "), "cafe jl e 5");
});
