/** Time as the server has it, and ages that run. Any <time data-since="ISO"> counts up and any <time data-due="ISO">
 *  counts down (then up, with a plus), whoever drew it, server or script. Times are shown in WIB (Asia/Jakarta). */

import { t } from "./words.js";

const samples = [];
const KEPT = 15;
let offset = 0;

/** The server said it is `iso`. A message is late, never early: of the last few, the largest difference is nearest the truth. */
export function sync(iso, now = Date.now()) {
  const sample = Date.parse(iso) - now;
  if (Number.isNaN(sample)) return;
  samples.push(sample);
  if (samples.length > KEPT) samples.shift();
  offset = Math.max(...samples);
}

/** @returns {number} milliseconds since 1970 by the server's clock */
export const serverNow = (now = Date.now()) => now + offset;

/** @returns {number} whole seconds since `iso`; negative when it is yet to come */
export const secondsSince = (iso, now = serverNow()) => Math.floor((now - Date.parse(iso)) / 1000);

/** 42 → "0:42", 3750 → "1:02:30", 200000 → "2d 07:33" (days, hours and minutes). */
export function formatAge(seconds) {
  if (Number.isNaN(seconds)) return "–";
  const all = Math.max(0, Math.trunc(seconds));
  const two = (number) => String(number).padStart(2, "0");
  const [days, hours, minutes] = [Math.floor(all / 86400), Math.floor(all / 3600) % 24, Math.floor(all / 60) % 60];
  if (days) return `${days}${t("ages.day_letter")} ${two(hours)}:${two(minutes)}`;
  if (hours) return `${hours}:${two(minutes)}:${two(all % 60)}`;
  return `${minutes}:${two(all % 60)}`;
}

/** Until due: "0:45"; past due: "+1:10". */
export function formatDue(iso, now = serverNow()) {
  const left = Math.ceil((Date.parse(iso) - now) / 1000);
  return left >= 0 ? formatAge(left) : `+${formatAge(-left)}`;
}

const inJakarta = (options) => new Intl.DateTimeFormat("en-GB", { timeZone: "Asia/Jakarta", hourCycle: "h23", ...options });
const withSeconds = inJakarta({ hour: "2-digit", minute: "2-digit", second: "2-digit" });
const withMinutes = inJakarta({ hour: "2-digit", minute: "2-digit" });
const withDate = inJakarta({ day: "2-digit", month: "2-digit", hour: "2-digit", minute: "2-digit" });

/** @returns {string} "14:03:22" WIB */
export const wib = (when) => withSeconds.format(new Date(when));
/** @returns {string} "14:03" WIB */
export const wibShort = (when) => withMinutes.format(new Date(when));
/** @returns {string} "24/11, 14:03" WIB */
export const wibDate = (when) => withDate.format(new Date(when));

/** Brings every running time under `root` up to date; the text is touched only when it changes. */
export function redraw(root = document, now = serverNow()) {
  for (const time of root.querySelectorAll("time[data-since]")) write(time, formatAge(secondsSince(time.dataset.since, now)));
  for (const time of root.querySelectorAll("time[data-due]")) write(time, formatDue(time.dataset.due, now));
}

function write(time, text) {
  if (time.textContent !== text) time.textContent = text;
}

const ticking = new Set();

/** Calls `run(serverNow)` each second, on the second. Returns how to stop. */
export function eachSecond(run) {
  ticking.add(run);
  return () => ticking.delete(run);
}

function tick() {
  const now = serverNow();
  if (!document.hidden) redraw(document, now);
  for (const run of ticking) run(now);
  setTimeout(tick, 1000 - (serverNow() % 1000));
}

if (globalThis.document) {
  document.addEventListener("visibilitychange", () => { if (!document.hidden) redraw(); });
  tick();
}
