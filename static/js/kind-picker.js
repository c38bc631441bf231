/** Kinds by code or by any word people use for them: ranked, tolerant of a slip. Plain functions, tested without a page. */

/** @returns {object[]} the kinds that fit, best first */
export function rank(kinds, typed, limit = 8) {
  const asked = plain(typed);
  if (!asked) return [];
  return kinds
    .map((kind) => ({ kind, points: points(kind, asked) }))
    .filter(({ points: worth }) => worth > 0)
    .sort((a, b) => b.points - a.points || a.kind.priority - b.kind.priority || a.kind.code.localeCompare(b.kind.code))
    .slice(0, limit)
    .map(({ kind }) => kind);
}

function points(kind, asked) {
  if (kind.code.toLowerCase() === asked) return 100;
  if (kind.code.toLowerCase().startsWith(asked)) return 80;
  const names = [plain(kind.name), ...kind.words.map(plain)];
  if (names.includes(asked)) return 70;
  const wanted = asked.split(" ");
  let sum = 0;
  for (const word of wanted) {
    const best = Math.max(0, ...names.map((name) => wordPoints(name, word)));
    if (best === 0) return 0;
    sum += best;
  }
  return sum / wanted.length;
}

function wordPoints(name, word) {
  let best = 0;
  for (const known of name.split(" ")) {
    if (known === word) return 60;
    if (known.startsWith(word)) best = Math.max(best, 50);
    else if (word.length >= 4 && slips(known, word) <= 1) best = Math.max(best, 40);
    else if (word.length >= 3 && known.includes(word)) best = Math.max(best, 20);
  }
  return best;
}

/** Letters to change, put in, take out or swap with their neighbour; more than one counts as two. */
export function slips(a, b) {
  if (Math.abs(a.length - b.length) > 1) return 2;
  let i = 0;
  while (i < a.length && i < b.length && a[i] === b[i]) i += 1;
  const [x, y] = [a.slice(i), b.slice(i)];
  if (x === y) return 0;
  const one = x.slice(1) === y.slice(1) || x.slice(1) === y || x === y.slice(1);
  const swapped = x[0] === y[1] && x[1] === y[0] && x.slice(2) === y.slice(2);
  return one || swapped ? 1 : 2;
}

const plain = (words) => words.toLowerCase().normalize("NFKD").replace(/[^\p{L}\p{N}]+/gu, " ").trim();
