/** The crew's phone: one step at a time, kept and sent later when there is no network; its position when it is shared. */
import { serverNow, wib } from "./clock.js";
import { store } from "./feed.js";
import { Gps } from "./gps.js";
import { KeyedPart } from "./keyed-swap.js";
import { post, toast } from "./post.js";
import { room } from "./room.js";
import { play, ring, ringingKeys, silence } from "./sound.js";
import { StepQueue, standing, workOf } from "./step-queue.js";
import { t } from "./words.js";

const QUIET_MS = 2500; // the second tap of a tired thumb lands on buttons that do not answer yet
const AGAIN_MS = 5000;

const live = document.querySelector(".live");
const part = new KeyedPart(live, live.dataset.live, { after: paint });
const unsent = document.querySelector(".unsent");
let quietUntil = 0;

// ── Steps ───────────────────────────────────────────────────────────────────────────────────────────────────────────
const queue = new StepQueue({
  storage: localStorage,
  member: room.member.username,
  send: ({ url, status, at }) => post(url, new URLSearchParams({ status, at })),
  changed: (waiting, trouble) => {
    paint();
    if (!waiting.length) part.refresh({ now: true });
    if (trouble && [401, 403].includes(trouble.status)) tellOnce(t("field.reload"));
  },
  refused: ({ status }, { message }) => toast(t("field.refused", { step: t(`statuses.${status}`), why: message }), "warn"),
});

let toldOf = "";
function tellOnce(words) {
  if (toldOf !== words) toast(words, "warn");
  toldOf = words;
}

live.addEventListener("submit", (event) => {
  const form = event.target.closest("[data-step]");
  if (!form) return;
  event.preventDefault();
  event.stopPropagation();
  if (Date.now() < quietUntil || !event.submitter) return;
  quietUntil = Date.now() + QUIET_MS;
  setTimeout(paint, QUIET_MS + 50);
  navigator.vibrate?.(40);
  queue.add({ job: form.closest(".job").dataset.job, status: event.submitter.value, url: form.getAttribute("action"), at: new Date(serverNow()).toISOString() });
});
live.addEventListener("posted", ({ target }) => {
  target.reset();
  const details = target.closest("details");
  if (details) details.open = false;
  document.activeElement?.blur();
  part.refresh({ now: true });
});
addEventListener("online", () => queue.flush());
setInterval(() => queue.flush(), AGAIN_MS);

/** Shows each job as the crew left it: what waits on the phone counts, and says that it waits. */
function paint() {
  const waiting = queue.waiting;
  const quiet = Date.now() < quietUntil;
  for (const job of live.querySelectorAll(".job")) {
    const status = standing(job.dataset.status, waiting, job.dataset.job);
    for (const face of job.querySelectorAll("[data-face]")) {
      face.hidden = face.dataset.face !== status;
      for (const button of face.querySelectorAll("button")) button.disabled = quiet;
    }
    for (const stamp of job.querySelectorAll("[data-step]")) {
      if (stamp.tagName === "LI") paintStamp(stamp, waiting.find((step) => step.job === job.dataset.job && step.status === stamp.dataset.step));
    }
  }
  // A step that is on its way right now is not "unsent" yet: only say so when it did not go through at once.
  const old = waiting.filter(({ at }) => serverNow() - Date.parse(at) > 1500 || !navigator.onLine);
  unsent.hidden = old.length === 0;
  unsent.querySelector("[data-unsent]").textContent = old.map(({ status, at }) => `${t(`statuses.${status}`)} ${wib(at)}`).join(", ");
  if (waiting.length && !old.length) setTimeout(paint, 1600);
}

function paintStamp(stamp, step) {
  const value = stamp.querySelector("b");
  stamp.dataset.was ??= value.textContent;
  const text = step ? wib(step.at) : stamp.dataset.was;
  stamp.toggleAttribute("data-unsent", Boolean(step));
  if (value.textContent !== text) value.textContent = text;
  const mark = stamp.querySelector("small");
  if (!step) mark?.remove();
  else if (!mark) value.after(Object.assign(document.createElement("small"), { textContent: t("field.unsent") }));
}

// ── What the feed says ──────────────────────────────────────────────────────────────────────────────────────────────
let known = null;
store.subscribe(() => {
  const work = workOf(store.all("incident"), room.member.unit);
  const before = known;
  known = new Map(work.map(({ id, status }) => [id, status]));
  if (before) {
    for (const { id, status, number, priority } of work) {
      if (status === "assigned" && !before.has(id)) {
        ring(`job-${id}`, priority === 1 ? "p1" : "new");
        navigator.vibrate?.([300, 150, 300, 150, 300]);
      }
      if (status === "recalled" && before.has(id) && before.get(id) !== "recalled") {
        play("declined");
        toast(t("field.recalled", { number }), "warn");
      }
    }
  }
  for (const key of ringingKeys()) if (known.get(Number(key.replace("job-", ""))) !== "assigned") silence(key);
  part.refresh({ now: true });
});
// Somebody has the phone in hand: that is as good as "seen".
addEventListener("pointerdown", () => ringingKeys().forEach(silence));

const contact = document.querySelector("[data-contact]");
document.addEventListener("feed:health", ({ detail: { since, state } }) => {
  if (state === "live" && contact.textContent !== wib(since)) contact.textContent = wib(since);
});

// ── Position ────────────────────────────────────────────────────────────────────────────────────────────────────────
const button = document.querySelector("[data-gps]");
const words = document.querySelector("[data-gps-state]");
const gps = new Gps({
  send: (fix) => post(button.dataset.gps, fix),
  now: serverNow,
  changed: (state, at) => {
    words.textContent = t(`gps.${state}`, { time: at ? wib(at) : "" });
    words.dataset.state = state;
    button.setAttribute("aria-checked", String(["on", "searching", "unsent"].includes(state)));
  },
});
button.addEventListener("click", () => (gps.running ? gps.stop() : gps.start()));
document.addEventListener("visibilitychange", () => { if (!document.hidden) gps.stayAwake(); });
gps.resume();
paint();
queue.flush();
