import assert from "node:assert/strict";
import { readFileSync } from "node:fs";
import test from "node:test";
import { has, learn, t } from "../../static/js/words.js";

const quietly = (run) => {
  const { warn } = console;
  const warned = [];
  console.warn = (line) => warned.push(line);
  try {
    return [run(), warned];
  } finally {
    console.warn = warn;
  }
};

test("a code becomes words, with values filled in", () => {
  learn({ states: { en_route: "Meluncur" }, ages: { ago: "{age} yang lalu" } });
  assert.equal(t("states.en_route"), "Meluncur");
  assert.equal(t("ages.ago", { age: "2:10" }), "2:10 yang lalu");
});

test("a value that is not given stays visible", () => {
  learn({ ages: { ago: "{age} yang lalu" } });
  assert.equal(t("ages.ago"), "{age} yang lalu");
});

test("a missing word shows its code and is reported once", () => {
  const [said, warned] = quietly(() => [t("states.teleported"), t("states.teleported")]);
  assert.deepEqual(said, ["teleported", "teleported"]);
  assert.equal(warned.length, 1);
});

test("a page's own words win over the common ones, and leave the rest", () => {
  learn({ tones: { ok: "Done", close: "Close" } });
  learn({ tones: { ok: "SAVED" } });
  assert.deepEqual([t("tones.ok"), t("tones.close")], ["SAVED", "Close"]);
});

test("it can be asked whether there are words", () => {
  learn({ errors: { 409: "Somebody was faster." } });
  assert.deepEqual([has("errors.409"), has("errors.418"), has("nothing.at.all")], [true, false, false]);
});

test("every word the common scripts ask for stands in templates/words.html", () => {
  const template = readFileSync(new URL("../../templates/words.html", import.meta.url), "utf8");
  const scripts = ["card-parts", "clock", "health-band", "keys", "post", "topbar"];
  const asked = scripts.flatMap((name) =>
    [...readFileSync(new URL(`../../static/js/${name}.js`, import.meta.url), "utf8").matchAll(/\bt\("([a-z_]+)\.(\w+)"/g)].map(([, group, code]) => [group, code]));
  const words = new Map([...template.matchAll(/^"(\w+)": \{\n([\s\S]*?)^\}/gm)].map(([, group, body]) => [group, body]));

  const missing = asked.filter(([group, code]) => !words.get(group)?.includes(`  "${code}": `));

  assert.ok(asked.length > 10);
  assert.deepEqual(missing, []);
});
