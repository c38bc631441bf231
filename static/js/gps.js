/** The phone's position, while its owner shares it. Remembered on this phone; the screen stays awake meanwhile, because a
 *  browser in the pocket stops telling. */
const STORED = "share-position";
const EVERY_MS = 5000;
const METRES = 30;
const AT_LEAST_MS = 1000;

/** Metres between two fixes of a city: good to a metre at this distance from the equator. */
export function metresBetween(a, b) {
  const east = (b.lng - a.lng) * 111_320 * Math.cos((a.lat * Math.PI) / 180);
  return Math.hypot((b.lat - a.lat) * 110_570, east);
}

/** Whether a new fix is worth sending: five seconds or thirty metres after the last one, never twice in a second. */
export function due(last, now) {
  if (!last) return true;
  const passed = now.at - last.at;
  return passed >= EVERY_MS || (passed >= AT_LEAST_MS && metresBetween(last, now) >= METRES);
}

/** A browser's fix in the shape of the interface: degrees, metres, metres per second, degrees from north, ISO 8601.
 *  `at` (ms) is by the server's clock: a phone's own can be wrong. */
export function bodyOf(coords, at) {
  const number = (value) => (Number.isFinite(value) ? value : null);
  return {
    lat: coords.latitude, lng: coords.longitude, accuracy_m: number(coords.accuracy),
    speed_mps: number(coords.speed), heading_deg: number(coords.heading), at: new Date(at).toISOString(),
  };
}

export class Gps {
  #send; #changed; #now; #places; #storage;
  #watch = null;
  #last = null;
  #sending = false;
  #awake = null;

  /** @param {{send: (fix) => Promise, changed: (state: string, at?: number) => void, now?: () => number}} parts
   *  state: off, searching, on, unsent, denied, none */
  constructor({ send, changed, now = Date.now, places = globalThis.navigator?.geolocation, storage = globalThis.localStorage }) {
    this.#send = send;
    this.#changed = changed;
    this.#now = now;
    this.#places = places;
    this.#storage = storage;
  }

  get running() { return this.#watch !== null; }

  /** Goes on with what this phone was told last time. */
  resume() {
    if (this.#storage?.getItem(STORED) === "on") this.start();
  }

  start() {
    if (this.running) return;
    // Browsers offer the position to secure pages only.
    if (!this.#places || globalThis.isSecureContext === false) return this.#changed("none");
    this.#storage?.setItem(STORED, "on");
    this.#watch = this.#places.watchPosition(({ coords }) => this.#take(coords), (error) => this.#fail(error), { enableHighAccuracy: true, maximumAge: 5000, timeout: 60_000 });
    this.#changed("searching");
    this.stayAwake();
  }

  stop() {
    if (this.running) this.#places.clearWatch(this.#watch);
    this.#watch = null;
    this.#last = null;
    this.#storage?.setItem(STORED, "off");
    this.#awake?.release().catch(() => {});
    this.#awake = null;
    this.#changed("off");
  }

  /** The browser lets the screen sleep again whenever the page was hidden: ask anew when it is back. */
  async stayAwake() {
    if (!this.running) return;
    this.#awake = await globalThis.navigator?.wakeLock?.request("screen").catch(() => null) ?? null;
  }

  #fail({ code }) {
    if (code !== 1) return this.#changed("searching"); // no fix yet: under a roof, between houses
    this.stop();
    this.#changed("denied");
  }

  async #take(coords) {
    const at = this.#now();
    const fix = { lat: coords.latitude, lng: coords.longitude, at };
    if (this.#sending || !due(this.#last, fix)) return;
    this.#sending = true;
    this.#last = fix;
    try {
      await this.#send(bodyOf(coords, at));
      if (this.running) this.#changed("on", at);
    } catch {
      if (this.running) this.#changed("unsent"); // the next fix is a better one: nothing is kept
    } finally {
      this.#sending = false;
    }
  }
}
