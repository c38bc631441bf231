/** Steps a crew has reported that are not with the server yet: kept on the phone over reloads, sent in order, each with the
 *  time it happened. */

/** An answer that will not change by asking again: the server knows better than the phone. 401 and 403 are not among
 *  them: somebody has to sign in again, and the steps of the night must not be lost by that. */
export const isFinal = (status) => status >= 400 && status < 500 && ![401, 403, 408, 429].includes(status);

export class StepQueue {
  #storage; #key; #send; #changed; #refused;
  #busy = false;

  /** @param {{storage: Storage, member: string, send: (step) => Promise, changed: (waiting: object[], error) => void,
   *  refused: (step, error) => void}} parts  `member`: phones are handed on; a step belongs to who pressed it */
  constructor({ storage, member, send, changed, refused = () => {} }) {
    this.#storage = storage;
    this.#key = `steps.${member}`;
    this.#send = send;
    this.#changed = changed;
    this.#refused = refused;
  }

  /** @returns {{job: string, status: string, at: string, url: string}[]} the oldest first */
  get waiting() {
    try {
      const kept = JSON.parse(this.#storage.getItem(this.#key) ?? "[]");
      return Array.isArray(kept) ? kept : [];
    } catch {
      return [];
    }
  }

  /** Keeps a step, then tries to send. The same step of the same job twice is one. */
  add(step) {
    const waiting = this.waiting;
    if (!waiting.some(({ job, status }) => job === step.job && status === step.status)) this.#keep([...waiting, step]);
    this.#changed(this.waiting, null);
    return this.flush();
  }

  /** Sends what waits, first things first; stops at the first that can't be sent now. */
  async flush() {
    if (this.#busy || !this.waiting.length) return;
    this.#busy = true;
    let trouble = null;
    try {
      while (this.waiting.length && !trouble) {
        const [step] = this.waiting;
        try {
          await this.#send(step);
        } catch (error) {
          if (isFinal(error.status)) this.#refused(step, error);
          else trouble = error;
        }
        // Read again: a step may have been added while this one was on its way.
        if (!trouble) this.#keep(this.waiting.slice(1));
      }
    } finally {
      this.#busy = false;
      this.#changed(this.waiting, trouble);
    }
  }

  #keep(steps) {
    this.#storage.setItem(this.#key, JSON.stringify(steps));
  }
}

/** Where a job stands for the crew: what the server knows, and then what waits on the phone. */
export function standing(serverStatus, waiting, job) {
  return waiting.filter((step) => step.job === job).at(-1)?.status ?? serverStatus;
}

/** The open work of a unit on the cards of its incidents. @returns {{id, status, number, priority}[]} */
export function workOf(cards, callsign) {
  return cards.flatMap((card) => (card.dispatches ?? []).flatMap((dispatch) => dispatch.units
    .filter((unit) => unit.callsign === callsign)
    .map(({ id, status }) => ({ id, status, number: card.number, priority: card.priority }))));
}
