/** This page's one store and one feed, begun by importing it. The band and the lamp in the top bar hear of its health
 *  through the document, so pages without a feed need not know that one exists. */
import { sync } from "./clock.js";
import { Live } from "./live.js";
import { room } from "./room.js";
import { Store } from "./store.js";

export const store = new Store();

const url = new URL(room.feed ?? "/ws/feed/", location.href);
url.protocol = url.protocol === "https:" ? "wss:" : "ws:";

export const live = new Live({ store, url: url.href, onServerTime: sync });

live.addEventListener("health", ({ detail }) => document.dispatchEvent(new CustomEvent("feed:health", { detail })));
addEventListener("online", () => live.wake());
document.addEventListener("visibilitychange", () => { if (!document.hidden) live.wake(); });
// A page kept for the back button must not keep a socket, and must not come back with an old board.
addEventListener("pagehide", () => live.stop());
addEventListener("pageshow", ({ persisted }) => { if (persisted) live.start(); });
live.start();
