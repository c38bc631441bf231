/** The city's own schematic map, drawn on canvas tiles in the colours of the theme; it needs no server and no library.
 *  Plain Web Mercator arithmetic; map.js puts the tiles on the screen.
 *  A feature is GeoJSON with properties {layer: land|water|river|road|rail|kecamatan, name, rank: 1 (largest) … 3}. */

const ORDER = ["land", "water", "kecamatan", "river", "rail", "road"];
const CITY_RANK = 1;
const BEYOND = 2; // world pixels at zoom 0: some three degrees
const LABEL_FROM = { kecamatan: 11, water: 11, road: 14, land: 11 };
const PARTS = ["ground", "land", "outside", "water", "river", "road", "rail", "border", "label", "label-water"];
const FONT = "system-ui, 'Segoe UI', Roboto, 'Noto Sans', sans-serif";

/** The map's colours in the theme of the moment, by part. `read` turns a token into a colour a canvas understands (colour.js). */
export const themeColours = (read) => Object.fromEntries(PARTS.map((part) => [part, read(`--map-${part}`)]));

/** Degrees → pixels of the whole world at zoom 0 (256 px square). */
export function project(lng, lat) {
  const sin = Math.sin((lat * Math.PI) / 180);
  return [((lng + 180) / 360) * 256, (0.5 - Math.log((1 + sin) / (1 - sin)) / (4 * Math.PI)) * 256];
}

/** Of labels {x, y (world pixels at zoom 0), width, height (screen pixels), weight} those that fit beside one another at a zoom, heaviest first. */
export function placeLabels(labels, zoom) {
  const scale = 2 ** zoom;
  const placed = [];
  for (const label of [...labels].sort((a, b) => b.weight - a.weight)) {
    const [x, y, half, tall] = [label.x * scale, label.y * scale, label.width / 2 + 4, label.height / 2 + 2];
    const clash = placed.some((other) => Math.abs(other.px - x) < other.half + half && Math.abs(other.py - y) < other.tall + tall);
    if (!clash) placed.push({ ...label, px: x, py: y, half, tall });
  }
  return placed;
}

export class Basemap {
  #shapes = [];
  #labels = [];
  #placed = new Map();
  #colours;

  /** @param {object} geojson  a FeatureCollection  @param {object} colours  from themeColours() */
  constructor(geojson, colours) {
    this.#colours = colours;
    for (const feature of geojson.features ?? []) this.#take(feature);
    this.#stretch();
    const city = this.#shapes.filter(({ layer, rank }) => layer === "land" && rank === CITY_RANK).flatMap(({ lines }) => lines);
    this.#labels = this.#labels.filter(({ layer, text, x, y }) => text && (layer !== "land" || !city.some((ring) => inside(ring, x, y))));
    this.#shapes.sort((a, b) => ORDER.indexOf(a.layer) - ORDER.indexOf(b.layer) || b.rank - a.rank);
  }

  recolour(colours) {
    this.#colours = colours;
  }

  #take({ properties, geometry }) {
    const { layer, name, rank = 2 } = properties;
    const closed = geometry.type.endsWith("Polygon");
    const rings = { LineString: (c) => [c], MultiLineString: (c) => c, Polygon: (c) => c, MultiPolygon: (c) => c.flat() }[geometry.type];
    if (!rings || !ORDER.includes(layer)) return;
    const lines = rings(geometry.coordinates).map((ring) => ring.map(([lng, lat]) => project(lng, lat)));
    const xs = lines.flatMap((line) => line.map(([x]) => x));
    const ys = lines.flatMap((line) => line.map(([, y]) => y));
    const box = [Math.min(...xs), Math.min(...ys), Math.max(...xs), Math.max(...ys)];
    this.#shapes.push({ layer, rank, closed, lines, box });
    if (name && LABEL_FROM[layer] && (layer !== "road" || rank === 1)) this.#labels.push(labelOf(layer, name, rank, lines, box));
  }

  // Ground and sea that end at the edge of the sheet go on beyond it: nobody should see where the drawing stopped.
  #stretch() {
    const ground = this.#shapes.filter(({ layer, rank }) => layer === "water" || (layer === "land" && rank !== CITY_RANK));
    const [west, north, east, south] = [0, 1, 2, 3].map((side) => Math[side < 2 ? "min" : "max"](...ground.map(({ box }) => box[side])));
    const near = (a, b) => Math.abs(a - b) < 1e-6;
    for (const shape of ground) {
      shape.lines = shape.lines.map((line) => line.map(([x, y]) => [near(x, west) ? x - BEYOND : near(x, east) ? x + BEYOND : x, near(y, north) ? y - BEYOND : near(y, south) ? y + BEYOND : y]));
      const [minX, minY, maxX, maxY] = shape.box;
      shape.box = [near(minX, west) ? minX - BEYOND : minX, near(minY, north) ? minY - BEYOND : minY, near(maxX, east) ? maxX + BEYOND : maxX, near(maxY, south) ? maxY + BEYOND : maxY];
    }
  }

  /** Draws one tile: x, y at zoom z, `size` CSS pixels square, on a context already scaled for the screen. */
  drawTile(context, { x, y, z }, size) {
    const scale = (2 ** z * size) / 256;
    const [left, top] = [x * size, y * size];
    const margin = 8 / scale;
    const [west, north, east, south] = [left / scale - margin, top / scale - margin, (left + size) / scale + margin, (top + size) / scale + margin];
    context.fillStyle = this.#colours.ground;
    context.fillRect(0, 0, size, size);
    context.lineJoin = context.lineCap = "round";
    for (const shape of this.#shapes) {
      const [minX, minY, maxX, maxY] = shape.box;
      if (maxX < west || minX > east || maxY < north || minY > south) continue;
      this.#path(context, shape, scale, left, top);
      this.#paint(context, shape, z);
    }
    this.#write(context, z, scale, left, top, size);
  }

  #path(context, { lines, closed }, scale, left, top) {
    context.beginPath();
    for (const line of lines) {
      line.forEach(([x, y], at) => context[at ? "lineTo" : "moveTo"](x * scale - left, y * scale - top));
      if (closed) context.closePath();
    }
  }

  #paint(context, { layer, rank }, zoom) {
    const grow = 2 ** Math.max(0, (zoom - 12) * 0.55);
    context.setLineDash([]);
    const fill = { land: rank === CITY_RANK ? "land" : "outside", water: "water" }[layer];
    if (fill) {
      context.fillStyle = this.#colours[fill];
      context.fill("evenodd");
      return;
    }
    if (layer === "road" && rank === 3 && zoom < 12) return;
    context.strokeStyle = this.#colours[layer === "kecamatan" ? "border" : layer];
    context.lineWidth = { river: [5, 3, 2], road: [2.4, 1.5, 1], rail: [1.2, 1.2, 1.2], kecamatan: [1, 1, 1] }[layer][rank - 1] * (layer === "kecamatan" ? 1 : grow);
    if (layer === "rail") context.setLineDash([5, 4]);
    if (layer === "kecamatan") context.setLineDash([3, 3]);
    context.stroke();
  }

  // Every tile that a label touches draws it: each shows its own part, and together they make the whole word.
  #write(context, zoom, scale, left, top, size) {
    context.setLineDash([]);
    context.textAlign = "center";
    context.textBaseline = "middle";
    for (const label of this.#labelsAt(context, Math.round(zoom))) {
      const [x, y] = [label.x * scale - left, label.y * scale - top];
      if (x + label.half < 0 || x - label.half > size || y + label.tall < 0 || y - label.tall > size) continue;
      context.font = label.font;
      context.lineWidth = 3;
      context.strokeStyle = this.#colours[label.layer === "water" ? "water" : "land"];
      context.fillStyle = this.#colours[label.layer === "water" ? "label-water" : "label"];
      context.strokeText(label.text, x, y);
      context.fillText(label.text, x, y);
    }
  }

  #labelsAt(context, zoom) {
    if (!this.#placed.has(zoom)) {
      const shown = this.#labels.filter(({ layer }) => zoom >= LABEL_FROM[layer]);
      const measured = shown.map((label) => {
        context.font = label.font;
        return { ...label, width: context.measureText(label.text).width, height: 14 };
      });
      this.#placed.set(zoom, placeLabels(measured, zoom));
    }
    return this.#placed.get(zoom);
  }
}

function labelOf(layer, name, rank, lines, box) {
  const [minX, minY, maxX, maxY] = box;
  const [x, y] = layer === "road" ? lines[0][Math.floor(lines[0].length / 2)] : middle(lines[0]);
  const size = { kecamatan: 11, water: 12, land: 12, road: 10.5 }[layer];
  const font = `${layer === "water" ? "italic " : ""}${layer === "kecamatan" ? 600 : 500} ${size}px ${FONT}`;
  // Districts first, the larger before the smaller; the city's own name is not news here.
  const weight = { kecamatan: 3e3, water: 2e3, land: 1e3, road: 0 }[layer] + (maxX - minX) * (maxY - minY) * 1e3;
  return { layer, text: layer === "land" && rank === CITY_RANK ? "" : name, x, y, font, weight };
}

/** Whether a point lies in a ring (even-odd). */
function inside(ring, x, y) {
  return ring.reduce((within, [x1, y1], at) => {
    const [x2, y2] = ring.at(at - 1);
    return y1 > y !== y2 > y && x < ((x2 - x1) * (y - y1)) / (y2 - y1) + x1 ? !within : within;
  }, false);
}

/** The centre of gravity of a ring. */
function middle(ring) {
  let [area, sumX, sumY] = [0, 0, 0];
  for (let at = 0, before = ring.length - 1; at < ring.length; before = at++) {
    const [[x1, y1], [x2, y2]] = [ring[before], ring[at]];
    const cross = x1 * y2 - x2 * y1;
    area += cross;
    sumX += (x1 + x2) * cross;
    sumY += (y1 + y2) * cross;
  }
  return area ? [sumX / (3 * area), sumY / (3 * area)] : ring[0];
}
