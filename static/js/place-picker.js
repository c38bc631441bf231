/** The place of a report: typed words that nothing replaces, a pin on the map, and how sure it is.
 *  A suggestion or a click on the map sets the pin and its confidence, never the words. */
import { el } from "./card-parts.js";
import { Picker } from "./picker.js";
import { best, coordinatesIn, namedElsewhere } from "./place-words.js";
import { get } from "./post.js";
import { has, t } from "./words.js";

const WAIT_MS = 180;
const AREAS = ["kelurahan", "kecamatan"];

export class PlaceField {
  #words; #found; #confidence; #map; #changed; #picker;
  #pin = { lat: null, lng: null, source: "" };
  #area = null;
  #timer = 0;
  #asked = 0;

  /** @param {object} parts  words: the typed field; list; found: where the kelurahan is said; confidence: the select; map;
   *  changed(): something of the place is different now */
  constructor({ words, list, found, confidence, map, changed }) {
    this.#words = words;
    this.#found = found;
    this.#confidence = confidence;
    this.#map = map;
    this.#changed = changed;
    this.#picker = new Picker(words, list, { draw: (place) => this.#suggestion(place), choose: (place) => this.#take(place) });
    words.addEventListener("input", () => this.#typed());
  }

  get value() {
    return { text: this.#words.value, ...this.#pin, confidence: this.#confidence.value };
  }

  get pinned() { return this.#pin.lat !== null; }

  /** Anew, or as an earlier draft had it. */
  reset(place = {}) {
    clearTimeout(this.#timer);
    this.#picker.close();
    this.#words.value = place.text ?? "";
    const wasPinned = this.pinned;
    this.#pin = { lat: null, lng: null, source: place.source ?? "" };
    this.#area = null;
    this.#map.unpin();
    if (wasPinned) this.#map.home();
    this.#say();
    if (Number.isFinite(place.lat) && Number.isFinite(place.lng)) {
      this.#put(place.lat, place.lng, place.source ?? "");
      this.#map.focus(place.lat, place.lng, 14);
    }
    this.#confidence.value = place.confidence ?? "unknown";
  }

  /** A click on the map, or the pin was dragged. */
  clicked(lat, lng) {
    this.#put(lat, lng, "map");
    this.#confidence.value = "exact";
    this.#changed();
  }

  #take(place) {
    this.#put(place.lat, place.lng, place.link ? "caller_link" : "gazetteer");
    this.#map.focus(place.lat, place.lng, place.category === "kecamatan" ? 13 : 15);
    this.#confidence.value = place.link ? "exact" : place.category === "kecamatan" ? "guess" : AREAS.includes(place.category) || place.approximate ? "area" : "street";
    this.#changed();
  }

  #put(lat, lng, source) {
    this.#pin = { lat: Number(lat.toFixed(6)), lng: Number(lng.toFixed(6)), source };
    this.#map.pin(this.#pin);
    this.#resolve();
  }

  async #resolve() {
    const asked = ++this.#asked;
    const { lat, lng } = this.#pin;
    const area = await get(`/api/v1/places/resolve?lat=${lat}&lng=${lng}`).catch(() => null);
    if (asked !== this.#asked) return;
    this.#area = area;
    this.#compare();
  }

  #typed() {
    clearTimeout(this.#timer);
    this.#timer = setTimeout(() => this.#suggest(), WAIT_MS);
  }

  async #suggest() {
    const typed = this.#words.value;
    const link = coordinatesIn(typed);
    const results = typed.trim().length < 2 ? [] : await search(typed);
    if (this.#words.value !== typed) return;
    const items = link ? [{ ...link, link: true, name: t("intake.link", { lat: link.lat, lng: link.lng }) }, ...results] : results;
    if (document.activeElement === this.#words) this.#picker.show(items.slice(0, 7));
    this.#compare(results);
  }

  /** Says where the pin lies, and when the words name another kelurahan. */
  async #compare(results = null) {
    if (!this.#area) return this.#say();
    const typed = this.#words.value;
    const known = results ?? (typed.trim() ? await search(typed) : []);
    const other = this.#area.inside ? namedElsewhere(typed, known, this.#area) : null;
    if (this.#words.value === typed) this.#say(other);
    return undefined;
  }

  #say(other = null) {
    const area = this.#area;
    const where = !area ? t("intake.no_pin") : !area.inside ? t("intake.outside") : t(area.by === "boundary" ? "intake.inside" : "intake.nearest", area);
    this.#found.replaceChildren(where, ...(other ? [" ", el("strong", {}, t("intake.differs", { said: other, found: area.kelurahan }))] : []));
    this.#found.toggleAttribute("data-warn", Boolean(area && (!area.inside || other)));
    this.#found.toggleAttribute("data-pinned", Boolean(area));
  }

  #suggestion({ name, category, kelurahan, kecamatan, approximate, link }) {
    const area = [kelurahan, kecamatan].filter((one, at, both) => one && one !== name && both.indexOf(one) === at).join(", ");
    const sort = link ? null : has(`categories.${category}`) ? t(`categories.${category}`) : category;
    return [el("b", {}, name), el("span", { class: "muted" }, [sort, area, approximate && !AREAS.includes(category) && t("confidence.approximate")].filter(Boolean).join(" · "))];
  }
}

const search = async (words) =>
  best(words, (await get(`/api/v1/places/search?q=${encodeURIComponent(words.slice(0, 120))}`).catch(() => ({ results: [] }))).results);
