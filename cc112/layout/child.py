"""Starting programs so that none outlives us: own process group, own log, ended by the kernel if we are killed."""

import ctypes
import os
import pwd
import signal
import subprocess
import sys
import time
from collections.abc import Callable, Mapping, Sequence
from contextlib import suppress
from pathlib import Path
from typing import Any

_PR_SET_PDEATHSIG = 1


class LayoutError(Exception):
    """Something a person must put right before the layout can start; the text says what."""


def server_user(*names: str) -> str | None:
    """The account a server runs as: one of `names` if we are root (PostgreSQL refuses root), else ourselves (None)."""
    if os.geteuid() != 0:
        return None
    for name in names:
        with suppress(KeyError):
            return pwd.getpwnam(name).pw_name
    raise LayoutError(f"This runs as root and the machine has no user {' or '.join(names)} to run the server as.")


def reachable(folder: Path, user: str | None) -> bool:
    """Can `user` walk into `folder`? A folder below root's home usually can't be entered by the postgres user."""
    if user is None:
        return True
    probe = subprocess.run(
        ["/bin/sh", "-c", 'cd "$1"', "sh", str(folder)],
        stdout=subprocess.DEVNULL,
        stderr=subprocess.DEVNULL,
        check=False,
        cwd="/",
        **_identity(user),
    )
    return probe.returncode == 0


def own(folder: Path, user: str | None, mode: int = 0o700) -> Path:
    """Make `folder` exist and belong to `user` only."""
    folder.mkdir(parents=True, exist_ok=True)
    if user is not None:
        account = pwd.getpwnam(user)
        os.chown(folder, account.pw_uid, account.pw_gid)
    folder.chmod(mode)
    return folder


def run_as(user: str | None, command: Sequence[str], env: Mapping[str, str] | None = None) -> None:
    """Run to the end, quietly; raise LayoutError with the program's last words when it fails."""
    done = subprocess.run(command, env=env, cwd="/", capture_output=True, text=True, check=False, **_identity(user))
    if done.returncode:
        words = (done.stderr or done.stdout).strip().splitlines()
        raise LayoutError(f"{Path(command[0]).name} failed: {' / '.join(words[-3:]) or done.returncode}")


def spawn(
    command: Sequence[str],
    *,
    log: Path,
    user: str | None = None,
    env: Mapping[str, str] | None = None,
    cwd: Path | str = "/",
    on_our_death: signal.Signals = signal.SIGTERM,
) -> subprocess.Popen[bytes]:
    """Start a program in its own process group with its words appended to `log`."""
    with log.open("ab") as out:
        return subprocess.Popen(
            command,
            stdin=subprocess.DEVNULL,
            stdout=out,
            stderr=subprocess.STDOUT,
            env=env,
            cwd=cwd,
            start_new_session=True,
            preexec_fn=_dies_with_us(on_our_death),  # noqa: PLW1509 it is one system call, safe with threads
            **_identity(user),
        )


def stop(child: subprocess.Popen[bytes], how: signal.Signals = signal.SIGTERM, patience_s: float = 10) -> None:
    """Ask the program to end, wait, then end its whole group by force."""
    if child.poll() is None:
        child.send_signal(how)
        with suppress(subprocess.TimeoutExpired):
            child.wait(patience_s)
    with suppress(ProcessLookupError, PermissionError):
        os.killpg(child.pid, signal.SIGKILL)
    child.wait()


def wait_until(
    ready: Callable[[], bool], what: str, patience_s: float, child: subprocess.Popen[bytes], log: Path
) -> None:
    """Poll `ready` until it is true; raise LayoutError with the end of the log when the program dies or is too slow."""
    until = time.monotonic() + patience_s
    while not ready():
        if child.poll() is not None or time.monotonic() > until:
            fate = "gave no answer" if child.poll() is None else f"ended with code {child.returncode}"
            raise LayoutError(f"{what} {fate} (waited up to {patience_s:g} s); its log {log} ends: {last_words(log)}")
        time.sleep(0.03)


def last_words(log: Path) -> str:
    """The last non-empty line of a log, for an error sentence."""
    try:
        lines = [line for line in log.read_text(errors="replace").splitlines() if line.strip()]
    except OSError:
        return "(no log)"
    return lines[-1].strip() if lines else "(empty)"


def _identity(user: str | None) -> dict[str, Any]:
    if user is None:
        return {}
    return {"user": user, "group": pwd.getpwnam(user).pw_gid, "extra_groups": []}


def _dies_with_us(how: signal.Signals) -> Callable[[], None] | None:
    """Ask Linux to send `how` to the child if this process is killed with -9 and can't stop it itself."""
    if not sys.platform.startswith("linux"):
        return None
    libc = ctypes.CDLL(None, use_errno=True)
    return lambda: libc.prctl(_PR_SET_PDEATHSIG, int(how), 0, 0, 0) and None
