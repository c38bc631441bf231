/** The page of one incident: when its card changes, the story is fetched again. The forms stand beside it, untouched. */
import { store } from "./feed.js";
import { LivePart } from "./swap.js";

const page = document.querySelector(".incident-page");
const story = new LivePart(page.querySelector("[data-part=live]"), page.dataset.live);
let known = null;

store.subscribe((changes) => {
  for (const { type, id, card } of changes) {
    if (type !== "incident" || id !== page.dataset.number) continue;
    const now = JSON.stringify(card);
    // The first card is what the page was drawn from.
    if (known !== null && known !== now) story.refresh();
    known = now;
  }
});
