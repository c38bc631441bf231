/** The intake: a report by keyboard, saved from the first keystroke, sent before it is complete. */
import { room } from "./room.js";
import { fillAgencies, showDuplicates, showNear } from "./intake-advice.js";
import { bind } from "./keys.js";
import { rank } from "./kind-picker.js";
import { store } from "./feed.js";
import { CityMap } from "./map.js";
import { Picker } from "./picker.js";
import { get, post } from "./post.js";
import { ask, answersOf } from "./questions.js";
import { Saver, unsent } from "./saver.js";
import { el, priorityBadge } from "./card-parts.js";
import { wibShort } from "./clock.js";
import { t } from "./words.js";

const panel = document.querySelector(".intake");
const form = panel.querySelector("form");
const state = panel.querySelector(".intake-state");
const saved = panel.querySelector(".saved");
const questions = panel.querySelector(".question-list");
const found = panel.querySelector(".found");
const map = new CityMap(document.getElementById("intake-map"), room.map, { onPin: (lat, lng) => setPin(lat, lng, "map", "exact") });
const known = await get("/api/v1/kinds/").catch(() => ({ kinds: [], always: [] }));
const kinds = new Map(known.kinds.map((kind) => [kind.code, kind]));
const words = (name) => form.elements[name];
let report = null;
let saver = null;
let looking = 0;

const kindPicker = new Picker(words("kind_words"), document.getElementById("r-kinds"), {
  draw: (kind) => [priorityBadge(kind, { size: "small" }), el("b", {}, kind.code), ` ${kind.name}`],
  choose: (kind) => setKind(kind.code),
});
const placePicker = new Picker(words("place_text"), document.getElementById("r-places"), {
  draw: (place) => [el("b", {}, place.name), " ", el("span", { class: "muted" }, [place.kelurahan, place.kecamatan].filter(Boolean).join(", "), place.approximate ? ` · ${t("intake.approximate")}` : "")],
  // A suggestion sets the pin, never the words: what the caller said stays as it was said.
  choose: (place) => { words("place_text").dataset.taken = words("place_text").value; setPin(place.lat, place.lng, "gazetteer", ["kelurahan", "kecamatan"].includes(place.category) ? "area" : "street"); map.focus(place.lat, place.lng); },
});

function start(old = null) {
  form.reset();
  report = { kind: null, lat: null, lng: null, source: "", attach: null, agencies: null };
  saved.hidden = true;
  found.textContent = "";
  state.textContent = "";
  map.unpin();
  ask(questions, known.always, []);
  fillAgencies(panel, [], null);
  showDuplicates(panel, [], () => {});
  saver = new Saver({ id: old?.id, body, send: (message) => post("/api/v1/reports/", message), changed: told, storage: sessionStorage });
  if (old) restore(old);
  (innerWidth > 700 || old) && words("kind_words").focus();
}

function restore(old) {
  words("text").value = old.text ?? "";
  words("place_text").value = old.place?.text ?? "";
  words("number").value = old.caller?.number ?? "";
  words("name").value = old.caller?.name ?? "";
  words("safe").value = { true: "1", false: "0" }[old.caller?.safe_to_call_back] ?? "";
  words("channel").value = old.channel ?? "call";
  if (old.kind) setKind(old.kind, { quiet: true });
  if (old.place?.lat) { setPin(old.place.lat, old.place.lng, old.place.source, old.place.confidence, { quiet: true }); map.focus(old.place.lat, old.place.lng); }
  words("confidence").value = old.place?.confidence ?? "unknown";
  ask(questions, known.always, kinds.get(report.kind)?.questions ?? [], old.answers ?? {});
}

/** The report as contract.md has it. */
function body() {
  const safe = { 1: true, 0: false }[words("safe").value] ?? null;
  return {
    channel: words("channel").value,
    caller: { number: words("number").value, name: words("name").value, safe_to_call_back: safe },
    text: words("text").value,
    kind: report.kind,
    place: { text: words("place_text").value, lat: report.lat, lng: report.lng, confidence: words("confidence").value, source: report.source },
    answers: answersOf(questions),
    attach_to: report.attach,
    dispatch_to: report.attach ? [] : [...form.querySelectorAll("[name=agencies]:checked")].map(({ value }) => value),
  };
}

function told(what, detail) {
  const at = wibShort(new Date());
  panel.dataset.state = what;
  if (what === "saving") state.textContent = t("intake.saving");
  else if (what === "draft") state.textContent = t("intake.draft", { at });
  else if (what === "amended") state.textContent = t("intake.amended", { at });
  else if (what === "unsent") state.textContent = t("intake.unsent");
  else if (what === "refused") state.textContent = t("intake.refused", { why: detail.message });
  else if (what === "filed") {
    const number = detail.incident?.number;
    state.textContent = "";
    saved.hidden = false;
    saved.querySelector(".words").replaceChildren(number
      ? el("a", { href: `/kejadian/${number}/` }, t("intake.saved", { number, report: detail.number }))
      : t("intake.counted", { report: detail.number, outcome: t(`outcomes.${detail.outcome}`) }));
    // Junk is one key and over: the next call is waiting.
    if (!number) { const line = saved.querySelector(".words").textContent; start(); saved.hidden = false; saved.querySelector(".words").textContent = line; }
  }
}

function setKind(code, { quiet = false } = {}) {
  const kind = kinds.get(code);
  if (!kind) return;
  report.kind = code;
  words("kind_words").value = `${code} ${kind.name}`;
  words("kind_words").dataset.taken = words("kind_words").value;
  ask(questions, known.always, kind.questions, answersOf(questions));
  fillAgencies(panel, kind.agencies, kind.priority);
  look();
  if (!quiet) { saver.touch(); words("place_text").focus(); }
}

async function setPin(lat, lng, source, confidence, { quiet = false } = {}) {
  Object.assign(report, { lat: Number(lat.toFixed(6)), lng: Number(lng.toFixed(6)), source });
  map.pin({ lat, lng });
  words("confidence").value = confidence;
  if (!quiet) saver.touch();
  look();
  const area = await get(`/api/v1/places/resolve?lat=${lat}&lng=${lng}`).catch(() => null);
  if (!area) return;
  const said = area.inside ? t(`intake.${area.by === "boundary" ? "inside" : "nearest"}`, area) : t("intake.outside");
  const other = await otherKelurahan(area);
  found.textContent = other ? `${said} · ${t("intake.differs", { said: other, found: area.kelurahan })}` : said;
  found.toggleAttribute("data-warn", !area.inside || Boolean(other));
}

/** The kelurahan that the typed words name, when the pin lies in another one. */
async function otherKelurahan({ kelurahan, inside }) {
  const named = /\bkel(?:urahan|\.)?\s+([\p{L} .-]{3,30})/iu.exec(words("place_text").value)?.[1]?.trim();
  if (!named || !inside) return null;
  const { results } = await get(`/api/v1/places/search?q=${encodeURIComponent(named)}`).catch(() => ({ results: [] }));
  const best = results.find(({ category, score }) => category === "kelurahan" && score >= 88);
  return best && best.name !== kelurahan ? best.name : null;
}

/** Likely duplicates and nearest units, a moment after the last change. */
function look() {
  clearTimeout(looking);
  looking = setTimeout(async () => {
    if (report.lat === null) return;
    const query = `lat=${report.lat}&lng=${report.lng}&kind=${report.kind ?? ""}`;
    const [alike, near] = await Promise.all([
      saver.filed ? { results: [] } : get(`/api/v1/duplicates/?${query}`).catch(() => ({ results: [] })),
      get(`/api/v1/recommendation/?${query}`).catch(() => null),
    ]);
    showDuplicates(panel, alike.results, attach, store);
    if (near) showNear(panel, near);
  }, 350);
}

function attach(number) {
  report.attach = report.attach === number ? null : number;
  state.textContent = report.attach ? t("intake.attached", { number }) : "";
  for (const button of panel.querySelectorAll(".duplicates button")) button.setAttribute("aria-pressed", String(button.value === report.attach));
  saver.touch();
}

form.addEventListener("input", (event) => {
  saver.touch();
  if (event.target === words("kind_words")) { report.kind = null; kindPicker.show(rank(known.kinds, words("kind_words").value)); }
  if (event.target === words("place_text")) suggest();
});
let suggesting = 0;
function suggest() {
  clearTimeout(suggesting);
  const typed = words("place_text").value;
  if (typed.trim().length < 3) { placePicker.close(); return; }
  suggesting = setTimeout(async () => {
    const { results } = await get(`/api/v1/places/search?q=${encodeURIComponent(typed)}`).catch(() => ({ results: [] }));
    if (words("place_text").value === typed && document.activeElement === words("place_text")) placePicker.show(results);
  }, 180);
}
form.addEventListener("change", () => saver.touch());
form.addEventListener("submit", (event) => {
  event.preventDefault();
  saver.file(event.submitter?.value ?? "incident");
});
panel.querySelector("[data-new]").addEventListener("click", () => next());

function next() {
  if (!saver.filed && form.matches(":has(:focus)") && words("text").value) saver.flush();
  start();
}

bind([
  { keys: ["n", "Insert"], what: t("intake.new"), run: (event) => { event.preventDefault(); next(); words("kind_words").focus(); } },
  { keys: "Ctrl+Enter", what: t("intake.send"), typing: true, run: (event) => { event.preventDefault(); saver.file("incident"); } },
  ...[...form.querySelectorAll(".junk button")].map((button, at) => ({ keys: `Alt+${at + 1}`, what: button.firstChild.textContent.trim(), typing: true, run: (event) => { event.preventDefault(); saver.file(button.value); } })),
]);

const drafts = JSON.parse(document.getElementById("drafts").textContent);
const asked = new URLSearchParams(location.search).get("draft");
const left = unsent(sessionStorage);
start(left[0] ?? drafts.find(({ id }) => id === asked) ?? null);
if (left[0]) { saver.outcome = left[0].outcome; saver.flush(); }
store.subscribe(() => map.setIncidents(store.all("incident").filter((card) => card.state === "open")), { replay: true });
