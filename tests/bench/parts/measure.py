"""What a benchmark reads of the machine, and how it prints."""

import os
import sys
from collections.abc import Iterable, Sequence
from pathlib import Path

TICK = os.sysconf("SC_CLK_TCK")


def cpu_s(pid: int) -> float:
    """Seconds of CPU this process has used, all threads, user and system."""
    fields = Path(f"/proc/{pid}/stat").read_text().rsplit(")", 1)[1].split()
    return (int(fields[11]) + int(fields[12])) / TICK


def rss_mb(pid: int) -> float:
    """Resident memory in MB."""
    for line in Path(f"/proc/{pid}/status").read_text().splitlines():
        if line.startswith("VmRSS:"):
            return int(line.split()[1]) / 1024
    return 0.0


def others_busy(before: tuple[float, float] | None = None) -> tuple[float, float]:
    """(busy, idle) seconds of the whole machine so far; with `before`, the seconds since then."""
    fields = [int(word) / TICK for word in Path("/proc/stat").read_text().splitlines()[0].split()[1:]]
    idle = fields[3] + fields[4]
    busy = sum(fields[:8]) - idle
    return (busy - before[0], idle - before[1]) if before else (busy, idle)


def percentile(values: Sequence[float], q: float) -> float:
    """The smallest value that `q` (0-1) of the sorted values do not exceed; nan for none."""
    return values[min(len(values) - 1, int(q * len(values)))] if values else float("nan")


def machine() -> str:
    """One line: what this was measured on, and how busy others kept it."""
    load = ", ".join(f"{value:.1f}" for value in os.getloadavg())
    python = ".".join(str(part) for part in sys.version_info[:3])
    return f"{os.cpu_count()} cores, load {load} (others may be working here), Python {python}"


def table(head: Sequence[str], rows: Iterable[Sequence[str]]) -> None:
    """Columns as wide as they must be, the first one to the left, the others to the right."""
    rows = [head, *rows]
    widths = [max(len(row[n]) for row in rows) for n in range(len(head))]
    for row in rows:
        cells = [
            cell.ljust(width) if n == 0 else cell.rjust(width)
            for n, (cell, width) in enumerate(zip(row, widths, strict=True))
        ]
        print("  ".join(cells).rstrip(), flush=True)
