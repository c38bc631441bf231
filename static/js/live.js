/** The live feed: one socket that tells, never takes orders. Every frame starts where the last one ended or the
 *  connection is made anew; every frame is acknowledged; silence is measured here, on this screen's own clock,
 *  because a dead connection cannot report its own death. "Heard" means: shown to be up to date. A heartbeat that
 *  knows of more than this screen has been told is no proof of that.
 *
 *  Events: "health" (detail: Health, at each change and each second), "positions" (detail: rows).
 *
 *  @typedef {object} Health
 *  @property {"connecting"|"live"|"stale"|"down"|"signed_out"|"forbidden"} state
 *  @property {number} feedAge    seconds since the screen was last known to be up to date
 *  @property {Date} since        when that was (or when this page began to listen)
 *  @property {number|null} clockAge  seconds since the escalation clock's last sweep; null: not told yet, Infinity: never
 *  @property {boolean} clockStopped
 *  @property {number} behind     journal lines the server knows and this screen does not */

export const SILENCE_S = 5;
const GIVE_UP_S = 12; // a socket this silent is dead, whatever TCP believes
const FIRST_WAIT_MS = 400;
const LONGEST_WAIT_MS = 15_000;
const NO_RETRY = { 4401: "signed_out", 4403: "forbidden" };
const START_AGAIN = 4409;

/** How long to wait before try number `attempt` (0, 1, …). Half of it is chance: a thousand screens must not come at once. */
export function backoff(attempt, random = Math.random) {
  const longest = Math.min(LONGEST_WAIT_MS, FIRST_WAIT_MS * 2 ** Math.min(attempt, 10));
  return longest / 2 + (longest / 2) * random();
}

export class Live extends EventTarget {
  #store; #url; #clock; #Socket; #random; #onServerTime;
  #socket = null;
  #cursor = 0;
  #epoch = null;
  #fresh = true; // the next frame is the whole board
  #attempt = 0;
  #retry = null;
  #watch = null;
  #heardAt;
  #begunAt = 0;
  #closed = null;
  #clockAge = null;
  #clockToldAt = 0;
  #head = 0;
  #box = null;
  #state = "connecting";

  /** @param {object} options  url: the feed's address; onServerTime(iso): hears the server's time; the rest is for tests. */
  constructor({ store, url, onServerTime = () => {}, WebSocket = globalThis.WebSocket, clock = globalThis, now = Date.now, random = Math.random }) {
    super();
    this.#store = store;
    this.#url = url;
    this.#Socket = WebSocket;
    this.#random = random;
    this.#onServerTime = onServerTime;
    this.#clock = {
      now,
      after: (run, ms) => clock.setTimeout(run, ms),
      cancel: (id) => clock.clearTimeout(id),
      every: (run, ms) => clock.setInterval(run, ms),
      stop: (id) => clock.clearInterval(id),
    };
    this.#heardAt = now();
  }

  start() {
    if (this.#watch !== null) return;
    this.#heardAt = this.#clock.now();
    this.#watch = this.#clock.every(() => this.#look(), 1000);
    this.#connect();
  }

  /** Ends for good (the page is left). */
  stop() {
    this.#clock.stop(this.#watch);
    this.#watch = null;
    this.#leave();
  }

  /** The network or the laptop woke up, or the person comes back from signing in: don't sit out the wait. */
  wake() {
    if (this.#watch === null || this.#socket || this.#closed === "forbidden") return;
    this.#attempt = 0;
    if (this.#closed === "signed_out") this.#forget(); // somebody else may have signed in since
    this.#connect();
  }

  /** The map's box [south, west, north, east] in degrees: positions come only for what it holds. null: no box. */
  sendBox(box) {
    this.#box = box;
    this.#send({ box });
  }

  /** @returns {Health} */
  get health() {
    const now = this.#clock.now();
    const clockAge = this.#clockAge === null ? null : this.#clockAge + (now - this.#clockToldAt) / 1000;
    return {
      state: this.#state,
      feedAge: (now - this.#heardAt) / 1000,
      since: new Date(this.#heardAt),
      clockAge,
      // While the feed is silent nothing is known of the clock: only what the server itself last said counts.
      clockStopped: this.#clockAge !== null && this.#clockAge > SILENCE_S,
      behind: Math.max(0, this.#head - this.#cursor),
    };
  }

  #connect() {
    this.#leave();
    const query = new URLSearchParams({ after: this.#cursor });
    if (this.#epoch !== null) query.set("epoch", this.#epoch);
    const socket = new this.#Socket(`${this.#url}?${query}`);
    this.#socket = socket;
    this.#begunAt = this.#clock.now();
    this.#fresh = this.#cursor === 0;
    // A socket that was left may still speak: only the present one is listened to.
    const mine = (listen) => (event) => { if (socket === this.#socket) listen(event); };
    socket.addEventListener("open", mine(() => {
      if (this.#box) this.#send({ box: this.#box });
      this.#look();
    }));
    socket.addEventListener("message", mine(({ data }) => this.#hear(JSON.parse(data))));
    socket.addEventListener("close", mine(({ code }) => this.#lost(code)));
    this.#look();
  }

  #hear(message) {
    if (message.hb) this.#heartbeat(message);
    else if (message.positions) this.dispatchEvent(new CustomEvent("positions", { detail: message.positions }));
    else if (Array.isArray(message.changes)) this.#frame(message);
    this.#look();
  }

  #heartbeat({ head, clock_age_s: age, at }) {
    this.#head = head ?? this.#head;
    if (!this.#fresh && this.#head <= this.#cursor) this.#heardAt = this.#clock.now();
    this.#clockAge = age ?? Infinity;
    this.#clockToldAt = this.#clock.now();
    if (at) this.#onServerTime(at);
  }

  #frame(frame) {
    if (this.#epoch !== null && frame.epoch !== this.#epoch) return this.#startAgain();
    if (frame.from !== this.#cursor) return this.#reconnect(); // a gap: ask again from where we stand
    this.#store.apply(frame, { whole: this.#fresh });
    this.#fresh = false;
    this.#epoch = frame.epoch;
    this.#cursor = frame.to;
    this.#heardAt = this.#clock.now();
    this.#head = Math.max(this.#head, frame.to);
    this.#attempt = 0;
    this.#send({ ack: frame.to });
  }

  #lost(code) {
    this.#socket = null;
    if (code in NO_RETRY) {
      this.#closed = NO_RETRY[code];
      if (this.#closed === "forbidden") this.#store.reset();
    } else if (code === START_AGAIN) {
      return this.#startAgain();
    } else {
      this.#later();
    }
    this.#look();
  }

  /** Audience or journal changed: what is on the screen may not be ours to see. Drop it, then ask for the whole board. */
  #startAgain() {
    this.#forget();
    this.#reconnect();
  }

  #forget() {
    this.#closed = null;
    this.#cursor = 0;
    this.#head = 0;
    this.#epoch = null;
    this.#store.reset();
  }

  #reconnect() {
    this.#leave();
    this.#later();
    this.#look();
  }

  #later() {
    this.#clock.cancel(this.#retry);
    this.#retry = this.#clock.after(() => this.#connect(), backoff(this.#attempt++, this.#random));
  }

  #leave() {
    this.#clock.cancel(this.#retry);
    const socket = this.#socket;
    this.#socket = null;
    socket?.close(1000);
  }

  #look() {
    const now = this.#clock.now();
    if (this.#socket && now - Math.max(this.#heardAt, this.#begunAt) >= GIVE_UP_S * 1000) return this.#reconnect();
    const open = this.#socket?.readyState === 1;
    if (this.#closed) this.#state = this.#closed;
    else if (now - this.#heardAt >= SILENCE_S * 1000) this.#state = open ? "stale" : "down";
    else this.#state = open && !this.#fresh ? "live" : "connecting";
    this.dispatchEvent(new CustomEvent("health", { detail: this.health }));
  }

  #send(message) {
    if (this.#socket?.readyState === 1) this.#socket.send(JSON.stringify(message));
  }
}
