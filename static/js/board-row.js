/** One row of the board. Each cell remembers what it shows and is drawn again only when that changed, so a pointer, a
 *  selection or a screen reader inside the row is not disturbed by a neighbour's news. */
import { age, dispatchChip, el, isUnanswered, kindLabel, needsHand, placeLine, priorityBadge, stateLabel, verificationLabel } from "./card-parts.js";
import { t } from "./words.js";

export class Row {
  #cells;
  #shown = new Map();
  #chips = new Map();
  #fresh;

  /** @param {object} card  @param {boolean} fresh  new since the board was first drawn: a quiet mark, until looked at */
  constructor(card, fresh) {
    this.number = card.number;
    this.#fresh = fresh;
    this.link = el("a", { class: "number-link", href: `/kejadian/${card.number}/`, tabindex: -1, "aria-describedby": `what-${card.number}` }, card.number);
    this.#cells = {
      priority: cell("level"),
      number: cell("number", {}, this.link),
      what: cell("what", { id: `what-${card.number}` }),
      chips: el("div", { class: "chips" }),
      age: cell("clock"),
    };
    const { priority, number, what, chips, age: clock } = this.#cells;
    this.element = el("tr", { role: "row", data: { number: card.number } }, priority, number, what, cell("who", {}, chips), clock);
    this.#markFresh();
    this.update(card);
  }

  update(card) {
    const { dispatches = [], place } = card;
    this.card = card;
    this.element.dataset.priority = card.priority;
    this.element.toggleAttribute("data-hand", dispatches.some(needsHand));
    this.element.toggleAttribute("data-ended", card.state !== "open");
    this.#draw("priority", [card.priority, isUnanswered(card)], () => [priorityBadge(card, { size: "small" })]);
    this.#draw("what", [card.kind, card.stub, card.verification, card.reports, card.state, card.merged_into, place], () => [
      el("div", { class: "kind-line" }, kindLabel(card, { code: false }), callers(card), verificationLabel(card), card.state === "open" ? null : stateLabel(card)),
      el("div", { class: "place-line" }, placeLine(card)),
    ]);
    this.#draw("age", [card.opened_at], () => [age(card.opened_at)]);
    this.#drawChips(dispatches, card.priority);
  }

  /** Somebody has looked at it. */
  seen() {
    this.#fresh = false;
    this.#markFresh();
  }

  #markFresh() {
    this.element.toggleAttribute("data-fresh", this.#fresh);
    const mark = this.element.querySelector(".fresh");
    if (this.#fresh && !mark) this.#cells.number.append(el("span", { class: "fresh" }, t("board.fresh")));
    else if (!this.#fresh) mark?.remove();
  }

  #draw(cell, facts, make) {
    const key = JSON.stringify(facts);
    if (this.#shown.get(cell) === key) return;
    this.#shown.set(cell, key);
    this.#cells[cell].replaceChildren(...make());
  }

  #drawChips(dispatches, priority) {
    const shown = dispatches.filter(({ state }) => state !== "cancelled");
    const kept = new Map();
    for (const dispatch of shown) {
      const key = JSON.stringify([priority, dispatch]);
      const known = this.#chips.get(dispatch.id);
      const over = dispatch.state === "done" || (dispatch.state === "declined" && dispatch.settled);
      kept.set(dispatch.id, known?.key === key ? known : { key, chip: dispatchChip(dispatch, { priority, size: over ? "small" : null }) });
    }
    this.#chips = kept;
    const wanted = shown.length ? [...kept.values()].map(({ chip }) => chip) : [this.#nobody()];
    const box = this.#cells.chips;
    if (wanted.length !== box.children.length || wanted.some((chip, at) => box.children[at] !== chip)) box.replaceChildren(...wanted);
  }

  #nobody() {
    this.#shown.set("nobody", this.#shown.get("nobody") ?? el("span", { class: "nobody" }, t("board.nobody")));
    return this.#shown.get("nobody");
  }
}

// Rows are laid out as grids, each by itself, so that five hundred cost little; the roles keep it a table for ears.
const cell = (name, more = {}, ...children) => el("td", { class: name, role: "cell", ...more }, ...children);

/** More than one caller of the same event is itself news. */
function callers({ reports }) {
  return reports > 1 ? el("span", { class: "callers", title: t("board.reports", { n: reports }) }, `×${reports}`) : null;
}
