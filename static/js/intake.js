/** The intake: a report by keyboard, saved from the first keystroke, sent before it is complete, added to afterwards. */
import { el } from "./card-parts.js";
import { serverNow, wib } from "./clock.js";
import { Drafts } from "./intake-drafts.js";
import { ReportForm } from "./intake-form.js";
import { bind } from "./keys.js";
import { get, post, PostError, toast } from "./post.js";
import { Saver, unsent } from "./saver.js";
import { has, t } from "./words.js";

const LONGEST_WAIT_MS = 15_000;

export class Intake {
  #panel; #form; #store; #state; #saved; #report; #drafts; #toggle;
  #saver = null;
  #lastField = null;

  /** @param {HTMLElement} panel  @param {{store, map, drafts: object[], toggle: (open: boolean) => void}} parts */
  constructor(panel, { store, map, drafts, toggle }) {
    this.#panel = panel;
    this.#form = panel.querySelector("form");
    this.#store = store;
    this.#toggle = toggle;
    this.#state = panel.querySelector(".intake-state");
    this.#saved = panel.querySelector(".saved");
    this.#report = new ReportForm(panel, { map, store, changed: () => this.#touch() });
    this.#drafts = new Drafts(panel.querySelector(".drafts"), { drafts, name: (code) => this.#report.kindName(code), resume: (message) => { this.#begin(message); this.#focusFirst(); } });
    this.#listen();
    this.#keys();
    this.#begin();
    this.#resume();
    this.#load();
    store.subscribe((changes) => { if (changes.some(({ id }) => id === this.#saver.filed?.incident?.number)) this.#showSent(); });
  }

  get isOpen() { return !this.#panel.hidden; }

  /** The map was clicked: that is a report's place, so the report comes up. */
  pinned(lat, lng) {
    if (!this.isOpen) this.#toggle(true);
    this.#report.pinned(lat, lng);
  }

  /** A new report, or one that was begun before. The one before goes on being saved by its own saver. */
  #begin(message = null) {
    if (this.#saver?.unsaved) this.#saver.flush();
    if (this.#saver) this.#drafts.aside(this.#saver);
    const saver = (message && this.#drafts.saverOf(message.id)) ?? new Saver({ id: message?.id, send: (body) => post("/api/v1/reports/", body), storage: sessionStorage, changed: (state, detail) => this.#told(saver, state, detail) });
    this.#saver = saver;
    this.#lastField = null;
    this.#saved.hidden = true;
    this.#report.reset(message);
    this.#say(saver.state === "unsent" ? "unsent" : "empty");
    this.#phase();
    this.#drafts.opened(saver);
    return saver;
  }

  #touch() {
    if (this.#report.begun || this.#saver.message) this.#saver.touch(this.#report.body);
  }

  #file(outcome) {
    const { filed } = this.#saver;
    if (filed?.incident || (filed && outcome !== "incident")) return; // what was sent stays sent
    this.#saver.file(outcome, this.#report.body);
  }

  // ── What the server said ──

  #told(saver, state, detail) {
    this.#drafts.told(saver, state, detail);
    if (saver === this.#saver) {
      this.#say(state, detail);
      if (state === "filed") this.#filed(detail);
    } else if (state === "filed") {
      toast(savedWords(detail));
    } else if (state === "refused") {
      toast(t("intake.refused", { why: why(detail) }), "error");
    }
  }

  #say(state, detail = null) {
    this.#panel.dataset.state = state;
    const at = wib(serverNow());
    const words = {
      empty: "", filed: "", typing: null,
      saving: t("intake.saving"),
      draft: t("intake.draft", { number: detail?.number ?? "", at }),
      amended: t("intake.amended", { at }),
      unsent: detail?.status === 401 ? t("intake.unsent_signed_out") : t("intake.unsent"),
      refused: t("intake.refused", { why: detail ? why(detail) : "" }),
    }[state];
    if (words !== null && this.#state.textContent !== words) this.#state.textContent = words;
    this.#panel.querySelector(".intake-alarm").textContent = ["unsent", "refused"].includes(state) ? words : "";
  }

  #filed(answer) {
    const odd = (answer.warnings ?? []).filter((code) => has(`warnings.${code}`));
    const words = savedWords(answer);
    const number = answer.incident?.number;
    this.#saved.hidden = false;
    this.#saved.querySelector(".words").replaceChildren(number ? el("a", { href: `/kejadian/${number}/` }, words) : words, ...odd.map((code) => el("small", {}, t(`warnings.${code}`))));
    this.#report.filed(answer);
    this.#showSent();
    this.#phase();
    if (!number && this.#panel.contains(document.activeElement)) this.#panel.querySelector(".after [data-new]").focus();
  }

  #showSent() {
    const sent = this.#saver.filed?.incident;
    if (sent) this.#report.sent(this.#store.get("incident", sent.number) ?? sent);
  }

  /** Before sending: the outcomes. After it: the next report; of what was no incident one can still be made. */
  #phase() {
    const { filed } = this.#saver;
    this.#panel.dataset.phase = !filed ? "open" : filed.incident ? "incident" : "closed";
  }

  // ── Events and keys ──

  #listen() {
    const form = this.#form;
    form.addEventListener("submit", (event) => event.preventDefault());
    form.addEventListener("focusin", ({ target }) => { this.#lastField = target; });
    form.addEventListener("focusout", () => { if (this.#saver.filed && this.#saver.state === "typing") this.#saver.flush(); });
    form.addEventListener("answered", ({ target }) => this.#onward(target));
    // Enter would press the first button of a form: an incident sent by a slip. Here it goes on to the next field.
    form.addEventListener("keydown", (event) => {
      if (event.key !== "Enter" || event.ctrlKey || event.isComposing || !event.target.matches("input, select, [name=place_text]")) return;
      event.preventDefault();
      this.#onward(event.target);
    });
    for (const button of form.querySelectorAll("[name=outcome]")) button.addEventListener("click", () => this.#file(button.value));
    for (const button of document.querySelectorAll("[data-new]")) button.addEventListener("click", () => this.#next());
    this.#panel.querySelector("[data-close]").addEventListener("click", () => this.#toggle(false));
    this.#panel.querySelector("[data-send-more]").addEventListener("click", () => this.#sendMore());
    addEventListener("beforeunload", (event) => { if (this.#drafts.unsent) event.preventDefault(); });
  }

  #onward(from) {
    const stops = [...this.#form.querySelectorAll("input, select, textarea, button")].filter((one) => !one.disabled && one.offsetParent);
    const group = from.closest(".segments");
    const last = stops.findLastIndex((one) => one === from || group?.contains(one));
    stops[last + 1]?.focus();
  }

  #next() {
    this.#toggle(true);
    if (this.#report.begun || this.#saver.filed) this.#begin();
    this.#focusFirst();
  }

  #focusFirst() { this.#form.elements.kind_words.focus(); }

  async #sendMore() {
    const number = this.#saver.filed?.incident?.number;
    const agencies = this.#report.toSend;
    if (!number || !agencies.length) return;
    try {
      await post(`/kejadian/${number}/kirim/`, new URLSearchParams(agencies.map((code) => ["agencies", code])));
      toast(t("intake.sent_more", { agencies: agencies.join(", ") }));
    } catch (error) {
      if (!(error instanceof PostError)) throw error;
      toast(error.message, "error");
    }
  }

  #keys() {
    const when = () => this.isOpen;
    const junk = [...this.#form.querySelectorAll(".junk button")];
    bind([
      { keys: ["n", "Insert"], what: t("intake.new"), run: () => this.#next() },
      { keys: "Alt+n", what: t("intake.new_typing"), typing: true, run: () => this.#next() },
      { keys: "r", what: t("intake.return"), run: () => { this.#toggle(true); (this.#lastField ?? this.#form.elements.kind_words).focus(); } },
      { keys: "Ctrl+Enter", what: t("intake.send"), typing: true, when, run: () => this.#file("incident") },
      ...junk.map((button, at) => ({ keys: `Alt+${at + 1}`, what: button.dataset.words, typing: true, when, run: () => this.#file(button.value) })),
      { keys: "Alt+g", what: t("intake.attach_key"), typing: true, when, run: () => this.#report.attach() },
      { keys: "Escape", what: t("intake.leave"), within: this.#panel, typing: true, run: () => this.#leave() },
    ]);
  }

  // A panic Escape must not fold away a report that somebody is still telling.
  #leave() {
    if (!this.#report.begun || this.#saver.filed) return this.#toggle(false);
    const row = document.querySelector(".board-rows a[tabindex='0']");
    return row ? row.focus() : document.activeElement.blur();
  }

  // ── Beginning ──

  /** The kinds with their questions; asked for until they come, since the form works meanwhile. */
  async #load(attempt = 0) {
    try {
      this.#report.learn(await get("/api/v1/kinds/"));
      this.#drafts.draw();
    } catch (error) {
      if (!(error instanceof PostError)) throw error;
      setTimeout(() => this.#load(attempt + 1), Math.min(LONGEST_WAIT_MS, 1000 * 2 ** attempt));
    }
  }

  /** What this tab had not got through before it was reloaded goes on at once; the newest is shown. */
  #resume() {
    const left = unsent(sessionStorage);
    for (const message of [...left].reverse()) {
      this.#toggle(true);
      this.#begin(message).file(message.outcome, message);
    }
    const draft = this.#drafts.find(new URLSearchParams(location.search).get("draft"));
    if (!draft || left.length) return;
    this.#toggle(true);
    this.#begin(draft);
  }
}

const savedWords = ({ number, outcome, incident }) =>
  incident ? t("intake.saved", { number: incident.number, report: number }) : t("intake.counted", { report: number, outcome: t(`outcomes.${outcome}`) });

const why = ({ message, fields = {} }) => [message, ...Object.keys(fields)].join(" · ");
