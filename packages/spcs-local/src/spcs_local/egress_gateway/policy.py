"""Who may reach what: the file that the account writes, read again whenever it has changed."""

from __future__ import annotations

import json
import re
from dataclasses import dataclass, field
from pathlib import Path

ANY_HOST = "0.0.0.0"  # noqa: S104 - how network rules spell every host, bound to nowhere
MOST_PORTS = 1024  # of one rule: each needs a socket that listens


@dataclass(frozen=True)
class Rule:
    """A host, with at most one `*` for letters, digits and dashes of one label, and the ports that are open there."""

    host: str
    first: int
    last: int

    def names(self, host: str) -> bool:
        """Whether the rule is about this host."""
        if self.host == ANY_HOST:
            return True
        pattern = re.escape(self.host.lower()).replace(r"\*", "[a-z0-9-]+")
        return re.fullmatch(pattern, host) is not None

    def opens(self, host: str, port: int) -> bool:
        """Whether it lets a connection pass."""
        return self.first <= port <= self.last and self.names(host)


@dataclass(frozen=True)
class Policy:
    """Names inside the account with their addresses, and the rules of each source address."""

    names: dict[str, list[str]] = field(default_factory=dict)
    rules: dict[str, tuple[Rule, ...]] = field(default_factory=dict)

    def knows(self, source: str, host: str) -> bool:
        """Whether the source may learn an address of the host."""
        return any(rule.names(host) for rule in self.rules.get(source, ()))

    def opens(self, source: str, host: str, port: int) -> bool:
        """Whether the source may connect."""
        return any(rule.opens(host, port) for rule in self.rules.get(source, ()))

    def any_host(self, source: str, host: str, port: int) -> bool:
        """Whether it may only because its rules name every host, and not this one."""
        named = [rule for rule in self.rules.get(source, ()) if rule.host != ANY_HOST]
        return not any(rule.opens(host, port) for rule in named)

    @property
    def ports(self) -> frozenset[int]:
        """All that somebody may connect to."""
        rules = {rule for rules in self.rules.values() for rule in rules}
        return frozenset(port for rule in rules for port in range(rule.first, rule.last + 1))


class PolicyFile:
    """The newest policy; the one before while the file cannot be read."""

    def __init__(self, path: Path) -> None:
        self._path = path
        self._seen: tuple[int, int] | None = None
        self._policy = Policy()

    @property
    def policy(self) -> Policy:
        """As the file stands now."""
        try:
            status = self._path.stat()
            if (status.st_mtime_ns, status.st_ino) != self._seen:
                self._policy = read(self._path.read_text(encoding="utf-8"))
                self._seen = (status.st_mtime_ns, status.st_ino)
        except (OSError, ValueError, KeyError):
            pass  # the account writes it whole, or not at all
        return self._policy


def read(text: str) -> Policy:
    """A policy from JSON."""
    content = json.loads(text)
    rules = {source: tuple(Rule(*rule) for rule in rules) for source, rules in content["rules"].items()}
    return Policy(content["names"], rules)
