"""What processes have in memory: their proportional set size, in which a page that several share counts once."""

from __future__ import annotations

from collections.abc import Iterable, Mapping
from pathlib import Path

PROC = Path("/proc")


def account(pid: int, proc: Path = PROC) -> dict[str, float]:
    """Megabytes of the account's process, ingress included, and of those that it started: the registry."""
    children = [other for other in _pids(proc) if _parent(other, proc) == pid]
    return {"account": megabytes([pid], proc), "registry": megabytes(children, proc)}


def of_containers(names: Mapping[str, str], proc: Path = PROC) -> dict[str, float]:
    """Megabytes of the processes in each container, by its name; `names` is by container id."""
    found: dict[str, list[int]] = {name: [] for name in names.values()}
    for pid in _pids(proc):
        group = _read(proc / str(pid) / "cgroup")
        for container, name in names.items():
            if container in group:
                found[name].append(pid)
    return {name: megabytes(pids, proc) for name, pids in found.items()}


def megabytes(pids: Iterable[int], proc: Path = PROC) -> float:
    total = 0
    for pid in pids:
        lines = (proc / str(pid) / "smaps_rollup").read_text(encoding="ascii").splitlines()
        total += next(int(line.split()[1]) for line in lines if line.startswith("Pss:"))
    return round(total * 1024 / 1e6, 1)


def _pids(proc: Path) -> list[int]:
    return [int(path.name) for path in proc.iterdir() if path.name.isdigit()]


def _parent(pid: int, proc: Path) -> int:
    # the name, in parentheses, may hold anything
    fields = _read(proc / str(pid) / "stat").rpartition(")")[2].split()
    return int(fields[1]) if fields else 0


def _read(path: Path) -> str:
    """Nothing of a process that has ended since."""
    try:
        return path.read_text(encoding="utf-8", errors="replace")
    except OSError:
        return ""
