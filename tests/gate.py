"""`./run test` and `./run bench`: every check in order on one stand, nothing left running, nothing left in the tree.

python -m tests.gate test [--slow] [pytest arguments]
python -m tests.gate bench NAME [arguments]
"""

import ctypes
import os
import re
import secrets
import shutil
import signal
import subprocess
import sys
import time
import xml.etree.ElementTree as ET
from collections.abc import Mapping
from contextlib import suppress
from dataclasses import dataclass
from pathlib import Path
from types import FrameType

from cc112.layout.child import LayoutError
from tests.stand import Stand

PROJECT = Path(__file__).resolve().parent.parent
PYTHON = sys.executable
PYTEST = [PYTHON, "-m", "pytest"]
WORKERS = ["-n", "2"]
_PR_SET_CHILD_SUBREAPER = 36


@dataclass
class Step:
    """One check: what is run, with what, and how it ended."""

    name: str
    command: list[str]
    env: Mapping[str, str]
    junit: Path | None = None
    code: int | None = None
    seconds: float = 0.0
    passed: int = 0
    failed: int = 0
    skipped: int = 0

    def run(self) -> None:
        print(f"\n━━ {self.name} ━━", flush=True)
        began = time.monotonic()
        child = subprocess.Popen(self.command, env=self.env, cwd=PROJECT, process_group=0)
        try:
            self.code = child.wait()
        finally:
            _end_group(child)
            self.seconds = time.monotonic() - began
        self._count()

    def _count(self) -> None:
        if self.junit is None:
            return
        if not self.junit.exists():
            self.code = self.code or 1
            return
        for suite in ET.parse(self.junit).getroot().iter("testsuite"):  # noqa: S314 pytest of our own wrote it
            total, bad = int(suite.get("tests", 0)), int(suite.get("failures", 0)) + int(suite.get("errors", 0))
            skipped = int(suite.get("skipped", 0))
            self.failed, self.skipped = self.failed + bad, self.skipped + skipped
            self.passed += total - bad - skipped


def steps(stand: Stand, *, slow: bool) -> list[Step]:
    """All checks of a whole run, in order."""
    env = stand.env()
    room = stand.env(
        SECRET_KEY=secrets.token_urlsafe(64), HTTPS="true", ALLOWED_HOSTS="cc112.example", CSRF_TRUSTED_ORIGINS="https://cc112.example"
    )  # fmt: skip
    sqlite = stand.env(DATABASE_URL=f"sqlite:///{stand.home / 'state' / 'leg.sqlite3'}", REDIS_URL="")
    manage = [PYTHON, "manage.py"]
    plan = [
        Step("ruff check", [PYTHON, "-m", "ruff", "check", "."], env),
        Step("ruff format", [PYTHON, "-m", "ruff", "format", "--check", "."], env),
        Step("mypy", [PYTHON, "-m", "mypy"], env),
        Step("migrations are complete", [*manage, "makemigrations", "--check", "--dry-run"], env),
        Step("deployment check", [*manage, "check", "--deploy", "--fail-level", "WARNING"], room),
        Step("JavaScript", _node_test(), env),
        _pytest(stand, "PostgreSQL", "not serial and not slow", env, WORKERS),
        _pytest(stand, "PostgreSQL, one at a time", "serial and not slow", env),
        _pytest(stand, "SQLite, the domain", "domain and not slow", sqlite),
    ]
    if slow:
        plan.append(_pytest(stand, "slow", "slow", env))
    return plan


def _pytest(stand: Stand, name: str, marks: str, env: Mapping[str, str], how: list[str] | None = None) -> Step:
    junit = stand.home / f"{re.sub(r'[^a-z]+', '-', name.lower())}.xml"
    command = [*PYTEST, "-q", "-m", marks, f"--junitxml={junit}", *(how or [])]
    return Step(f"pytest on {name}", command, env, junit=junit)


def _node_test() -> list[str]:
    node = shutil.which("node")
    files = sorted(str(path.relative_to(PROJECT)) for path in (PROJECT / "tests/js").rglob("*.test.*js"))
    if node is None:
        return [PYTHON, "-c", "raise SystemExit('node is not installed')"]
    if not files:
        return [PYTHON, "-c", "raise SystemExit('there is no tests/js/*.test.js')"]
    words = subprocess.run([node, "--version"], capture_output=True, text=True, check=True).stdout
    major, minor = (int(number) for number in words.strip().lstrip("v").split(".")[:2])
    # Our scripts are modules without a package.json beside them. Older Nodes (Debian 12 has 18) must be told.
    old = major < 20 or (major == 20 and minor < 19) or (major == 22 and minor < 7)
    return [node, *(["--experimental-default-type=module"] if old else []), "--test", *files]


def whole_run(stand: Stand, *, slow: bool) -> int:
    """Run every step, also after one failed, so that one run tells everything; print what happened; keep the code."""
    before = _tree()
    began = time.monotonic()
    plan = steps(stand, slow=slow)
    for step in plan:
        step.run()
    code = next((step.code for step in plan if step.code), 0)
    print("\n━━ summary ━━")
    for step in plan:
        counts = f"{step.passed} passed, {step.failed} failed, {step.skipped} skipped" if step.junit else ""
        print(f"{'ok    ' if step.code == 0 else 'FAILED'}  {step.name:<38} {step.seconds:6.1f} s  {counts}".rstrip())
    if _tree() != before:
        print("FAILED  the run changed the tree (git status differs)")
        code = code or 1
    passed, failed = sum(step.passed for step in plan), sum(step.failed for step in plan)
    failed += sum(1 for step in plan if step.code and not step.failed)
    skipped = sum(step.skipped for step in plan)
    counts = [f"{failed} failed"] * bool(failed) + [f"{passed} passed"] + [f"{skipped} skipped"] * bool(skipped)
    print(f"=========== {', '.join(counts)} in {time.monotonic() - began:.2f}s ===========", flush=True)
    return code


def bench(stand: Stand, name: str, arguments: list[str]) -> int:
    return _only([PYTHON, "-m", f"tests.bench.{name}", *arguments], stand.env())


def _only(command: list[str], env: Mapping[str, str]) -> int:
    # At a terminal it stays in the foreground group, or a debugger could not read what is typed.
    child = subprocess.Popen(command, env=env, cwd=PROJECT, process_group=None if sys.stdin.isatty() else 0)
    try:
        return child.wait()
    finally:
        _end_group(child)


def _end_group(child: subprocess.Popen[bytes]) -> None:
    """Nothing of a step outlives it: first asked, then forced."""
    if child.poll() is None:
        try:
            os.killpg(child.pid, signal.SIGINT)
        except ProcessLookupError:
            child.send_signal(signal.SIGINT)
        with suppress(subprocess.TimeoutExpired):
            child.wait(15)
    with suppress(ProcessLookupError, PermissionError):
        os.killpg(child.pid, signal.SIGKILL)
    child.wait()


def _adopt_orphans() -> None:
    """Let Linux hand us what a test left behind in a session of its own, so that we can end it."""
    if sys.platform.startswith("linux"):
        ctypes.CDLL(None).prctl(_PR_SET_CHILD_SUBREAPER, 1, 0, 0, 0)


def _end_orphans() -> None:
    """End every child we have; the stand's own servers are gone by now."""
    for _ in range(20):
        children = [int(pid) for path in Path("/proc/self/task").glob("*/children") for pid in path.read_text().split()]
        if not children:
            return
        for pid in children:
            with suppress(OSError):
                name = Path(f"/proc/{pid}/cmdline").read_bytes().replace(b"\0", b" ").decode(errors="replace").strip()
                if name:  # a zombie has none: it ended by itself
                    print(f"left running by a test, ended now: {pid} {name[:120]}", file=sys.stderr)
                os.kill(pid, signal.SIGKILL)
            with suppress(ChildProcessError):
                os.waitpid(pid, 0)


def _tree() -> str:
    if shutil.which("git") is None or not (PROJECT / ".git").exists():
        return ""
    return subprocess.run(
        ["git", "status", "--porcelain"], cwd=PROJECT, capture_output=True, text=True, check=False
    ).stdout


def _benches() -> str:
    return " ".join(sorted(path.stem for path in (PROJECT / "tests/bench").glob("[a-z]*.py"))) or "(none yet)"


def _ended(number: int, _frame: FrameType | None) -> None:
    raise SystemExit(128 + number)


def main(arguments: list[str]) -> int:
    command, rest = arguments[0], arguments[1:]
    if command == "bench" and (not rest or not (PROJECT / "tests/bench" / f"{rest[0]}.py").exists()):
        print(f"./run bench NAME …, where NAME is one of: {_benches()}", file=sys.stderr)
        return 2
    for number in (signal.SIGTERM, signal.SIGINT, signal.SIGHUP):
        signal.signal(number, _ended)
    _adopt_orphans()
    try:
        with Stand(durable=command == "bench") as stand:
            if command == "bench":
                return bench(stand, rest[0], rest[1:])
            chosen = [word for word in rest if word != "--slow"]
            if chosen:
                return _only([*PYTEST, *chosen], stand.env())
            return whole_run(stand, slow="--slow" in rest)
    except LayoutError as problem:
        print(f"cc112: {problem}", file=sys.stderr)
        return 1
    finally:
        _end_orphans()


if __name__ == "__main__":
    sys.exit(main(sys.argv[1:]))
