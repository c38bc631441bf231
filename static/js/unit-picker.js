/** The list of units in a card of the desk: opened beside the card, found by typing the call-sign, chosen by click or
 *  Enter. The server draws it (free first, nearest first, the others behind a reason); while it is open it follows the
 *  feed, and what was chosen stays chosen. */
import { redraw } from "./clock.js";
import { toast } from "./post.js";
import { t } from "./words.js";

/** "tgc1" finds "TGC-1": letters and digits count, nothing else. */
const plain = (words) => words.toUpperCase().replace(/[^A-Z0-9]/g, "");

/** Which call-signs a typed piece means, best first: whole, then the end of it ("101"), then anywhere.
 *  @returns {string[]} all of them when nothing is typed */
export function found(typed, callsigns) {
  const wanted = plain(typed);
  if (!wanted) return [...callsigns];
  const rank = (sign) => {
    const name = plain(sign);
    return name === wanted ? 0 : name.endsWith(wanted) ? 1 : name.startsWith(wanted) ? 2 : name.includes(wanted) ? 3 : 9;
  };
  const ranked = callsigns.map((sign, at) => ({ sign, at, rank: rank(sign) })).filter((one) => one.rank < 9);
  return ranked.sort((a, b) => a.rank - b.rank || a.at - b.at).map(({ sign }) => sign);
}

/** What the button says: a code of the words and its values. */
export function sendWords(chosen) {
  if (!chosen.length) return ["send_none", {}];
  return chosen.length <= 3 ? ["send_one", { units: chosen.join(", ") }] : ["send_many", { count: chosen.length }];
}

/** Opens the list in its place of the card. `url`: where the server draws it. */
export async function openPicker(place, url) {
  if (place.dataset.open !== undefined) return closePicker(place);
  place.dataset.open = "";
  place.dataset.url = url;
  if (!(await fill(place))) return closePicker(place);
  place.querySelector("[data-find]")?.focus();
  place.scrollIntoView({ block: "nearest" });
}

export function closePicker(place) {
  delete place.dataset.open;
  place.replaceChildren();
}

/** A list that the server drew into the page already (a link without scripts was followed). */
export function adoptPicker(place, url) {
  place.dataset.open = "";
  place.dataset.url = url;
  wire(place);
}

/** Units changed: draw the open lists of this part again, keeping what was typed and chosen. */
export function refreshPickers(part) {
  for (const place of part.querySelectorAll(".units-place[data-open]")) if (place.dataset.url && !place.dataset.filling) fill(place);
}

async function fill(place) {
  place.dataset.filling = "1";
  try {
    const answer = await fetch(place.dataset.url, { headers: { "X-Requested-With": "fetch" } });
    if (!answer.ok || answer.redirected) return false;
    const fresh = new DOMParser().parseFromString(await answer.text(), "text/html").querySelector("form");
    if (!fresh || place.dataset.open === undefined) return false;
    const old = place.querySelector("form");
    if (old) keepLists(old, fresh);
    else place.replaceChildren(document.adoptNode(fresh));
    wire(place);
    redraw(place);
    return true;
  } catch {
    if (!place.querySelector("form")) toast(t("errors.0"), "error");
    return false;
  } finally {
    delete place.dataset.filling;
  }
}

/** Only the lists are new: the fields with the focus, the typed words and the reason stay. */
function keepLists(old, fresh) {
  const chosen = new Set(checked(old));
  for (const box of fresh.querySelectorAll("[name=units]")) box.checked = chosen.has(box.value);
  const focus = document.activeElement?.name === "units" && old.contains(document.activeElement) ? document.activeElement.value : null;
  const free = fresh.querySelector("ul.free");
  if (free) old.querySelector("ul.free").replaceWith(document.adoptNode(free));
  const [out, was] = [fresh.querySelector(".out"), old.querySelector(".out")];
  if (out && was) {
    was.querySelector("summary").textContent = out.querySelector("summary").textContent;
    was.querySelector("ul").replaceWith(document.adoptNode(out.querySelector("ul")));
  } else if (out) {
    old.querySelector("[data-key=send]").before(document.adoptNode(out));
  } else {
    was?.remove();
  }
  if (focus) [...old.querySelectorAll("[name=units]")].find(({ value }) => value === focus)?.focus({ preventScroll: true });
}

const checked = (form) => [...form.querySelectorAll("[name=units]:checked")].map(({ value }) => value);

function wire(place) {
  const form = place.querySelector("form");
  const field = form.querySelector("[data-find]");
  if (form.dataset.wired === undefined) {
    form.dataset.wired = "";
    field.addEventListener("input", () => sift(form));
    field.addEventListener("keydown", (event) => enter(event, form, field));
    form.addEventListener("change", () => count(form));
  }
  sift(form);
  count(form);
}

function sift(form) {
  const typed = form.querySelector("[data-find]").value;
  const boxes = [...form.querySelectorAll("[name=units]")];
  const shown = new Set(found(typed, boxes.map(({ value }) => value)));
  for (const box of boxes) box.closest("li").hidden = !shown.has(box.value) && !box.checked;
  const out = form.querySelector(".out");
  // A call-sign that is only among the busy ones must not seem not to exist.
  if (out && plain(typed) && [...form.querySelectorAll(".free [name=units]")].every(({ value }) => !shown.has(value))
    && [...out.querySelectorAll("[name=units]")].some(({ value }) => shown.has(value))) out.open = true;
}

/** Enter chooses the best match and empties the field; on an empty field it sends. */
function enter(event, form, field) {
  if (event.key !== "Enter") return;
  if (!plain(field.value)) {
    if (!checked(form).length) event.preventDefault();
    return;
  }
  event.preventDefault();
  const boxes = [...form.querySelectorAll("[name=units]")];
  const [best] = found(field.value, boxes.map(({ value }) => value));
  const box = boxes.find(({ value }) => value === best);
  if (!box) return;
  box.checked = !box.checked;
  field.value = "";
  sift(form);
  count(form);
  if (box.closest(".out")) form.querySelector("[name=override]").focus();
  else box.closest("li").scrollIntoView({ block: "nearest" });
}

function count(form) {
  const [code, values] = sendWords(checked(form));
  const button = form.querySelector("[data-send]");
  button.textContent = t(`desk.${code}`, values);
  const why = form.querySelector("[name=override]");
  if (why) why.required = Boolean(form.querySelector(".out [name=units]:checked"));
}
