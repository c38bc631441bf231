/** The phone's position, when its owner allows it: at most every five seconds or thirty metres. */
const EVERY_MS = 5000;
const METRES = 30;

export class Gps {
  #send;
  #changed;
  #watch = null;
  #last = null;

  constructor({ send, changed }) {
    this.#send = send;
    this.#changed = changed;
  }

  get running() { return this.#watch !== null; }

  start() {
    if (!navigator.geolocation) { this.#changed("denied"); return; }
    this.#watch = navigator.geolocation.watchPosition((fix) => this.#take(fix), () => { this.stop(); this.#changed("denied"); }, { enableHighAccuracy: true, maximumAge: 5000 });
    this.#changed("searching");
  }

  stop() {
    if (this.#watch !== null) navigator.geolocation.clearWatch(this.#watch);
    this.#watch = null;
    this.#changed("off");
  }

  #take({ coords, timestamp }) {
    if (!due(this.#last, { lat: coords.latitude, lng: coords.longitude, at: timestamp })) return;
    this.#last = { lat: coords.latitude, lng: coords.longitude, at: timestamp };
    const fix = { lat: coords.latitude, lng: coords.longitude, accuracy_m: coords.accuracy, speed_mps: coords.speed, heading_deg: Number.isFinite(coords.heading) ? coords.heading : null, at: new Date(timestamp).toISOString() };
    this.#send(fix).then(() => this.#changed("on"), () => this.#changed("searching"));
  }
}

/** Whether a new fix is worth sending. */
export function due(last, now) {
  if (!last) return true;
  const metres = Math.hypot((now.lat - last.lat) * 111_000, (now.lng - last.lng) * 110_000);
  return now.at - last.at >= EVERY_MS || metres >= METRES;
}
