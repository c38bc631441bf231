import assert from "node:assert/strict";
import { readFileSync } from "node:fs";
import test from "node:test";
import { Basemap, placeLabels, project, themeColours } from "../../static/js/basemap.js";
import { alarms, incidentTokens, unitTokens } from "../../static/js/map-marks.js";

const CITY = JSON.parse(readFileSync(new URL("../../static/map/surabaya.geojson", import.meta.url)));
const COLOURS = themeColours((token) => token);

/** A canvas that only writes down what is filled, stroked and written, and with which colour. */
function paper() {
  const done = [];
  const state = { done, beginPath() {}, moveTo() {}, lineTo() {}, closePath() {}, setLineDash() {}, strokeText() {},
    fillRect() { done.push(state.fillStyle); }, fill() { done.push(state.fillStyle); }, stroke() { done.push(state.strokeStyle); },
    measureText: (text) => ({ width: text.length * 6 }), fillText(text) { done.push(text); } };
  return state;
}

/** The tile of zoom 12 that holds a point. */
function tileOf(lat, lng, z = 12) {
  const [x, y] = project(lng, lat).map((at) => Math.floor((at * 2 ** z) / 256));
  return { x, y, z };
}

test("Web Mercator: the middle of the world, and Surabaya where a tile server has it", () => {
  assert.deepEqual(project(0, 0), [128, 128]);
  assert.deepEqual(tileOf(-7.26, 112.75), { x: 3330, y: 2130, z: 12 });
});

test("a tile of the city shows land, roads and the names of kecamatan", () => {
  const canvas = paper();
  new Basemap(CITY, COLOURS).drawTile(canvas, tileOf(-7.26, 112.75), 256);
  for (const part of ["--map-land", "--map-road", "--map-border", "Genteng"]) assert.ok(canvas.done.includes(part), part);
});

test("the sea goes on beyond the edge of the sheet", () => {
  const canvas = paper();
  new Basemap(CITY, COLOURS).drawTile(canvas, tileOf(-7.27, 113.2), 256);
  assert.ok(canvas.done.includes("--map-water"));
});

test("labels that would overlap give way to the heavier one, and come back when there is room", () => {
  const labels = [{ x: 10, y: 10, width: 40, height: 14, weight: 1, text: "small" }, { x: 10.02, y: 10, width: 40, height: 14, weight: 2, text: "large" }];
  assert.deepEqual(placeLabels(labels, 8).map(({ text }) => text), ["large"]);
  assert.equal(placeLabels(labels, 14).length, 2);
});

const dispatch = (state, more = {}) => ({ state, overdue: false, held: false, settled: false, ...more });
const card = (priority, ...dispatches) => ({ priority, state: "open", dispatches });

test("what alarms on the map: a P1 that waits, and whatever needs a hand", () => {
  assert.deepEqual([
    card(1, dispatch("sent")), card(2, dispatch("sent")), card(3, dispatch("sent", { overdue: true })), card(1, dispatch("accepted")), card(2, dispatch("declined")), card(2, dispatch("declined", { settled: true })),
  ].map(alarms), [true, false, true, false, true, false]);
});

test("red on the map is a life at risk, nothing else; a free unit is hollow", () => {
  const fills = [card(1, dispatch("accepted")), card(2, dispatch("sent", { overdue: true })), card(2), card(3, dispatch("en_route")), card(2, dispatch("on_scene"))].map((one) => incidentTokens(one).fill);
  assert.deepEqual(fills, ["--life-at-risk-fill", "--waiting-fill", "--waiting-fill", "--under-way-fill", "--on-scene-fill"]);
  assert.deepEqual(["available", "off_duty", "en_route", "on_scene"].map((status) => unitTokens({ status }).fill), ["--panel", "--panel", "--under-way-fill", "--on-scene-fill"]);
});

test("land that lies around the city does not write its name into the city", () => {
  const canvas = paper();
  const map = new Basemap(CITY, COLOURS);
  for (let x = 0; x < 2; x += 1) for (let y = 0; y < 2; y += 1) map.drawTile(canvas, { ...tileOf(-7.2, 112.6, 11), x: tileOf(-7.2, 112.6, 11).x + x, y: tileOf(-7.2, 112.6, 11).y + y }, 256);
  assert.ok(canvas.done.includes("Benowo"));
  assert.ok(!canvas.done.includes("Gresik dan Sidoarjo"));
});
