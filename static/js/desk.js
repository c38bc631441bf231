/** The desk of an agency: its list is drawn by the server and fetched again when a card changes; sound, the count in the
 *  title and "seen" come from the cards. */
import { store } from "./feed.js";
import { bind } from "./keys.js";
import { post } from "./post.js";
import { room } from "./room.js";
import { ring, ringingKeys, silence } from "./sound.js";
import { LivePart } from "./swap.js";
import { t } from "./words.js";

const desk = document.querySelector(".desk");
const title = document.title;
const SEEN_AFTER_MS = 1500;
const marked = new Set();
const part = new LivePart(desk, desk.dataset.live, { notice: document.querySelector(".held-changes"), after: look });

/** The offers among the cards: what is sent to my agency and not answered. @returns {{card, dispatch}[]} */
export function offersOf(cards, agency) {
  return cards
    .filter((card) => card.state !== "closed")
    .flatMap((card) => card.dispatches.filter((one) => one.agency === agency && one.state === "sent").map((dispatch) => ({ card, dispatch })));
}

function sounds() {
  const offers = offersOf(store.all("incident"), room.member.agency);
  document.title = offers.length ? `(${offers.length}) ${title}` : title;
  const keys = new Set(offers.map(({ dispatch }) => `offer-${dispatch.id}`));
  for (const key of ringingKeys()) if (key.startsWith("offer-") && !keys.has(key)) silence(key);
  for (const { card, dispatch } of offers) {
    const pattern = dispatch.overdue ? "overdue" : card.priority === 1 ? "p1" : "new";
    ring(`offer-${dispatch.id}`, pattern);
  }
}

/** An offer that stands on a visible, focused screen for a moment has been seen. */
function look() {
  setTimeout(() => {
    if (document.hidden || !document.hasFocus()) return;
    for (const card of desk.querySelectorAll("[data-unseen]")) {
      const id = card.dataset.dispatch;
      if (marked.has(id)) continue;
      marked.add(id);
      post(`/kiriman/${id}/dilihat/`, new URLSearchParams()).catch(() => marked.delete(id));
    }
  }, SEEN_AFTER_MS);
}

let first = true;
store.subscribe((changes) => {
  sounds();
  const mine = changes.some(({ type }) => type === "incident" || type === "unit");
  if (mine && !first) part.refresh();
  first = false;
});
addEventListener("focus", look);
look();

const firstOffer = () => desk.querySelector(".offer");
function open(selector) {
  const details = firstOffer()?.querySelector(selector);
  if (!details) return;
  details.open = true;
  details.querySelector("input:not([type=hidden])")?.focus();
}
bind([
  { keys: "a", what: t("desk.accept"), run: () => firstOffer()?.querySelector(".accept")?.form.requestSubmit() },
  { keys: "u", what: t("desk.units"), run: () => open(".choose") },
  { keys: "d", what: t("desk.decline"), run: () => open(".refuse") },
]);
