"""A private PostgreSQL and Redis for the tests and the benchmarks: throw-away, on unix sockets, gone at the end.

    python -m tests.stand COMMAND …      runs a command with DATABASE_URL and REDIS_URL of a new stand

In a test:

    with Stand() as stand:
        subprocess.Popen([...], env=stand.env())
        stand.restart_postgres(signal.SIGQUIT)

Start it from the main thread: Linux ends the servers when the thread that started them ends.
"""

import os
import secrets
import shutil
import signal
import subprocess
import sys
import tempfile
from pathlib import Path
from types import TracebackType

from cc112.layout.child import LayoutError
from cc112.layout.servers import Postgres, Redis

TEST_KEY = "tests-only-" + secrets.token_urlsafe(48)


class Stand:
    """PostgreSQL and Redis in one folder that goes away with them.

    `durable=True` (benchmarks) pays for fsync as a real room does; without it a killed server still keeps its commits.
    """

    def __init__(self, *, durable: bool = False) -> None:
        # The sockets need a short path and the postgres user must be able to walk there: /tmp, whatever TMPDIR says.
        self.home = Path(tempfile.mkdtemp(prefix="cc112-", dir="/tmp"))
        self.home.chmod(0o711)
        self.postgres = Postgres(self.home / "pg", durable=durable)
        self.redis = Redis(self.home / "redis")
        self.state_dir = self.home / "state"

    def start(self) -> "Stand":
        try:
            self.postgres.start()
            self.redis.start()
            self.state_dir.mkdir(exist_ok=True)
        except BaseException:
            self.stop()
            raise
        return self

    def stop(self) -> None:
        self.redis.close()
        self.postgres.stop(signal.SIGQUIT)  # nothing to keep: no checkpoint
        self.postgres.close()
        shutil.rmtree(self.home, ignore_errors=True)

    def __enter__(self) -> "Stand":
        return self.start()

    def __exit__(
        self, kind: type[BaseException] | None, value: BaseException | None, trace: TracebackType | None
    ) -> None:
        self.stop()

    # ── What a test may do to it ────────────────────────────────────────────────────────────────────────────────────

    def restart_postgres(self, how: signal.Signals = signal.SIGINT) -> None:
        """SIGINT: a planned restart. SIGQUIT: as after a crash; the server recovers from its log when it starts."""
        self.postgres.stop(how)
        self.postgres.start()

    def stop_postgres(self, how: signal.Signals = signal.SIGINT) -> None:
        self.postgres.stop(how)

    def start_postgres(self) -> None:
        self.postgres.start()

    def stop_redis(self, how: signal.Signals = signal.SIGKILL) -> None:
        self.redis.stop(how)

    def start_redis(self) -> None:
        self.redis.start()

    def database(self, name: str) -> str:
        """The URL of one more database, made if it isn't there."""
        self.postgres.create_database(name)
        return self.postgres.url(name)

    # ── What others need to work with it ────────────────────────────────────────────────────────────────────────────

    @property
    def database_url(self) -> str:
        return self.postgres.url()

    @property
    def redis_url(self) -> str:
        return self.redis.url

    def env(self, **more: str) -> dict[str, str]:
        """The whole environment for a process of the room on this stand; the caller's own settings don't leak in."""
        ours = {
            "DATABASE_URL": self.database_url,
            "REDIS_URL": self.redis_url,
            "SECRET_KEY": TEST_KEY,
            "STATE_DIR": str(self.state_dir),
            "DJANGO_SETTINGS_MODULE": "cc112.settings",
            "PYTHONUNBUFFERED": "1",
        }
        foreign = {"DEMO", "DEBUG", "HTTPS", "ALLOWED_HOSTS", "DATABASE_POOL", "STATIC_ROOT", "TEST_DATABASE_NAME"}
        foreign |= {f"{name}_FILE" for name in (*foreign, *ours)}
        kept = {name: value for name, value in os.environ.items() if name not in foreign}
        if not os.access(os.path.expanduser("~"), os.W_OK):  # Chromium writes there even with its own profile folder
            kept["HOME"] = str(self.home)
        return kept | ours | more


def main() -> int:
    if len(sys.argv) < 2:
        print(__doc__)
        return 2
    signal.signal(signal.SIGTERM, signal.default_int_handler)
    try:
        with Stand() as stand:
            return subprocess.run(sys.argv[1:], env=stand.env(), check=False).returncode
    except LayoutError as problem:
        print(problem, file=sys.stderr)
        return 1
    except KeyboardInterrupt:
        return 130


if __name__ == "__main__":
    sys.exit(main())
