/** Which orders wait for this agency's answer, and how loud: plain functions over cards, tested without a browser. */

/** The orders to `agency` that nobody has answered, loudest first, each once (a merged incident stands on two cards).
 *  @returns {{card: object, dispatch: object}[]} */
export function offersOf(cards, agency) {
  const found = new Map();
  for (const card of cards) {
    if (card.state === "closed") continue;
    for (const dispatch of card.dispatches ?? []) {
      if (dispatch.agency === agency && dispatch.state === "sent") found.set(dispatch.id, { card, dispatch });
    }
  }
  const late = ({ dispatch }) => (dispatch.overdue ? 0 : 1);
  return [...found.values()].sort((a, b) =>
    late(a) - late(b) || a.card.priority - b.card.priority || Date.parse(a.dispatch.sent_at) - Date.parse(b.dispatch.sent_at));
}

/** How an offer sounds at this desk: {pattern, repeat}, or null for silence. New ones ring until they were seen, overdue
 *  ones until they are answered. The duty officer is rung when the ladder reaches them, and before that told once. */
export function soundOf({ card, dispatch }, rung = "") {
  if (dispatch.held) return null;
  const officer = rung !== "" && rung !== "desk";
  const reached = !officer || dispatch.rung === rung || dispatch.ladder.indexOf(rung) < dispatch.step;
  if (dispatch.overdue && reached) return { pattern: "overdue", repeat: true };
  if (dispatch.seen) return null;
  return { pattern: card.priority === 1 ? "p1" : "new", repeat: !officer };
}

/** The offer that is marked after a change: the same one if it is still there, else the first.
 *  @param {string|null} marked  @param {string[]} ids  in the order they stand */
export const keepMarked = (marked, ids) => (ids.includes(marked) ? marked : ids[0] ?? null);

/** The neighbour of the marked one, at the ends the end itself. */
export function step(marked, ids, by) {
  if (!ids.length) return null;
  return ids[Math.min(ids.length - 1, Math.max(0, ids.indexOf(marked) + by))];
}

/** Orders that were this agency's work and are no longer in its sight: called back, or declined at another desk.
 *  @returns {string[]} incident numbers */
export function takenAway(changes, agency) {
  const busy = ["accepted", "en_route", "on_scene"];
  return changes
    .filter(({ type, card, before }) => type === "incident" && !card && before?.dispatches?.some((one) => one.agency === agency && busy.includes(one.state)))
    .map(({ id }) => id);
}
