/** Words for scripts. They stand in templates (templates/words.html and a page's own block); no sentence lives here.
 *  t("states.en_route") → "En route";  t("ages.ago", {age: "2:10"}) fills {age}. */

const groups = {};
const missed = new Set();

/** Adds words, group by group; a page's own words win over the common ones. */
export function learn(words) {
  for (const [group, entries] of Object.entries(words)) groups[group] = { ...groups[group], ...entries };
}

/** @returns {string} the words for "group.code"; the bare code when there are none, so a chip is never blank */
export function t(path, values = {}) {
  const [group, ...rest] = path.split(".");
  const code = rest.join(".");
  const text = groups[group]?.[code];
  if (text === undefined) {
    if (!missed.has(path)) console.warn(`no words for ${path}`);
    missed.add(path);
    return code || path;
  }
  return text.replace(/\{(\w+)\}/g, (whole, name) => (name in values ? String(values[name]) : whole));
}

/** @returns {boolean} whether there are words for it */
export function has(path) {
  const [group, ...rest] = path.split(".");
  return groups[group]?.[rest.join(".")] !== undefined;
}

for (const script of globalThis.document?.querySelectorAll('script[type="application/json"][data-words]') ?? []) {
  learn(JSON.parse(script.textContent));
}
