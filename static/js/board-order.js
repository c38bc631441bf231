/** In what order the board stands, and when it may change. Plain functions and one small clockwork, tested without a page. */
import { isUnanswered, needsHand } from "./card-parts.js";

const overdue = (card) => (card.dispatches ?? []).some(needsHand);
const serial = ({ number }) => Number(String(number).replace(/\D/g, ""));

/** Priority first; within it what needs a hand, then the oldest. For Array.sort. */
export const byPriority = (a, b) =>
  a.priority - b.priority || overdue(b) - overdue(a) || Date.parse(a.opened_at) - Date.parse(b.opened_at) || serial(a) - serial(b);

/** @returns {{open, unanswered, overdue: number}} of all open incidents in sight, filtered away or not */
export const figures = (cards) => ({
  open: cards.length,
  unanswered: cards.filter(isUnanswered).length,
  overdue: cards.filter(overdue).length,
});

/** What would change if the board were put in order now. @param {string[]} present  rows as they stand
 *  @param {object[]} wanted  cards in order  @returns {{changes: number, life: number}} life: new rows with a life at risk */
export function waiting(present, wanted) {
  const there = new Set(present);
  const numbers = wanted.map(({ number }) => number);
  const staying = new Set(numbers);
  const added = wanted.filter(({ number }) => !there.has(number));
  const gone = present.filter((number) => !staying.has(number)).length;
  const before = present.filter((number) => staying.has(number));
  const after = numbers.filter((number) => there.has(number));
  const moved = before.length - longestRun(before.map((number) => after.indexOf(number)));
  return { changes: added.length + gone + moved, life: added.filter(({ priority }) => priority === 1).length };
}

/** The length of the longest increasing subsequence: the rows that may stay while the others move. */
function longestRun(places) {
  const ends = [];
  for (const place of places) {
    const at = ends.findIndex((end) => end >= place);
    ends[at === -1 ? ends.length : at] = place;
  }
  return ends.length;
}

/** Keeps the order still while somebody aims at a row: for a while after the pointer moved over the rows or a key moved
 *  the focus among them. A pointer that lies forgotten on the table must not hide a new P1, so the hold runs out. */
export class Hold {
  #until = 0;
  #now;
  static POINTER_MS = 6000;
  static KEYS_MS = 12_000;

  constructor(now = () => Date.now()) { this.#now = now; }

  aim(ms) { this.#until = Math.max(this.#until, this.#now() + ms); }
  release() { this.#until = 0; }
  get on() { return this.#now() < this.#until; }
}
