// Every pair of ink and ground that the parts use, in both themes, by the WCAG 2 arithmetic.
import assert from "node:assert/strict";
import { readFileSync } from "node:fs";
import test from "node:test";

const sheet = readFileSync(new URL("../../static/css/tokens.css", import.meta.url), "utf8");
const declared = new Map([...sheet.matchAll(/(--[\w-]+):\s*([^;]+);/g)].map(([, name, value]) => [name, value.trim()]));

/** [L, C, H] of a token in a theme (0 light, 1 dark). */
function oklch(name, theme) {
  const value = declared.get(name);
  assert.ok(value, `no token ${name}`);
  const alias = value.match(/^var\((--[\w-]+)\)$/);
  if (alias) return oklch(alias[1], theme);
  const colours = [...value.matchAll(/oklch\(([\d.\s]+)\)/g)].map(([, numbers]) => numbers.trim().split(/\s+/).map(Number));
  return colours.length > 1 ? colours[theme] : colours[0];
}

/** Relative luminance of an oklch colour, clipped to sRGB as a screen does. */
function luminance([L, C, H]) {
  const [a, b] = [C * Math.cos((H * Math.PI) / 180), C * Math.sin((H * Math.PI) / 180)];
  const l = (L + 0.3963377774 * a + 0.2158037573 * b) ** 3;
  const m = (L - 0.1055613458 * a - 0.0638541728 * b) ** 3;
  const s = (L - 0.0894841775 * a - 1.291485548 * b) ** 3;
  const rgb = [
    4.0767416621 * l - 3.3077115913 * m + 0.2309699292 * s,
    -1.2684380046 * l + 2.6097574011 * m - 0.3413193965 * s,
    -0.0041960863 * l - 0.7034186147 * m + 1.707614701 * s,
  ].map((part) => Math.min(1, Math.max(0, part)));
  return 0.2126 * rgb[0] + 0.7152 * rgb[1] + 0.0722 * rgb[2];
}

function contrast(one, other, theme) {
  const [low, high] = [one, other].map((name) => luminance(oklch(name, theme))).sort((a, b) => a - b);
  return (high + 0.05) / (low + 0.05);
}

const MEANINGS = ["life-at-risk", "waiting", "under-way", "on-scene", "refused", "settled"];
const SURFACES = ["--ground", "--panel", "--raised", "--hover"];
const TEXT = [
  ...["--ink", "--ink-soft", "--link", ...MEANINGS.map((name) => `--${name}`)].flatMap((ink) => SURFACES.map((ground) => [ink, ground])),
  ...MEANINGS.flatMap((name) => [[`--on-${name}`, `--${name}-fill`], [`--${name}`, `--${name}-tint`], ["--ink", `--${name}-tint`]]),
  ["--on-lost", "--lost"],
];
const SHAPES = [
  ...SURFACES.slice(0, 3).flatMap((ground) => [["--edge", ground], ["--focus", ground]]),
  ["--under-way-fill", "--panel"],
];

for (const [theme, name] of [[1, "dark"], [0, "light"]]) {
  test(`words can be read in the ${name} theme`, () => {
    const weak = TEXT.filter(([ink, ground]) => contrast(ink, ground, theme) < 4.5);
    assert.deepEqual(weak.map(([ink, ground]) => `${ink} on ${ground}: ${contrast(ink, ground, theme).toFixed(2)}`), []);
  });

  test(`controls and focus can be seen in the ${name} theme`, () => {
    const weak = SHAPES.filter(([shape, ground]) => contrast(shape, ground, theme) < 3);
    assert.deepEqual(weak.map(([shape, ground]) => `${shape} on ${ground}: ${contrast(shape, ground, theme).toFixed(2)}`), []);
  });
}
