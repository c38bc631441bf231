// A clock that stands still until told, and a socket that is driven by the test.

export class FakeClock {
  #now = 1_000_000;
  #jobs = [];
  #next = 1;

  now = () => this.#now;
  setTimeout = (run, ms) => this.#add(run, ms, null);
  setInterval = (run, ms) => this.#add(run, ms, ms);
  clearTimeout = (id) => { this.#jobs = this.#jobs.filter((job) => job.id !== id); };
  clearInterval = this.clearTimeout;

  pass(seconds) {
    const until = this.#now + seconds * 1000;
    for (;;) {
      const job = this.#jobs.filter(({ at }) => at <= until).sort((a, b) => a.at - b.at)[0];
      if (!job) break;
      this.#now = job.at;
      if (job.every) job.at += job.every;
      else this.clearTimeout(job.id);
      job.run();
    }
    this.#now = until;
  }

  #add(run, ms, every) {
    const id = this.#next++;
    this.#jobs.push({ id, run, at: this.#now + ms, every });
    return id;
  }
}

export class FakeSocket extends EventTarget {
  static made = [];
  readyState = 0;
  sent = [];

  constructor(url) {
    super();
    this.url = new URL(url);
    FakeSocket.made.push(this);
  }

  static get last() { return FakeSocket.made.at(-1); }
  get after() { return this.url.searchParams.get("after"); }
  get epoch() { return this.url.searchParams.get("epoch"); }

  send(text) { this.sent.push(JSON.parse(text)); }
  close() { this.readyState = 3; }

  opens() {
    this.readyState = 1;
    this.dispatchEvent(new Event("open"));
  }
  tells(message) { this.dispatchEvent(Object.assign(new Event("message"), { data: JSON.stringify(message) })); }
  drops(code = 1006) {
    this.readyState = 3;
    this.dispatchEvent(Object.assign(new Event("close"), { code }));
  }
}
