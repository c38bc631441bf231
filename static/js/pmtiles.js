/** A PMTiles file as the ground of the map (MAP_PMTILES_URL): loaded only when the operator has set one. */
export default async function layer(url) {
  await script(new URL("../vendor/protomaps-leaflet/protomaps-leaflet.js", import.meta.url));
  const dark = getComputedStyle(document.documentElement).colorScheme.includes("dark") || matchMedia("(prefers-color-scheme: dark)").matches;
  return globalThis.protomapsL.leafletLayer({ url, flavor: dark ? "dark" : "light", lang: "id" });
}

function script(src) {
  return new Promise((loaded, failed) => {
    const made = Object.assign(document.createElement("script"), { src, onload: loaded, onerror: failed });
    document.head.append(made);
  });
}
