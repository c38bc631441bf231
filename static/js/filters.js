/** The board's filters: kept in the URL, so that a view can be sent to a colleague and survives a reload. */
const NAMES = ["q", "priority", "agency", "waiting"];

/** @returns {{q, priority, agency, waiting}} strings, empty when unset */
export function read(search) {
  const query = new URLSearchParams(search);
  return Object.fromEntries(NAMES.map((name) => [name, query.get(name) ?? ""]));
}

/** @returns {string} the query string of these filters, without empty ones */
export function write(filters) {
  const query = new URLSearchParams(NAMES.filter((name) => filters[name]).map((name) => [name, filters[name]]));
  return query.toString();
}

/** Whether a card passes. `nameOf` gives the words of a kind, so that a search finds "kebakaran" and "C01". */
export function passes(card, filters, nameOf = (code) => code) {
  if (filters.priority && String(card.priority) !== filters.priority) return false;
  if (filters.agency && !card.dispatches.some(({ agency }) => agency === filters.agency)) return false;
  if (filters.waiting && !card.dispatches.some(({ state }) => state === "sent")) return false;
  const asked = filters.q.trim().toLowerCase();
  if (!asked) return true;
  const words = [card.number, card.kind, nameOf(card.kind), card.place?.text, card.place?.kelurahan, card.place?.kecamatan];
  return words.filter(Boolean).join(" ").toLowerCase().includes(asked);
}
