/** Steps of a crew that are not with the server yet: kept over reloads, sent in order, each with the time it happened. */
const KEY = "cc112.steps";

export class StepQueue {
  #storage;
  #send;
  #changed;
  #busy = false;

  /** @param {{storage: Storage, send: (step) => Promise, changed: (waiting: object[]) => void}} parts */
  constructor({ storage, send, changed }) {
    this.#storage = storage;
    this.#send = send;
    this.#changed = changed;
  }

  get waiting() {
    try { return JSON.parse(this.#storage.getItem(KEY) ?? "[]"); } catch { return []; }
  }

  add(step) {
    this.#keep([...this.waiting, step]);
    return this.flush();
  }

  /** Send what waits, first things first; stop at the first that can't be sent now. */
  async flush() {
    if (this.#busy) return;
    this.#busy = true;
    try {
      while (this.waiting.length) {
        const [step, ...rest] = this.waiting;
        try {
          await this.#send(step);
        } catch (error) {
          // No answer, or the server is ill: it waits. An answer of 4xx is final: the server knows better than the phone.
          if (!error.status || error.status >= 500 || error.status === 401 || error.status === 403) return;
        }
        this.#keep(rest);
      }
    } finally {
      this.#busy = false;
      this.#changed(this.waiting);
    }
  }

  #keep(steps) {
    this.#storage.setItem(KEY, JSON.stringify(steps));
  }
}
