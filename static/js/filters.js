/** The board's filters: kept in the URL, so that a view can be sent to a colleague and survives a reload. Plain functions. */
import { isUnanswered, needsHand } from "./card-parts.js";

const NAMES = ["q", "agency", "group", "kecamatan", "only"];
const ONLY = {
  unanswered: isUnanswered,
  overdue: (card) => (card.dispatches ?? []).some(needsHand),
};

/** @returns {{q, agency, group, kecamatan, only: string, priority: string[]}} empty where unset; nonsense is left out */
export function read(search) {
  const query = new URLSearchParams(search);
  const filters = Object.fromEntries(NAMES.map((name) => [name, query.get(name) ?? ""]));
  if (!(filters.only in ONLY)) filters.only = "";
  return { ...filters, priority: (query.get("priority") ?? "").split(",").filter((level) => /^[1-4]$/.test(level)) };
}

/** @returns {string} the query string of these filters, without the empty ones */
export function write(filters) {
  const query = new URLSearchParams(NAMES.filter((name) => filters[name]).map((name) => [name, filters[name]]));
  if (filters.priority.length) query.set("priority", filters.priority.join(","));
  return query.toString().replaceAll("%2C", ",");
}

/** @returns {boolean} whether nothing is filtered */
export const isEmpty = (filters) => write(filters) === "";

/** Lower case, without accents and punctuation: "Jl. Kedung-Doro" → "jl kedung doro". */
export const plain = (words) => String(words).toLowerCase().normalize("NFKD").replace(/\p{M}/gu, "").replace(/[^\p{L}\p{N}]+/gu, " ").trim();

/** Whether a card passes. `nameOf(code)` gives the words of a kind, so that a search finds "kebakaran" and "C01"; every
 *  word of the search must be found somewhere, in any order. */
export function passes(card, filters, nameOf = (code) => code) {
  if (filters.priority.length && !filters.priority.includes(String(card.priority))) return false;
  if (filters.agency && !(card.dispatches ?? []).some(({ agency }) => agency === filters.agency)) return false;
  if (filters.group && !card.kind?.startsWith(filters.group)) return false;
  if (filters.kecamatan && card.place?.kecamatan !== filters.kecamatan) return false;
  if (filters.only && !ONLY[filters.only](card)) return false;
  const asked = plain(filters.q);
  if (!asked) return true;
  const { text, kelurahan, kecamatan } = card.place ?? {};
  const units = (card.dispatches ?? []).flatMap(({ agency, units: sent }) => [agency, ...(sent ?? []).map(({ callsign }) => callsign)]);
  const words = plain([card.number, card.kind, card.kind && nameOf(card.kind), text, kelurahan, kecamatan, ...units].filter(Boolean).join(" "));
  return asked.split(" ").every((word) => words.includes(word));
}
