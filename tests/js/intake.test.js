import assert from "node:assert/strict";
import { readFileSync } from "node:fs";
import test from "node:test";
import { byAgency, distance, firstToSend } from "../../static/js/intake-advice.js";
import { rank, slips } from "../../static/js/kind-picker.js";
import { best, coordinatesIn, namedElsewhere } from "../../static/js/place-words.js";
import { HAS_FIELD, optionsOf } from "../../static/js/questions.js";

const data = (name) => JSON.parse(readFileSync(new URL(`../../incidents/data/${name}.json`, import.meta.url)));
const KINDS = data("kinds");
const first = (typed) => rank(KINDS, typed)[0]?.code;

test("a code finds its kind, and the beginning of a code its group", () => {
  assert.equal(first("c01"), "C01");
  assert.deepEqual(rank(KINDS, "a0").map(({ code }) => code.slice(0, 2)), Array(8).fill("A0"));
});

test("people's own words find the kind, slips and Suroboyoan included", () => {
  for (const [typed, code] of [["kobong", "C01"], ["pingsan", "A01"], ["semaput", "A01"], ["stroke", "A03"], ["strok", "A03"], ["laka", "B01"], ["ular", "E01"], ["kdrt", "G04"], ["pohon tumbang", "F01"], ["pohon tumbnag", "F01"], ["banjir", "F02"], ["kebakaran rumah", "C01"], ["tawuran", "H02"]]) {
    assert.equal(first(typed), code, typed);
  }
});

test("words that fit nothing find nothing", () => {
  assert.deepEqual(rank(KINDS, "zzzqqq"), []);
  assert.deepEqual(rank(KINDS, "   "), []);
});

test("a slip is one letter changed, missing, added or swapped", () => {
  assert.deepEqual([["banjir", "banjir"], ["banjir", "banjer"], ["banjir", "bnjir"], ["banjir", "banjiir"], ["banjir", "bajnir"], ["banjir", "kanjor"]].map(([a, b]) => slips(a, b)), [0, 1, 1, 1, 1, 2]);
});

test("of the always-asked questions exactly those with a field of their own are not asked twice", () => {
  const codes = data("questions").map(({ code }) => code);
  assert.deepEqual(codes.filter((code) => HAS_FIELD.has(code)), ["where", "callback_number", "what", "caller"]);
});

test("yes and no and short choices are one key each, words are typed", () => {
  assert.deepEqual(optionsOf({ answer: "yes_no" }).map(([code]) => code), ["yes", "no", "unknown"]);
  assert.deepEqual(optionsOf({ answer: "choice", choices: [{ code: "pole", text: "Tiang" }, { code: "house", text: "Rumah" }] }), [["pole", "Tiang", "1"], ["house", "Rumah", "2"]]);
  assert.deepEqual([optionsOf({ answer: "text" }), optionsOf({ answer: "number" })], [[], []]);
});

test("the lead is checked, for a life at risk its first supporter too, for what is handed over nobody", () => {
  const codes = ["DPKP", "BPBD", "DINKES"];
  assert.deepEqual([1, 2, 3, 4, null].map((priority) => firstToSend(codes, priority)), [["DPKP", "BPBD"], ["DPKP"], ["DPKP"], [], ["DPKP"]]);
});

test("units stand by their agency, nearest first, and distances are said in the reader's language", () => {
  const units = [{ agency: "DPKP", callsign: "a" }, { agency: "BPBD", callsign: "b" }, { agency: "DPKP", callsign: "c" }];
  assert.deepEqual([...byAgency(units)].map(([code, all]) => [code, all.map(({ callsign }) => callsign)]), [["DPKP", ["a", "c"]], ["BPBD", ["b"]]]);
  assert.deepEqual([distance(847), distance(2340, "id"), distance(2340, "en")], ["850 m", "2,3 km", "2.3 km"]);
});

test("a position in a shared link or typed is found; a telephone number is none", () => {
  for (const words of ["-7.2652, 112.7423", "https://maps.example/?q=-7.2652,112.7423", "https://maps.example/@-7.2652,112.7423,17z", "lihat q%3D-7.2652%2C112.7423"]) {
    assert.deepEqual(coordinatesIn(words), { lat: -7.2652, lng: 112.7423 }, words);
  }
  for (const words of ["0812 3456 7890", "-6.2, 106.8", "Jl. Kedung Doro 7.265", "40.7128, 112.0000", "%E0%A4%A"]) assert.equal(coordinatesIn(words), null, words);
});

const area = (name, category = "kelurahan") => ({ name, category, kelurahan: category === "kelurahan" ? name : null, kecamatan: category === "kecamatan" ? name : "?" });
const PIN = { kelurahan: "Darmo", kecamatan: "Wonokromo" };

test("a kelurahan named in the words that is not the pin's is said", () => {
  assert.equal(namedElsewhere("depan balai RW, kel. Gayungan", [area("Gayungan")], PIN), "Gayungan");
  assert.equal(namedElsewhere("Gayungan gang 3", [area("Gayungan")], PIN), "Gayungan");
  assert.equal(namedElsewhere("gang 3 kec Sukolilo", [area("Sukolilo", "kecamatan")], PIN), "Sukolilo");
});

test("a road that is called after a kelurahan names no kelurahan", () => {
  assert.equal(namedElsewhere("Jl. Kenjeran 200", [area("Kenjeran")], PIN), null);
  assert.equal(namedElsewhere("Jalan Raya Gubeng no 5", [area("Gubeng")], PIN), null);
  assert.equal(namedElsewhere("Pasar Wonokromo", [area("Wonokromo")], PIN), null);
});

test("words that name the pin's own kelurahan or kecamatan agree", () => {
  assert.equal(namedElsewhere("kel. Darmo", [area("Darmo")], PIN), null);
  assert.equal(namedElsewhere("kel. Darmo dekat Gayungan", [area("Gayungan"), area("Darmo")], PIN), null);
  assert.equal(namedElsewhere("kec. Wonokromo", [area("Wonokromo", "kecamatan")], PIN), null);
});

test("suggestions that only share 'Jl.' or 'RSUD' with the words are left out, the named one comes first", () => {
  const results = [{ name: "RSUD Bhakti Dharma Husada", score: 86 }, { name: "RSUD dr. Mohamad Soewandhie (kota)", score: 86 }, { name: "Tandes", score: 60 }];
  assert.deepEqual(best("rsud soewandi", results).map(({ name }) => name), ["RSUD dr. Mohamad Soewandhie (kota)"]);
  assert.deepEqual(best("jl embong malang 12", [{ name: "Jl. Demak", score: 86 }]), []);
  assert.deepEqual(best("margoreyo", [{ name: "Margorejo", score: 89 }, { name: "Made", score: 60 }]).map(({ name }) => name), ["Margorejo"]);
});
