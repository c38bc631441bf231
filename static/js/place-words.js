/** What typed place words say by themselves: a position from a shared link, a kelurahan named in them. Plain functions. */
import { plain } from "./filters.js";
import { slips } from "./kind-picker.js";

/** Roads are called after kelurahan ("Jl. Kenjeran" runs through ten of them), so a name behind one of these is a road. */
const ROAD = new Set(["jl", "jln", "jalan", "gg", "gang", "g", "raya", "jembatan", "pasar", "terminal", "stasiun", "polsek", "puskesmas", "rs", "rsud", "simpang", "perempatan", "pertigaan", "bundaran", "frontage", "smp", "sma", "sdn", "smpn", "sman", "arah"]);
const NEAR_SPELLING = 75;
const AREA = new Set(["kel", "kelurahan", "kec", "kecamatan", "desa"]);

/** Search results that the words really speak for, best first: those of whose own words (not "jl", "rsud") most were
 *  typed, give or take a slip; of equals the better scored, then the longer name. Without any such word a result stays
 *  only when it is near in spelling as a whole. @param {{name, score}[]} results */
export function best(words, results) {
  const typed = plain(words).split(" ");
  const shared = (name) => plain(name).split(" ").some((word) => ROAD.has(word) && typed.includes(word));
  return results
    .map((result) => ({ result, hits: hits(typed, result.name) }))
    .filter(({ result, hits: count }) => count > 0 || (result.score >= NEAR_SPELLING && !shared(result.name)))
    .sort((a, b) => b.hits - a.hits || b.result.score - a.result.score || b.result.name.length - a.result.name.length)
    .map(({ result }) => result);
}

function hits(typed, name) {
  const own = plain(name.replace(/\(.*?\)/g, " ")).split(" ").filter((word) => word.length > 2 && !ROAD.has(word));
  return own.filter((word) => typed.some((one) => alike(word, one))).length;
}

/** The same word, its beginning, one slip away, or spelt another way at its end ("Soewandi" for Soewandhie). */
function alike(word, typed) {
  if (word === typed) return true;
  if (typed.length < 4) return false;
  return word.startsWith(typed) || slips(word, typed) <= 1 || (typed.length > 6 && word.slice(0, 6) === typed.slice(0, 6));
}

/** A pair of degrees in what was typed or pasted ("-7.26, 112.75", a maps link). @returns {{lat, lng}|null} near Surabaya only */
export function coordinatesIn(words) {
  const found = /(-?\d{1,2}\.\d{3,})\s*[,;\s]\s*(\d{2,3}\.\d{3,})/.exec(decode(words));
  if (!found) return null;
  const [lat, lng] = [Number(found[1]), Number(found[2])];
  return lat > -8.5 && lat < -6 && lng > 111 && lng < 114.5 ? { lat, lng } : null;
}

function decode(words) {
  try { return decodeURIComponent(words); } catch { return words; }
}

/** The area that the words name although the pin lies elsewhere: its name, or null.
 *  @param {string} words  @param {object[]} known  search results {name, category, kelurahan, kecamatan}
 *  @param {{kelurahan, kecamatan}} pin  where the pin lies */
export function namedElsewhere(words, known, pin) {
  const typed = plain(words).split(" ");
  const named = known.filter(({ name, category }) => ["kelurahan", "kecamatan"].includes(category) && names(typed, plain(name).split(" ")));
  if (named.some((area) => (area.category === "kelurahan" ? area.kelurahan === pin.kelurahan : area.kecamatan === pin.kecamatan))) return null;
  return named[0]?.name ?? null;
}

function names(typed, name) {
  for (let at = 0; at + name.length <= typed.length; at += 1) {
    if (!name.every((word, more) => typed[at + more] === word)) continue;
    const before = typed[at - 1];
    const told = AREA.has(before) || AREA.has(typed[at - 2]);
    // "Genteng Kali": a following word may make it a road's name; only a bare or announced name counts.
    if (told || (!ROAD.has(before) && !ROAD.has(typed[at - 2]))) return true;
  }
  return false;
}
