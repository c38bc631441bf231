/** The fields of a report: kind, place, questions, agencies, likely duplicates; read and filled as the body of contract.md.
 *  Field names are those of templates/dispatch/_intake.html. It knows nothing of sending. */
import { el, priorityBadge } from "./card-parts.js";
import { Agencies, drawDuplicates } from "./intake-advice.js";
import { rank } from "./kind-picker.js";
import { Picker } from "./picker.js";
import { PlaceField } from "./place-picker.js";
import { get } from "./post.js";
import { answerByKey, answersOf, ask, HAS_FIELD } from "./questions.js";
import { t } from "./words.js";

const LOOK_MS = 350;
const SAFE = { 1: true, 0: false };

export class ReportForm {
  #form; #panel; #store; #box; #changed; #kindPicker; #place; #agencies;
  #known = { kinds: [], always: [] };
  #kinds = new Map();
  #kind = null;
  #attach = null;
  #alike = [];
  #kept = {};
  #filed = false;
  #timer = 0;
  #asked = 0;

  /** @param {HTMLElement} panel  @param {{map, store, changed: () => void}} parts  changed: the report reads differently now */
  constructor(panel, { map, store, changed }) {
    this.#panel = panel;
    this.#form = panel.querySelector("form");
    this.#store = store;
    this.#changed = changed;
    this.#box = panel.querySelector(".question-list");
    const field = this.#form.elements;
    this.#kindPicker = new Picker(field.kind_words, panel.querySelector("#r-kinds"), {
      eager: true,
      draw: (kind) => [priorityBadge(kind, { size: "small" }), el("span", { class: "code" }, kind.code), el("b", {}, kind.name)],
      choose: (kind) => { this.#choose(kind.code); this.#tell(); field.place_text.focus(); },
    });
    this.#place = new PlaceField({ words: field.place_text, list: panel.querySelector("#r-places"), found: panel.querySelector(".found"), confidence: field.confidence, map, changed: () => this.#tell() });
    this.#agencies = new Agencies(panel.querySelector(".to-send"), changed);
    panel.querySelector("[data-safe]").addEventListener("keydown", answerByKey);
    this.#form.addEventListener("input", ({ target }) => this.#typed(target));
    this.#form.addEventListener("change", ({ target }) => this.#typed(target));
  }

  /** The kinds with their questions have come: what was chosen or restored before is drawn in full. */
  learn(known) {
    this.#known = known;
    this.#kinds = new Map(known.kinds.map((kind) => [kind.code, kind]));
    if (this.#kind) this.#choose(this.#kind.code);
    else this.#ask();
    this.#look();
  }

  kindName(code) { return this.#kinds.get(code)?.name ?? code; }

  /** Empty, or as an earlier draft had it. @param {object|null} message  a body of contract.md */
  reset(message = null) {
    const { text = "", caller, channel = "call", kind, priority, place, answers = {} } = message ?? {};
    this.#form.reset();
    const field = this.#form.elements;
    field.text.value = text;
    field.number.value = caller?.number ?? "";
    field.name.value = caller?.name ?? "";
    field.safe.value = { true: "1", false: "0" }[caller?.safe_to_call_back] ?? "";
    field.channel.value = channel;
    field.priority.value = priority ?? "";
    this.#kind = null;
    this.#attach = message?.attach_to ?? null;
    this.#alike = [];
    this.#filed = false;
    this.#kept = {};
    this.#place.reset(place);
    this.#agencies.reset(message?.dispatch_to ?? null);
    this.#drawBadge();
    const { kind_words: undecided = "", ...given } = answers;
    this.#ask(given, { anew: true });
    if (kind) this.#choose(kind);
    else field.kind_words.value = undecided;
    this.#drawDuplicates();
    this.#look();
  }

  /** The report as contract.md has it. Words that chose no kind are kept as an answer: nothing typed is lost. */
  get body() {
    const field = this.#form.elements;
    const undecided = this.#kind ? "" : field.kind_words.value.trim();
    const body = {
      channel: field.channel.value,
      caller: { number: field.number.value, name: field.name.value, safe_to_call_back: SAFE[field.safe.value] ?? null },
      text: field.text.value,
      kind: this.#kind?.code ?? null,
      place: this.#place.value,
      answers: { ...this.#kept, ...answersOf(this.#box), ...(undecided && { kind_words: undecided }) },
      attach_to: this.#attach,
      dispatch_to: this.#attach ? [] : this.#agencies.checked,
    };
    return field.priority.value ? { ...body, priority: Number(field.priority.value) } : body;
  }

  /** Whether anything was typed at all. */
  get begun() {
    const { text, caller, place, kind, answers } = this.body;
    return Boolean(text || caller.number || caller.name || place.text || place.lat !== null || kind || Object.keys(answers).length);
  }

  get attached() { return this.#attach; }
  get toSend() { return this.#agencies.checked; }

  pinned(lat, lng) { this.#place.clicked(lat, lng); }

  /** The report was sent: what it may be the same as, and what went out for it. */
  filed({ possible_duplicates: alike = [], incident = null } = {}) {
    this.#filed = true;
    this.#alike = alike.filter(({ number }) => number !== incident?.number);
    this.#drawDuplicates();
    if (incident) this.sent(incident);
  }

  sent(card) { this.#agencies.sent(card.dispatches ?? [], card.priority); }

  /** Attaches the report to an open incident (none given: the likeliest), or takes that back. */
  attach(number = this.#alike[0]?.number) {
    if (this.#filed || !number) return;
    this.#attach = this.#attach === number ? null : number;
    this.#drawDuplicates();
    this.#changed();
  }

  #typed(target) {
    if (target.name === "agencies" || target.closest("[data-other-agency]")) return; // Agencies tells of them
    if (target.name === "kind_words") this.#typedKind();
    this.#changed();
  }

  #typedKind() {
    const words = this.#form.elements.kind_words.value;
    if (this.#kind && words === this.#label(this.#kind)) return;
    this.#kind = null;
    this.#drawBadge();
    if (document.activeElement === this.#form.elements.kind_words) this.#kindPicker.show(rank(this.#known.kinds, words));
  }

  #choose(code) {
    this.#kind = this.#kinds.get(code) ?? { code, name: "", agencies: [], questions: [], priority: null };
    this.#form.elements.kind_words.value = this.#label(this.#kind);
    this.#drawBadge();
    this.#ask();
    this.#agencies.offer(this.#kind.agencies, this.#kind.priority);
  }

  #label({ code, name }) { return `${code} ${name}`.trim(); }

  #drawBadge() {
    const priority = this.#kind?.priority;
    this.#form.querySelector(".kind-priority").replaceChildren(...(priority ? [priorityBadge({ priority }, { size: "small" })] : []));
  }

  /** Draws the questions; answers to questions that are not asked now (another kind, kinds not loaded yet) are kept. */
  #ask(answers = answersOf(this.#box), { anew = false } = {}) {
    const always = this.#known.always.filter(({ code }) => !HAS_FIELD.has(code));
    const asked = [...always, ...(this.#kind?.questions ?? [])];
    const all = anew ? answers : { ...this.#kept, ...answers };
    ask(this.#box, asked, all);
    const drawn = new Set(asked.map(({ code }) => code));
    this.#kept = Object.fromEntries(Object.entries(all).filter(([code]) => !drawn.has(code)));
  }

  #tell() {
    this.#changed();
    this.#look();
  }

  /** Likely duplicates and nearest units, a moment after the last change of kind or pin. */
  #look() {
    clearTimeout(this.#timer);
    const asked = ++this.#asked;
    this.#timer = setTimeout(() => this.#lookNow(asked), LOOK_MS);
  }

  async #lookNow(asked) {
    const { lat, lng } = this.#place.value;
    if (!this.#kind && lat === null) return;
    const query = new URLSearchParams({ ...(lat !== null && { lat, lng }), kind: this.#kind?.code ?? "" });
    const [alike, near] = await Promise.all([
      this.#filed || lat === null ? null : get(`/api/v1/duplicates/?${query}`).catch(() => null),
      get(`/api/v1/recommendation/?${query}`).catch(() => null),
    ]);
    if (asked !== this.#asked) return;
    if (near && !this.#kind) this.#agencies.offer(near.agencies, null);
    if (near) this.#agencies.near(near);
    if (alike) { this.#alike = alike.results; this.#drawDuplicates(); }
  }

  #drawDuplicates() {
    this.#panel.querySelector(".to-send").toggleAttribute("data-attached", Boolean(this.#attach));
    this.#panel.querySelector(".send .goes").textContent = this.#attach ? t("intake.attached", { number: this.#attach }) : t("intake.opens");
    drawDuplicates(this.#panel.querySelector(".duplicates"), this.#alike, this.#attach, { store: this.#store, attach: this.#filed ? null : (number) => this.attach(number) });
  }
}
