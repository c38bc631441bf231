/** The city's map: the only file that touches Leaflet (global L, from django-leaflet).
 *
 *  const map = new CityMap(element, room.map, {onPin, onBox});
 *  map.setIncidents(cards)  map.setUnits(cards)  map.movePositions([[unit_id, lat, lng, heading, age_s]])
 *  map.pin({lat, lng})  map.unpin()  map.focus(lat, lng)  map.resize()
 *
 *  Everything that may be many is drawn on one canvas; only what alarms is a DOM marker, reachable by keyboard. The lists
 *  beside the map are its equal for those who don't see it. */
import { Basemap } from "./basemap.js";
import { needsHand } from "./card-parts.js";
import { colour, forgetColours } from "./colour.js";
import { kindName } from "./room.js";
import { t } from "./words.js";

const L = globalThis.L;
const FREE = ["available", "off_duty"];

export class CityMap {
  #map;
  #canvas;
  #base;
  #incidents = new Map();
  #units = new Map();
  #pin = null;
  #onPin;

  /** @param {HTMLElement} element  @param {object} settings room.map  @param {{onPin?: (lat, lng) => void, onBox?: (box) => void}} more */
  constructor(element, settings, { onPin = null, onBox = null } = {}) {
    this.#onPin = onPin;
    this.#map = L.map(element, { preferCanvas: true, zoomControl: true, attributionControl: Boolean(settings.raster), minZoom: 10, maxZoom: 18, maxBounds: pad(settings.bounds), keyboard: true });
    this.#map.fitBounds(settings.bounds);
    this.#canvas = L.canvas({ padding: 0.3 });
    this.#base = new Basemap(this.#map, settings);
    if (onPin) this.#map.on("click", ({ latlng }) => { this.pin(latlng); onPin(latlng.lat, latlng.lng); });
    if (onBox) {
      const tell = () => { const b = this.#map.getBounds(); onBox([b.getSouth(), b.getWest(), b.getNorth(), b.getEast()]); };
      this.#map.on("moveend", tell);
      tell();
    }
    new ResizeObserver(() => this.#map.invalidateSize({ pan: false })).observe(element);
    const repaint = () => { forgetColours(); this.#base.paint(); this.#repaint(); };
    new MutationObserver(repaint).observe(document.documentElement, { attributeFilter: ["data-theme"] });
    matchMedia("(prefers-color-scheme: dark)").addEventListener("change", repaint);
  }

  setIncidents(cards) {
    const shown = cards.filter(({ place }) => place?.lat !== null && place?.lat !== undefined);
    drop(this.#incidents, new Set(shown.map(({ number }) => number)));
    for (const card of shown) this.#incident(card);
  }

  #incident(card) {
    const alarm = card.priority === 1 && card.dispatches.some(needsHand);
    const key = `${alarm}-${card.priority}-${card.place.lat}-${card.place.lng}-${card.kind}`;
    const known = this.#incidents.get(card.number);
    if (known?.key === key) return;
    known?.mark.remove();
    const at = [card.place.lat, card.place.lng];
    const label = `${card.number} · P${card.priority} · ${card.stub ? t("states.sealed") : kindName(card.kind) ?? ""}`;
    const mark = alarm
      ? L.marker(at, { icon: L.divIcon({ className: "alarm-mark", html: "", iconSize: [22, 22] }), title: label, alt: label, keyboard: true })
      : L.circleMarker(at, { renderer: this.#canvas, radius: card.priority === 1 ? 8 : 6, weight: 2, ...this.#incidentPaint(card) });
    mark.bindTooltip(label).on("click", () => location.assign(`/kejadian/${card.number}/`)).addTo(this.#map);
    this.#incidents.set(card.number, { mark, key, card });
  }

  #incidentPaint(card) {
    const tone = card.priority === 1 ? "--life-at-risk" : card.dispatches.some(({ state }) => state === "sent") ? "--waiting" : "--under-way";
    return { color: colour("--ground"), fillColor: colour(tone), fillOpacity: 0.95 };
  }

  setUnits(cards) {
    drop(this.#units, new Set(cards.map(({ id }) => id)));
    for (const card of cards) {
      const known = this.#units.get(card.id);
      if (known) { known.card = { ...card, lat: known.card.lat ?? card.lat, lng: known.card.lng ?? card.lng }; known.mark.setStyle(this.#unitPaint(card)); continue; }
      if (card.lat === null || card.lat === undefined) continue;
      this.#unit(card);
    }
  }

  #unit(card) {
    const mark = L.circleMarker([card.lat, card.lng], { renderer: this.#canvas, radius: 4, weight: 1.5, ...this.#unitPaint(card) });
    mark.bindTooltip(() => `${card.callsign} · ${t(`statuses.${this.#units.get(card.id)?.card.status ?? card.status}`)}`).addTo(this.#map);
    this.#units.set(card.id, { mark, card });
  }

  #unitPaint({ status }) {
    return { color: colour("--ink"), fillColor: colour(FREE.includes(status) ? "--settled" : "--under-way"), fillOpacity: 1 };
  }

  /** @param {[number, number, number, number|null, number][]} rows unit id, lat, lng, heading, age in seconds */
  movePositions(rows) {
    for (const [id, lat, lng] of rows) {
      const known = this.#units.get(id);
      if (!known) continue;
      Object.assign(known.card, { lat, lng });
      known.mark.setLatLng([lat, lng]);
    }
  }

  pin({ lat, lng }) {
    this.#pin ??= L.marker([lat, lng], { draggable: Boolean(this.#onPin), icon: L.divIcon({ className: "pin-mark", html: "", iconSize: [24, 32], iconAnchor: [12, 32] }), alt: t("map.pin") })
      .on("dragend", ({ target }) => { const at = target.getLatLng(); this.#onPin?.(at.lat, at.lng); });
    this.#pin.setLatLng([lat, lng]).addTo(this.#map);
  }

  unpin() { this.#pin?.remove(); this.#pin = null; }

  focus(lat, lng, zoom = 15) { this.#map.setView([lat, lng], Math.max(zoom, this.#map.getZoom())); }

  resize() { this.#map.invalidateSize(); }

  #repaint() {
    for (const { mark, card } of this.#incidents.values()) mark.setStyle?.(this.#incidentPaint(card));
    for (const { mark, card } of this.#units.values()) mark.setStyle(this.#unitPaint(card));
  }
}

function drop(known, wanted) {
  for (const [id, { mark }] of known) if (!wanted.has(id)) { mark.remove(); known.delete(id); }
}

const pad = ([[south, west], [north, east]]) => [[south - 0.2, west - 0.3], [north + 0.2, east + 0.3]];
