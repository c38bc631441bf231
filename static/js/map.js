/** The city's map, for every page that has one: the only file that touches Leaflet (global L, from django-leaflet).
 *
 *  const map = new CityMap(element, room.map, { onPin(lat, lng), onBox([s, w, n, e]), onIncident(number) });
 *
 *  setIncidents(cards)   incident cards; those without a pin (sealed, place unknown) are simply not on the map
 *  setUnits(cards)       unit cards; a unit's own newer position is kept
 *  movePositions(rows)   [[unit_id, lat, lng, heading_deg, age_s], …] as the feed's "positions" event has them
 *  select(number|null)   one incident is marked and kept in view
 *  pin({lat, lng}) unpin()   the pin of the report being taken; with onPin a click on the map sets it and it can be dragged
 *  focus(lat, lng, zoom = 15)   box   home()   resize()   onPin = hear|null
 *
 *  onBox hears the visible box now and after every move (for live.sendBox). onIncident hears a click on an incident;
 *  without it the incident's page opens. While onPin is set a click pins, also on top of a mark: the caller is waiting.
 *  Everything that may be many is drawn on one canvas; what alarms is a DOM marker that the keyboard reaches (at most 200).
 *  The lists beside the map are its equal for those who don't see it. */
import { Basemap, themeColours } from "./basemap.js";
import { colour, forgetColours } from "./colour.js";
import { alarms, drawIncident, drawUnit, incidentTokens, unitLetter, unitTokens } from "./map-marks.js";
import { kindName } from "./room.js";
import { has, t } from "./words.js";

const L = globalThis.L;
const MOST_DOM_MARKS = 200;
const LETTERS_FROM = 14;

/** A mark that draws itself on the shared canvas: options.draw(context, x, y, radius, look). */
const Mark = L.CircleMarker.extend({
  _updatePath() {
    if (!this._renderer._drawing || this._empty()) return;
    this.options.draw(this._renderer._ctx, this._point.x, this._point.y, this.options.radius, this.options.look);
  },
});

export class CityMap {
  #map;
  #bounds;
  #marks;
  #incidents = new Map();
  #units = new Map();
  #selected = null;
  #pin = null;
  #onPin;
  #onIncident;

  /** @param {HTMLElement} element  @param {object} settings room.map */
  constructor(element, settings, { onPin = null, onBox = null, onIncident = null } = {}) {
    this.#onIncident = onIncident;
    this.#map = L.map(element, { preferCanvas: true, attributionControl: Boolean(settings.raster || settings.pmtiles), minZoom: 10, maxZoom: 18, zoomSnap: 0.5, maxBounds: pad(settings.bounds), zoomControl: false, keyboard: true });
    L.control.zoom(has("map.zoom_in") ? { zoomInTitle: t("map.zoom_in"), zoomOutTitle: t("map.zoom_out") } : {}).addTo(this.#map);
    this.#map.attributionControl?.setPrefix(false);
    this.#bounds = settings.bounds;
    this.home();
    this.#marks = L.canvas({ padding: 0.2, tolerance: 4 });
    this.#map.on("click", ({ latlng }) => { if (this.#onPin) this.#place(latlng); });
    this.onPin = onPin;
    if (onBox) this.#map.on("moveend", () => onBox(this.box));
    onBox?.(this.box);
    this.#map.on("zoomend", () => this.#units.forEach(({ mark }) => mark.setRadius(this.#unitRadius())));
    const ground = new Ground(this.#map, settings);
    const repaint = () => { forgetColours(); ground.repaint(); this.#repaint(); };
    new ResizeObserver(() => this.resize()).observe(element);
    new MutationObserver(repaint).observe(document.documentElement, { attributeFilter: ["data-theme"] });
    matchMedia("(prefers-color-scheme: dark)").addEventListener("change", repaint);
  }

  /** Who hears of pins; null: clicks set none. */
  set onPin(hear) {
    this.#onPin = hear;
    this.#map.getContainer().toggleAttribute("data-pins", Boolean(hear));
  }

  /** [south, west, north, east] in degrees. */
  get box() {
    const seen = this.#map.getBounds();
    return [seen.getSouth(), seen.getWest(), seen.getNorth(), seen.getEast()];
  }

  setIncidents(cards) {
    const shown = cards.filter(({ place }) => Number.isFinite(place?.lat) && Number.isFinite(place?.lng));
    drop(this.#incidents, new Set(shown.map(({ number }) => number)));
    let loud = 0;
    for (const card of shown) this.#incident(card, alarms(card) && ++loud <= MOST_DOM_MARKS);
  }

  #incident(card, alarm) {
    const key = JSON.stringify([alarm, card.priority, card.place.lat, card.place.lng, card.kind, card.number === this.#selected, incidentTokens(card)]);
    const known = this.#incidents.get(card.number);
    if (known?.key === key) return;
    known?.mark.remove();
    const mark = alarm || card.number === this.#selected ? this.#domMark(card, alarm) : this.#canvasMark(card);
    const label = [card.number, `P${card.priority}`, card.stub ? t("states.sealed") : card.kind && kindName(card.kind)].filter(Boolean).join(" · ");
    mark.bindTooltip(label, { direction: "top", offset: [0, -10] }).on("click", () => this.#clicked(card)).addTo(this.#map);
    this.#incidents.set(card.number, { mark, key, card, alarm });
  }

  #canvasMark(card) {
    return new Mark(at(card.place), { renderer: this.#marks, radius: card.priority === 1 ? 9 : 8, draw: drawIncident, look: this.#incidentLook(card), bubblingMouseEvents: false });
  }

  #domMark(card, alarm) {
    const face = document.createElement("span");
    face.dataset.priority = card.priority; // written by map.css: the mark's name is its label
    const names = ["incident-mark", alarm && "alarm", card.number === this.#selected && "chosen"].filter(Boolean).join(" ");
    const icon = L.divIcon({ className: names, html: face, iconSize: [22, 22] });
    const mark = L.marker(at(card.place), { icon, keyboard: true, riseOnHover: true, zIndexOffset: 1000 - card.priority });
    mark.on("add", () => {
      const made = mark.getElement();
      made.dataset.priority = card.priority;
      made.setAttribute("aria-label", `${card.number}, P${card.priority}`);
    });
    return mark;
  }

  #clicked(card) {
    if (this.#onPin) this.#place(at(card.place));
    else if (this.#onIncident) this.#onIncident(card.number);
    else location.assign(`/kejadian/${card.number}/`);
  }

  #incidentLook(card) {
    return { colours: { ...read(incidentTokens(card)), focus: colour("--focus") }, text: String(card.priority), chosen: false };
  }

  /** Marks one incident and moves the map only when it lies outside. */
  select(number) {
    if (number === this.#selected) return;
    const touched = [this.#selected, number];
    this.#selected = number;
    for (const one of touched) {
      const known = this.#incidents.get(one);
      if (known) this.#incident(known.card, known.alarm);
    }
    const place = this.#incidents.get(number)?.card.place;
    if (place && !this.#map.getBounds().pad(-0.05).contains(at(place))) this.#map.panTo(at(place));
  }

  setUnits(cards) {
    drop(this.#units, new Set(cards.map(({ id }) => id)));
    for (const card of cards) {
      const known = this.#units.get(card.id);
      const look = { colours: read(unitTokens(card)), text: unitLetter(card) };
      if (known) {
        Object.assign(known, { card });
        Object.assign(known.mark.options, { look });
        known.mark.redraw();
      } else if (Number.isFinite(card.lat) && Number.isFinite(card.lng)) {
        const made = { card };
        made.mark = new Mark(at(card), { renderer: this.#marks, radius: this.#unitRadius(), draw: drawUnit, look });
        made.mark.bindTooltip(() => `${made.card.callsign} · ${t(`statuses.${made.card.status}`)}`, { direction: "top", offset: [0, -6] }).addTo(this.#map).bringToBack();
        this.#units.set(card.id, made);
      }
    }
  }

  #unitRadius() {
    return this.#map.getZoom() >= LETTERS_FROM ? 7.5 : this.#map.getZoom() >= 12.5 ? 4.5 : 3.5;
  }

  /** @param {[number, number, number, number|null, number][]} rows unit id, lat, lng, heading, age in seconds */
  movePositions(rows) {
    for (const [id, lat, lng] of rows) this.#units.get(id)?.mark.setLatLng([lat, lng]);
  }

  #place({ lat, lng } = {}) {
    this.pin({ lat, lng });
    this.#onPin(lat, lng);
  }

  pin({ lat, lng }) {
    this.#pin ??= L.marker([lat, lng], { draggable: true, keyboard: false, zIndexOffset: 2000, icon: L.divIcon({ className: "pin-mark", html: "", iconSize: [26, 34], iconAnchor: [13, 34] }), title: t("map.pin"), alt: t("map.pin") })
      .on("dragend", ({ target }) => { const { lat: y, lng: x } = target.getLatLng(); this.#onPin?.(y, x); });
    this.#pin.setLatLng([lat, lng]).addTo(this.#map);
  }

  unpin() {
    this.#pin?.remove();
    this.#pin = null;
  }

  focus(lat, lng, zoom = 15) {
    this.#map.setView([lat, lng], Math.max(zoom, this.#map.getZoom()), { animate: !matchMedia("(prefers-reduced-motion: reduce)").matches });
  }

  /** The whole city again. */
  home() {
    this.#map.fitBounds(this.#bounds, { animate: false });
  }

  resize() {
    this.#map.invalidateSize({ pan: false });
  }

  #repaint() {
    for (const { mark, card } of this.#incidents.values()) if (mark.options.look) { mark.options.look = this.#incidentLook(card); mark.redraw(); }
    this.setUnits([...this.#units.values()].map(({ card }) => card));
  }
}

/** What lies under the marks: the room's own schematic city (works with no internet), raster tiles or a PMTiles file where set. */
class Ground {
  #map;
  #layer = null;
  #basemap = null;
  #pmtiles;

  constructor(map, { raster, attribution, pmtiles, schematic }) {
    this.#map = map;
    this.#pmtiles = pmtiles;
    const own = () => this.#schematic(schematic);
    // Where the tiles don't come (no internet), the room's own drawing shows through.
    if (raster) L.tileLayer(raster, { attribution: attribution ?? "", maxZoom: 18, zIndex: 2 }).once("tileerror", own).addTo(map);
    else if (pmtiles) this.#vector().catch(own);
    else own();
  }

  async #vector() {
    const { default: layer } = await import("./pmtiles.js");
    const made = await layer(this.#pmtiles);
    this.#layer?.remove();
    this.#layer = made.addTo(this.#map);
  }

  async #schematic(url) {
    const answer = await fetch(url).catch(() => null);
    if (!answer?.ok) return; // without its ground the map still shows the marks
    this.#basemap = new Basemap(await answer.json(), themeColours(colour));
    const basemap = this.#basemap;
    this.#layer = new (L.GridLayer.extend({ createTile(coords) { return tile(basemap, coords, this.getTileSize().x); } }))({ updateWhenZooming: false, keepBuffer: 3, zIndex: 1 }).addTo(this.#map);
  }

  /** After a change of theme. */
  repaint() {
    if (this.#pmtiles && !this.#basemap) this.#vector().catch(() => {});
    this.#basemap?.recolour(themeColours(colour));
    if (this.#basemap) this.#layer.redraw();
  }
}

function tile(basemap, coords, size) {
  const ratio = Math.min(2, globalThis.devicePixelRatio || 1);
  const canvas = Object.assign(document.createElement("canvas"), { width: size * ratio, height: size * ratio });
  const context = canvas.getContext("2d");
  context.scale(ratio, ratio);
  basemap.drawTile(context, coords, size);
  return canvas;
}

function drop(known, wanted) {
  for (const [id, { mark }] of known) if (!wanted.has(id)) { mark.remove(); known.delete(id); }
}

const at = ({ lat, lng }) => ({ lat, lng });
const read = (tokens) => Object.fromEntries(Object.entries(tokens).map(([part, token]) => [part, colour(token)]));
const pad = ([[south, west], [north, east]]) => [[south - 0.2, west - 0.3], [north + 0.2, east + 0.3]];
