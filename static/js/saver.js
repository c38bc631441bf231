/** One report on its way to the server: draft from the first keystroke, filed once, every later change added. Nothing
 *  typed is lost: what the server has not acknowledged stays in this tab's store and is tried again. */
const DRAFT_MS = 1200;
const AMEND_MS = 1500;
const KEY = "cc112.unsent.";

/** A UUID of version 7: sorts by time, made before the first keystroke. */
export function uuid7(now = Date.now(), random = (bytes) => crypto.getRandomValues(bytes)) {
  const bytes = random(new Uint8Array(16));
  for (let i = 5, rest = now; i >= 0; i -= 1) { bytes[i] = rest % 256; rest = Math.floor(rest / 256); }
  bytes[6] = (bytes[6] & 0x0f) | 0x70;
  bytes[8] = (bytes[8] & 0x3f) | 0x80;
  const hex = [...bytes].map((byte) => byte.toString(16).padStart(2, "0")).join("");
  return `${hex.slice(0, 8)}-${hex.slice(8, 12)}-${hex.slice(12, 16)}-${hex.slice(16, 20)}-${hex.slice(20)}`;
}

export class Saver {
  #body;
  #send;
  #changed;
  #storage;
  #timer = null;
  #busy = false;
  #again = false;
  #tries = 0;
  #sent = null;

  /** @param {{id?: string, body: () => object, send: (body) => Promise, changed: (state, detail) => void, storage: Storage}} parts */
  constructor({ id = uuid7(), body, send, changed, storage }) {
    this.id = id;
    this.filed = null;
    this.outcome = "draft";
    this.#body = body;
    this.#send = send;
    this.#changed = changed;
    this.#storage = storage;
  }

  /** Something was typed. */
  touch() {
    this.#keep();
    clearTimeout(this.#timer);
    this.#timer = setTimeout(() => this.flush(), this.filed ? AMEND_MS : DRAFT_MS);
  }

  /** The outcome was chosen: send now, and again until the server has it. */
  file(outcome) {
    this.outcome = outcome;
    this.#keep();
    return this.flush();
  }

  /** What would be sent now. */
  get message() { return { id: this.id, ...this.#body(), outcome: this.outcome }; }

  async flush() {
    clearTimeout(this.#timer);
    if (this.#busy) { this.#again = true; return; }
    const message = this.message;
    const text = JSON.stringify(message);
    if (text === this.#sent) return;
    this.#busy = true;
    this.#changed("saving");
    try {
      const answer = await this.#send(message);
      this.#sent = text;
      this.#tries = 0;
      const first = !this.filed && message.outcome !== "draft";
      if (first) this.filed = answer;
      this.#storage.removeItem(KEY + this.id);
      this.#changed(first ? "filed" : this.filed ? "amended" : "draft", answer);
    } catch (error) {
      if (error.status >= 400 && error.status < 500 && error.status !== 401 && error.status !== 408) {
        // The server read it and said no: trying the same again is no use, the person must know why.
        this.#changed("refused", error);
        if (!this.filed) this.outcome = "draft";
      } else {
        this.#tries += 1;
        this.#changed("unsent", error);
        this.#timer = setTimeout(() => this.flush(), Math.min(8000, 400 * 2 ** this.#tries) * (0.75 + Math.random() / 2));
      }
    } finally {
      this.#busy = false;
      if (this.#again) { this.#again = false; this.flush(); }
    }
  }

  #keep() { this.#storage.setItem(KEY + this.id, JSON.stringify(this.message)); }
}

/** Reports of this tab that the server has not acknowledged (after a reload or a crash of the page). */
export function unsent(storage) {
  const found = [];
  for (let i = 0; i < storage.length; i += 1) {
    const key = storage.key(i);
    if (!key.startsWith(KEY)) continue;
    try { found.push(JSON.parse(storage.getItem(key))); } catch { /* not ours */ }
  }
  return found;
}
