/** What this screen knows: cards by type and id. Of two cards the one with the higher seq wins, whatever order they
 *  come in. It knows nothing of pages; pages subscribe and redraw only what a change set names.
 *
 *  @typedef {{type: string, id: string, card: object|null, before: object|null}} Change
 *    card null: gone (out of this member's sight). before null: new on this screen. */
export class Store {
  /** @type {Map<string, Map<string, {seq: number, card: object|null}>>} a null card is a tombstone, so that a late card does not rise again */
  #held = new Map();
  /** @type {Set<(changes: Change[]) => void>} */
  #readers = new Set();

  /** Takes one server frame; `whole` when it is the entire board (the first after after=0), so what it lacks is gone. */
  apply({ changes }, { whole = false } = {}) {
    const named = new Set(changes.map(({ type, id }) => `${type} ${id}`));
    const made = whole ? this.#drop((type, id) => !named.has(`${type} ${id}`)) : [];
    for (const { type, id, seq, card, gone } of changes) {
      const change = this.#take(type, String(id), seq ?? 0, gone ? null : card);
      if (change) made.push(change);
    }
    this.#tell(made);
    return made;
  }

  /** Forgets everything: the audience or the epoch changed, or this member may no longer look. */
  reset() {
    const made = this.#drop(() => true);
    this.#held.clear();
    this.#tell(made);
  }

  /** @returns {object|undefined} the card, if it is in sight */
  get(type, id) {
    return this.#held.get(type)?.get(String(id))?.card ?? undefined;
  }

  /** @returns {object[]} every card of a type in sight, in the order they first came */
  all(type) {
    return [...(this.#held.get(type)?.values() ?? [])].map(({ card }) => card).filter(Boolean);
  }

  /** Calls `reader` with every change set; with `replay`, at once with all that is held. Returns how to stop. */
  subscribe(reader, { replay = false } = {}) {
    this.#readers.add(reader);
    const held = replay ? this.#everything() : [];
    if (held.length) reader(held);
    return () => this.#readers.delete(reader);
  }

  #take(type, id, seq, card) {
    if (!this.#held.has(type)) this.#held.set(type, new Map());
    const cards = this.#held.get(type);
    const old = cards.get(id);
    if (old && old.seq >= seq) return null;
    cards.set(id, { seq, card });
    const before = old?.card ?? null;
    return card || before ? { type, id, card, before } : null;
  }

  #drop(unwanted) {
    const made = [];
    for (const [type, cards] of this.#held) {
      for (const [id, { card: before }] of cards) {
        if (!unwanted(type, id)) continue;
        cards.delete(id);
        if (before) made.push({ type, id, card: null, before });
      }
    }
    return made;
  }

  #everything() {
    return [...this.#held].flatMap(([type, cards]) =>
      [...cards].filter(([, { card }]) => card).map(([id, { card }]) => ({ type, id, card, before: null })));
  }

  #tell(changes) {
    if (!changes.length) return;
    for (const reader of this.#readers) {
      try {
        reader(changes);
      } catch (error) {
        reportError(error); // one broken pane must not make the others deaf
      }
    }
  }
}
