"""Locks that a killed engine left on a stack, by what the engine itself says of them: so with every backend."""

from __future__ import annotations

import re
import socket
from dataclasses import dataclass
from pathlib import Path

from components.engine import Engine, EngineError
from components.platforms import may_run

# https://github.com/pulumi/pulumi/blob/v3.259.0/pkg/backend/diy/lock.go
_LOCK = re.compile(
    r"^\s*(?P<place>\S.*): created by (?P<user>.*)@(?P<host>[^@\s]*) \(pid (?P<pid>\d+)\) at (?P<since>\S+)$",
    re.MULTILINE,
)
# a lock that an engine was killed at: empty, or not whole
_BROKEN = re.compile(r"unexpected end of JSON input|invalid character .+ (looking for|after|in) ")
# of Pulumi's own service, which does not say whose the update is
BUSY = "Another update is currently in progress"
SERVICE = ("https://", "http://")


class LockedError(Exception):
    """Somebody may be at work on the stack; the text says who, and what to do."""


@dataclass(frozen=True)
class Lock:
    """Where it lies, and whose it is."""

    place: str
    user: str
    host: str
    pid: int
    since: str

    @property
    def left_behind(self) -> bool:
        """Whether its engine ran on this machine, and is gone."""
        return self.host == socket.gethostname() and not _is_engine(self.pid)

    def __str__(self) -> str:
        return f"{self.user} on {self.host}, process {self.pid}, since {self.since} ({self.place})"


def locks_in(message: str) -> list[Lock]:
    """Those that a message of the engine names."""
    return [Lock(**{**it.groupdict(), "pid": int(it["pid"])}) for it in _LOCK.finditer(message)]  # type: ignore[arg-type]


def release(engine: Engine, *, force: bool) -> list[str]:
    """Take away the locks of engines that are gone; with `force`, those of anybody. A line for each.

    Raises LockedError before any is touched, if somebody may still be at work.
    """
    if engine.state_url().startswith(SERVICE):
        return _release_service(engine) if force else []
    said = _asked(engine)
    if _BROKEN.search(said):
        return _release_broken(engine, said, force=force)
    found = locks_in(said)
    working = [lock for lock in found if not lock.left_behind]
    if working and not force:
        raise LockedError(_refusal(engine, [str(it) for it in working]))
    if found:
        engine.ask("cancel", "--yes")
    return [f"removed the lock of {lock}" for lock in found]


def explained(engine: Engine, error: EngineError) -> Exception:
    """The error; one of another update, which nobody can look at from here, with what to do about it."""
    found = [str(it) for it in locks_in(str(error))]
    if not (found or BUSY in str(error)):
        return error
    return LockedError(_refusal(engine, found or [f"the service says: {error}"]))


def _asked(engine: Engine) -> str:
    """What the engine says to a renaming to the very same name, which it looks for locks before it refuses it."""
    try:
        return engine.ask("stack", "rename", engine.stack)
    except EngineError as error:
        return str(error)


def _release_broken(engine: Engine, said: str, *, force: bool) -> list[str]:
    """The engine names no lock where it cannot read one of them."""
    if not force:
        raise LockedError(
            f"a lock of stack {engine.stack} cannot be read, so that nobody knows whose it is ({said.strip()}); "
            "nothing was changed.\nTo do: where no run is at work, take all locks of the stack away, with: "
            f"make heal STACK={engine.stack} FORCE=1"
        )
    engine.ask("cancel", "--yes")
    return ["removed all locks, one of which could not be read"]


def _release_service(engine: Engine) -> list[str]:
    try:
        engine.ask("cancel", "--yes")
    except EngineError:  # there is none
        return []
    return ["canceled the update that the service took for running"]


def _refusal(engine: Engine, who: list[str]) -> str:
    return "\n".join(
        [
            f"another run may be at work on stack {engine.stack}; nothing was changed:",
            *(f"  - {it}" for it in who),
            "To do: wait for it to end. Where it is known to be gone, such as with its machine: "
            f"make heal STACK={engine.stack} FORCE=1",
        ]
    )


def _is_engine(pid: int) -> bool:
    """Whether a process of this id runs, and may be an engine: ids come round again."""
    if not may_run(pid):
        return False
    try:
        return Path(f"/proc/{pid}/comm").read_text(encoding="utf-8").startswith("pulumi")
    except OSError:  # no Linux: better a lock too many
        return True
