/** The crew's phone: one step at a time, kept and sent later when there is no network; its position when allowed. */
import { store } from "./feed.js";
import { Gps } from "./gps.js";
import { post } from "./post.js";
import { play } from "./sound.js";
import { StepQueue } from "./step-queue.js";
import { LivePart } from "./swap.js";
import { t } from "./words.js";

const live = document.querySelector("[data-part=live]");
const part = new LivePart(live, live.dataset.live);
const notice = document.querySelector(".waiting-steps");
const queue = new StepQueue({
  storage: localStorage,
  send: ({ job, status, at }) => post(`/tugas/${job}/status/`, new URLSearchParams({ status, at })),
  changed: (waiting) => {
    notice.hidden = waiting.length === 0;
    notice.querySelector("[data-waiting]").textContent = waiting.map(({ status }) => t(`statuses.${status}`)).join(", ");
    if (waiting.length === 0) part.refresh();
  },
});

live.addEventListener("submit", (event) => {
  const form = event.target.closest("[data-step]");
  if (!form) return;
  event.preventDefault();
  // Ask nothing; a second tap of a tired thumb finds the buttons gone quiet.
  for (const button of form.querySelectorAll("button")) button.disabled = true;
  queue.add({ job: form.dataset.job, status: event.submitter.value, at: new Date().toISOString() });
});
addEventListener("online", () => queue.flush());
setInterval(() => queue.flush(), 5000);
queue.flush();

let known = null;
store.subscribe(() => {
  const jobs = store.all("incident").filter((card) => card.state !== "closed");
  const now = JSON.stringify(jobs);
  if (known !== null && now !== known) {
    if (jobs.length > JSON.parse(known).length) play("p1");
    part.refresh();
  }
  known = now;
});

const button = document.querySelector("[data-gps]");
const state = document.querySelector("[data-gps-state]");
const gps = new Gps({
  send: (fix) => post("/posisi/", fix),
  changed: (word) => { state.textContent = t(`gps.${word}`); button.setAttribute("aria-pressed", String(gps?.running ?? false)); },
});
button.addEventListener("click", () => (gps.running ? gps.stop() : gps.start()));
