/** Alarms that ring until somebody answers. Browsers keep sound off until a click, so it is switched on by a button and
 *  its state is always on the screen; "on" while the browser still refuses is "blocked", and says so.
 *  Of all that wants to ring only the most serious is heard, every 4 s: two alarms at once are none. */

const STORED = "sound";
const EVERY_MS = 4000;

/** Tones as [Hz, start s, length s]. The order is by seriousness, the most serious first. */
export const PATTERNS = {
  p1: [[660, 0, 0.16], [880, 0.2, 0.16], [1175, 0.4, 0.3]],
  overdue: [[950, 0, 0.22], [620, 0.25, 0.22], [950, 0.5, 0.22], [620, 0.75, 0.22]],
  declined: [[520, 0, 0.18], [390, 0.22, 0.34]],
  new: [[740, 0, 0.14], [990, 0.18, 0.2]],
};
const SERIOUS = Object.keys(PATTERNS);

/** @returns {string|null} the pattern to ring, of all that is wanted */
export function mostSerious(wanted) {
  return SERIOUS.find((pattern) => wanted.includes(pattern)) ?? null;
}

const ringing = new Map(); // key → pattern
const readers = new Set();
let context = null;
let timer = null;

const wanted = () => globalThis.localStorage?.getItem(STORED) === "on";

/** @returns {"on"|"off"|"blocked"} blocked: the member wants sound, the browser waits for a click */
export function state() {
  if (!wanted()) return "off";
  return context?.state === "running" ? "on" : "blocked";
}

/** Hears every change of the state. Returns how to stop. */
export function onState(reader) {
  readers.add(reader);
  reader(state());
  return () => readers.delete(reader);
}

const tell = () => readers.forEach((reader) => reader(state()));

/** Switches sound on; must be called from a click or a key. Rings once as proof. */
export async function enable() {
  localStorage.setItem(STORED, "on");
  await open();
  tell();
  play("new");
}

export function disable() {
  localStorage.setItem(STORED, "off");
  context?.suspend();
  tell();
}

async function open() {
  if (!context) {
    context = new AudioContext();
    context.addEventListener("statechange", tell);
  }
  // Some browsers leave the promise open until a click: don't wait for ever.
  await Promise.race([context.resume(), new Promise((done) => setTimeout(done, 500))]);
}

/** Rings a pattern once. Silent when sound is not on. */
export function play(pattern) {
  if (state() !== "on") return;
  for (const [pitch, start, length] of PATTERNS[pattern]) tone(pitch, context.currentTime + 0.02 + start, length);
}

function tone(pitch, at, length) {
  const source = context.createOscillator();
  const volume = context.createGain();
  source.type = "triangle"; // carries over talk without the edge of a square wave: twelve hours are long
  source.frequency.value = pitch;
  volume.gain.setValueAtTime(0, at);
  volume.gain.linearRampToValueAtTime(0.4, at + 0.015);
  volume.gain.setValueAtTime(0.4, at + length - 0.04);
  volume.gain.linearRampToValueAtTime(0, at + length);
  source.connect(volume).connect(context.destination);
  source.start(at);
  source.stop(at + length);
}

/** Rings `pattern` now and every 4 s until silence(key). The same key again changes its pattern. */
export function ring(key, pattern) {
  if (ringing.get(key) === pattern) return;
  ringing.set(key, pattern);
  if (mostSerious([...ringing.values()]) === pattern) play(pattern);
  timer ??= setInterval(() => play(mostSerious([...ringing.values()])), EVERY_MS);
}

/** Somebody has answered `key`. */
export function silence(key) {
  ringing.delete(key);
  if (ringing.size) return;
  clearInterval(timer);
  timer = null;
}

/** Quiets everything that rings now; what comes next rings again. */
export const silenceAll = () => [...ringing.keys()].forEach(silence);

/** @returns {string[]} the keys that ring */
export const ringingKeys = () => [...ringing.keys()];

if (globalThis.document && wanted()) {
  // After a reload the browser waits for any click or key: take the first.
  open().then(tell);
  const wake = async () => {
    await open();
    tell();
    if (state() === "on") ["pointerdown", "keydown"].forEach((kind) => removeEventListener(kind, wake, true));
  };
  ["pointerdown", "keydown"].forEach((kind) => addEventListener(kind, wake, true));
}
