/** One report on its way to the server: a draft from the first keystroke, filed once, every later change added to it.
 *  Nothing typed is lost: what the server has not acknowledged stays in this tab's store (a reload, a crash of the page)
 *  and is tried again until it is. It holds its own copy of the report, so the form may already serve the next caller. */
const DRAFT_MS = 800;
const LONGEST_MS = 2000; // somebody who types without a pause is saved all the same
const AMEND_MS = 3000; // a later change becomes a line of the report's history: a pause or a left field, not each letter
const LONGEST_WAIT_MS = 15_000;
const KEY = "cc112.unsent.";
const TRY_AGAIN = new Set([0, 401, 408, 429]); // 401: signed out; signing in again in another tab mends it

/** A UUID of version 7: sorts by time, made before the first keystroke. */
export function uuid7(now = Date.now(), random = (bytes) => crypto.getRandomValues(bytes)) {
  const bytes = random(new Uint8Array(16));
  for (let at = 5, rest = now; at >= 0; at -= 1) { bytes[at] = rest % 256; rest = Math.floor(rest / 256); }
  bytes[6] = (bytes[6] & 0x0f) | 0x70;
  bytes[8] = (bytes[8] & 0x3f) | 0x80;
  const hex = [...bytes].map((byte) => byte.toString(16).padStart(2, "0")).join("");
  return `${hex.slice(0, 8)}-${hex.slice(8, 12)}-${hex.slice(12, 16)}-${hex.slice(16, 20)}-${hex.slice(20)}`;
}

export class Saver {
  #send; #changed; #storage; #clock;
  #body = null;
  #acknowledged = null;
  #timer = null;
  #unsavedSince = null;
  #sending = null;
  #tries = 0;

  /** @param {object} parts  send(message) → Promise of the answer, rejecting with {status};
   *  changed(state, detail): "typing" | "saving" | "draft" | "filed" | "amended" | "unsent" | "refused" */
  constructor({ id = uuid7(), send, changed, storage, clock = globalThis }) {
    Object.assign(this, { id, filed: null, outcome: "draft", state: "empty" });
    this.#send = send;
    this.#changed = changed;
    this.#storage = storage;
    this.#clock = { set: (run, ms) => clock.setTimeout(run, ms), clear: (timer) => clock.clearTimeout(timer), now: () => (clock.now ?? Date.now)() };
  }

  /** What would be sent now; null before anything was typed. */
  get message() { return this.#body && { ...this.#body, id: this.id, outcome: this.outcome }; }

  /** Whether the server lacks something that was typed here. */
  get unsaved() { return this.#body !== null && JSON.stringify(this.message) !== this.#acknowledged; }

  /** Something was typed: `body` is the report as it now stands. */
  touch(body) {
    this.#body = body;
    if (!this.unsaved) return;
    this.#keep();
    if (this.state !== "unsent") this.#tell("typing");
    if (this.#sending || this.#tries) return; // after it, or with the next try
    this.#unsavedSince ??= this.#clock.now();
    const pause = this.filed ? AMEND_MS : Math.min(DRAFT_MS, this.#unsavedSince + LONGEST_MS - this.#clock.now());
    this.#later(Math.max(0, pause));
  }

  /** The outcome was chosen: send now, and again until the server has it. */
  file(outcome, body) {
    this.outcome = outcome;
    this.#body = body;
    this.#keep();
    return this.flush();
  }

  /** Sends what is unsaved, now. Resolves when the server has it or the try failed. */
  async flush() {
    this.#clock.clear(this.#timer);
    if (this.#sending) { await this.#sending; return this.unsaved && !this.#tries ? this.flush() : undefined; }
    if (!this.unsaved) return undefined;
    this.#sending = this.#try();
    await this.#sending;
    this.#sending = null;
    if (this.unsaved && this.#tries === 0 && this.state !== "refused") this.#later(this.filed ? AMEND_MS : DRAFT_MS);
    return undefined;
  }

  async #try() {
    const message = this.message;
    this.#unsavedSince = null;
    this.#tell("saving");
    try {
      const answer = await this.#send(message);
      const first = !this.filed && message.outcome !== "draft";
      const opened = this.filed && !this.filed.incident && answer.incident; // a ghost that became an incident after all
      if (first || opened) this.filed = answer;
      this.#acknowledged = JSON.stringify(message);
      this.#tries = 0;
      if (!this.unsaved) this.#drop();
      this.#tell(first || opened ? "filed" : this.filed ? "amended" : "draft", answer);
    } catch (error) {
      this.#failed(error);
    }
  }

  #failed(error) {
    const status = error?.status ?? 0;
    if (status >= 400 && status < 500 && !TRY_AGAIN.has(status)) {
      // The server read it and said no: the same again is no use, the person must know why and choose anew.
      this.#tries = 0;
      this.outcome = this.filed?.outcome ?? "draft";
      this.#tell("refused", error);
      return;
    }
    this.#tries += 1;
    this.#tell("unsent", error);
    const wait = Math.min(LONGEST_WAIT_MS, 500 * 2 ** this.#tries);
    this.#later(wait * (0.75 + Math.random() / 2));
  }

  #later(ms) {
    this.#clock.clear(this.#timer);
    this.#timer = this.#clock.set(() => this.flush(), ms);
  }

  #tell(state, detail) {
    this.state = state;
    this.#changed(state, detail);
  }

  // A full or forbidden store must not stop the sending.
  #keep() { try { this.#storage.setItem(KEY + this.id, JSON.stringify(this.message)); } catch { /* the server is the other copy */ } }
  #drop() { try { this.#storage.removeItem(KEY + this.id); } catch { /* as above */ } }
}

/** @returns {object[]} messages of this tab that the server has not acknowledged, newest first */
export function unsent(storage) {
  const found = [];
  for (let at = 0; at < storage.length; at += 1) {
    const key = storage.key(at);
    if (!key?.startsWith(KEY)) continue;
    try { found.push(JSON.parse(storage.getItem(key))); } catch { /* cut off while it was written */ }
  }
  return found.filter((message) => message?.id).sort((a, b) => (a.id < b.id ? 1 : -1));
}
