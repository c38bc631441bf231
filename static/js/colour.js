/** Colours for canvases: what a token means in the theme of the moment. */
const known = new Map();
let probe = null;

/** @returns {string} the value of a CSS token, as a colour a canvas understands (light-dark() is worked out) */
export function colour(token) {
  if (!known.has(token)) {
    probe ??= document.body.appendChild(Object.assign(document.createElement("i"), { hidden: true }));
    probe.style.color = `var(${token})`;
    known.set(token, getComputedStyle(probe).color);
  }
  return known.get(token);
}

/** The theme has changed. */
export const forgetColours = () => known.clear();
