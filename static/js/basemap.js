/** What lies under the marks: the room's own schematic city by default (works with no internet), raster tiles or a PMTiles
 *  file where the operator has set them. */
import { colour } from "./colour.js";

const L = globalThis.L;
const WIDTH = { 1: 3, 2: 2, 3: 1.25 };

export class Basemap {
  #map;
  #layer = null;
  #labels = null;

  constructor(map, settings) {
    this.#map = map;
    map.createPane("base").style.zIndex = 150;
    if (settings.raster) { L.tileLayer(settings.raster, { attribution: settings.attribution ?? "", maxZoom: 18 }).addTo(map); return; }
    if (settings.pmtiles) { this.#vector(settings.pmtiles); return; }
    this.#schematic(settings.schematic);
  }

  async #vector(url) {
    const { default: layer } = await import("./pmtiles.js");
    (await layer(url)).addTo(this.#map);
  }

  async #schematic(url) {
    try {
      const city = await (await fetch(url)).json();
      const order = ["water", "land", "kecamatan", "river", "rail", "road"];
      const features = [...city.features].sort((a, b) => order.indexOf(a.properties.layer) - order.indexOf(b.properties.layer));
      this.#layer = L.geoJSON({ type: "FeatureCollection", features }, { renderer: L.canvas({ pane: "base", padding: 0.5 }), interactive: false, style: (feature) => style(feature.properties) }).addTo(this.#map);
      this.#name(features.filter(({ properties }) => properties.layer === "kecamatan"));
    } catch {
      // Without its ground the map still shows the marks; the lists beside it are its equal.
    }
  }

  #name(areas) {
    this.#labels = L.layerGroup(areas.map((area) => {
      const made = L.marker(L.geoJSON(area).getBounds().getCenter(), { interactive: false, keyboard: false, icon: L.divIcon({ className: "area-name", html: "", iconSize: [120, 16] }) });
      made.on("add", () => { made.getElement().textContent = area.properties.name; });
      return made;
    }));
    const show = () => { if (this.#map.getZoom() >= 12) this.#labels.addTo(this.#map); else this.#labels.remove(); };
    this.#map.on("zoomend", show);
    show();
  }

  /** After a change of theme: the same shapes in other colours. */
  paint() { this.#layer?.setStyle((feature) => style(feature.properties)); }
}

function style({ layer, rank }) {
  switch (layer) {
    case "water": return { stroke: false, fillColor: colour("--map-water"), fillOpacity: 1 };
    case "land": return { color: colour("--map-edge"), weight: 1, fillColor: colour("--map-land"), fillOpacity: 1 };
    case "kecamatan": return { color: colour("--map-edge"), weight: 1, dashArray: "3 3", fill: false };
    case "river": return { color: colour("--map-water"), weight: rank === 1 ? 4 : 2 };
    case "rail": return { color: colour("--map-edge"), weight: 1.5, dashArray: "6 4" };
    default: return { color: colour("--map-road"), weight: WIDTH[rank] ?? 1 };
  }
}
