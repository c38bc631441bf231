/** What needs a human, loudest first: plain functions over cards, tested without a browser. */
const SOON_S = 15;
const RANK = { overdue: 0, declined: 1, nobody: 2, soon: 3 };

/** @returns {{key, why, card, dispatch, since}[]} `why`: overdue, declined, nobody (a P1 without a live dispatch), soon */
export function needs(cards, now) {
  const list = [];
  for (const card of cards) {
    if (card.state === "closed") continue;
    const live = card.dispatches.filter((one) => ["sent", "accepted", "en_route", "on_scene"].includes(one.state));
    for (const dispatch of card.dispatches) {
      const why = whyOf(dispatch, now);
      if (why) list.push({ key: `${why}-${dispatch.id}`, why, card, dispatch, since: why === "declined" ? dispatch.declined_at : dispatch.sent_at });
    }
    const answered = card.dispatches.some((one) => one.state === "done");
    if (card.priority === 1 && card.state === "open" && live.length === 0 && !answered) {
      list.push({ key: `nobody-${card.number}`, why: "nobody", card, dispatch: null, since: card.opened_at });
    }
  }
  return list.sort((a, b) => RANK[a.why] - RANK[b.why] || a.card.priority - b.card.priority || Date.parse(a.since) - Date.parse(b.since));
}

function whyOf(dispatch, now) {
  if (dispatch.state === "sent" && dispatch.overdue) return "overdue";
  if (dispatch.state === "declined" && !dispatch.settled) return "declined";
  if (dispatch.state === "sent" && !dispatch.held && dispatch.due_at && Date.parse(dispatch.due_at) - now < SOON_S * 1000) return "soon";
  return null;
}

/** Whether the last ring was for this rung of the ladder. */
export const ringsMe = (dispatch, rung) => Boolean(rung) && dispatch?.overdue === true && dispatch.rung === rung;
