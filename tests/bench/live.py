"""./run bench live: what one delivered change costs, beside plain Channels in the same run.

    ./run bench live [--sockets 100,1000] [--rate 10,50] [--seconds 8] [--servers daphne,uvicorn] [--layers pubsub]
                     [--rounds 1] [--audiences 1]

Per leg: CPU µs of the web process per delivered change, ms from commit to socket, loss, memory. Three processes beside
the web: the sockets, the hands that change incidents, PostgreSQL with Redis. Ratios travel; absolute figures don't.
"""

import argparse
import json
import os
import resource
import statistics
import subprocess
import sys
from collections import defaultdict
from pathlib import Path
from typing import Any

from tests.bench.parts import measure
from tests.live import room
from tests.live.room import PROJECT, Web

PEOPLE = ("penerima", "pic", "dispatcher", "desk.dpkp")
"""One of each audience; by default all sockets are the room's."""
INCIDENTS = 50
SET_UP = f"""
import django; django.setup()
from tests.live import people
for n in range({INCIDENTS}):
    people.incident("DPKP", "DINKES")
print(" ".join(people.token(name) for name in {PEOPLE!r}))
"""


def main() -> None:
    ask = argparse.ArgumentParser(prog="./run bench live")
    ask.add_argument("--sockets", default="100,1000")
    ask.add_argument("--rate", default="10,50")
    ask.add_argument("--seconds", type=float, default=8)
    ask.add_argument("--servers", default="daphne,uvicorn")
    ask.add_argument("--layers", default="pubsub", help="of the yardstick: pubsub, core, or none to leave it out")
    ask.add_argument("--rounds", type=int, default=1)
    ask.add_argument("--audiences", type=int, default=1, choices=range(1, len(PEOPLE) + 1))
    wish = ask.parse_args()
    resource.setrlimit(resource.RLIMIT_NOFILE, (resource.getrlimit(resource.RLIMIT_NOFILE)[1],) * 2)
    env = dict(os.environ)
    logs = Path(env["STATE_DIR"]) / "log"
    logs.mkdir(parents=True, exist_ok=True)
    subprocess.run([sys.executable, "-c", room.PREPARE], env=env, cwd=PROJECT, check=True, stdout=subprocess.DEVNULL)
    tokens = _python(SET_UP, env).split()[-len(PEOPLE) :][: wish.audiences]
    ways = ["hub", *(layer for layer in wish.layers.split(",") if layer != "none")]
    print(f"{measure.machine()}; {wish.seconds:g} s a leg, {wish.audiences} audience(s)")
    for sockets in (int(word) for word in wish.sockets.split(",")):
        for rate in (float(word) for word in wish.rate.split(",")):
            print(f"\n{sockets} sockets × {rate:g} changes/s")
            legs: dict[tuple[str, str], list[dict[str, Any]]] = defaultdict(list)
            for _ in range(wish.rounds):
                for server in wish.servers.split(","):
                    for way in ways:
                        legs[server, way].append(leg(server, way, sockets, rate, wish.seconds, tokens, env, logs))
            show(legs)
    print(f"\n{measure.machine()}")


def leg(
    server: str, way: str, sockets: int, rate: float, seconds: float, tokens: list[str], env: dict[str, str], logs: Path
) -> dict[str, Any]:
    """One server, one way, once."""
    kind = "hub" if way == "hub" else "plain"
    env = env if way == "hub" else {**env, "PLAIN_LAYER": way}
    app = "cc112.asgi:application" if way == "hub" else "tests.bench.plain:application"
    with Web(server, env=env, logs=logs, app=app) as web:
        words = [str(web.port), str(sockets), kind, *(tokens if way == "hub" else [])]
        lines = subprocess.Popen(
            [sys.executable, "-m", "tests.bench.parts.sockets", *words],
            env=env, cwd=PROJECT, stdin=subprocess.PIPE, stdout=subprocess.PIPE, text=True,
        )  # fmt: skip
        assert lines.stdin
        assert lines.stdout
        try:
            assert lines.stdout.readline().strip() == "open", web.said()[-2000:]
            machine, cpu, rss = measure.others_busy(), measure.cpu_s(web.pid), measure.rss_mb(web.pid)
            made = json.loads(_module("tests.bench.parts.changes", env, kind, str(rate), str(seconds)))
            print(made["last"], file=lines.stdin, flush=True)
            drained = json.loads(lines.stdout.readline())
            cpu, rss = measure.cpu_s(web.pid) - cpu, measure.rss_mb(web.pid) - rss
            busy, idle = measure.others_busy(machine)
            print(json.dumps(made["stamps"]), file=lines.stdin, flush=True)
            found = json.loads(lines.stdout.readline())
        finally:
            lines.kill()
            lines.wait()
    return {
        **found, "us": cpu / max(1, found["delivered"]) * 1e6, "loss": 1 - found["delivered"] / found["wanted"],
        "rss": rss, "sockets_cpu": drained["cpu"], "behind": made["behind_s"], "busy": busy / (busy + idle),
    }  # fmt: skip


def show(legs: dict[tuple[str, str], list[dict[str, Any]]]) -> None:
    head = [
        "", "µs a change", "frames", "p50 ms", "p99 ms", "loss %", "MB grown", "machine %", "generator %", "1/ratio",
    ]  # fmt: skip
    rows = []
    for (server, way), found in legs.items():

        def middle(name: str, found: list[dict[str, Any]] = found) -> float:
            return statistics.median(one[name] for one in found)

        ours = statistics.median(one["us"] for one in legs[server, "hub"])
        rows.append([
            f"{server} {'hub' if way == 'hub' else f'plain, {way}'}", f"{middle('us'):.1f}",
            f"{middle('frames') / middle('wanted'):.2f}", f"{middle('p50_ms'):.1f}", f"{middle('p99_ms'):.0f}",
            f"{middle('loss') * 100:.1f}", f"{middle('rss'):+.0f}", f"{middle('busy') * 100:.0f}",
            f"{middle('sockets_cpu') * 100:.0f}", "" if way == "hub" else f"{middle('us') / ours:.1f}",
        ])  # fmt: skip
        late = max(one["behind"] for one in found)
        if late > 0.5:
            rows[-1][0] += f" (hands {late:.1f} s behind)"
    measure.table(head, rows)


def _python(words: str, env: dict[str, str]) -> str:
    done = subprocess.run(
        [sys.executable, "-c", words], env=env, cwd=PROJECT, check=True, stdout=subprocess.PIPE, text=True
    )
    return done.stdout


def _module(name: str, env: dict[str, str], *words: str) -> str:
    command = [sys.executable, "-m", name, *words]
    return subprocess.run(command, env=env, cwd=PROJECT, check=True, stdout=subprocess.PIPE, text=True).stdout


if __name__ == "__main__":
    main()
