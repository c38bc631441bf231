/** A PMTiles file as the ground of the map (MAP_PMTILES_URL): its reader is loaded only when the operator has set one. */
let reader = null;

/** @returns {Promise<object>} a Leaflet layer in the look of the moment; rejects when the file can't be read */
export default async function layer(url) {
  if (!(await isPmtiles(url))) throw new Error("no PMTiles file there");
  reader ??= script(new URL("../vendor/protomaps-leaflet/protomaps-leaflet.js", import.meta.url));
  await reader;
  return globalThis.protomapsL.leafletLayer({ url, flavor: isDark() ? "dark" : "light", lang: "id" });
}

/** Looks at the first octets only: a server that knows no ranges would send the whole city. */
async function isPmtiles(url) {
  const answer = await fetch(url, { headers: { Range: "bytes=0-6" } });
  if (!answer.ok) return false;
  const reader = answer.body.getReader();
  const { value } = await reader.read();
  reader.cancel();
  return new TextDecoder().decode(value).startsWith("PMTiles");
}

function isDark() {
  const { theme } = document.documentElement.dataset;
  return theme === "dark" || (theme !== "light" && matchMedia("(prefers-color-scheme: dark)").matches);
}

function script(src) {
  return new Promise((loaded, failed) => {
    document.head.append(Object.assign(document.createElement("script"), { src, onload: loaded, onerror: failed }));
  });
}
