"""Whom one instance may reach, and who may reach it: the file that the account writes.

A line is `in` or `out`, a protocol, the first and the last port, and the addresses at the other end: one network, or
addresses with commas between them. The port is that of who is called.
"""

from __future__ import annotations

from collections.abc import Iterable
from typing import NamedTuple

IN, OUT = "in", "out"
TCP, UDP = "tcp", "udp"


class Rule(NamedTuple):
    """What is let through, with the replies to it."""

    side: str
    protocol: str
    first: int
    last: int
    peers: str

    def line(self) -> str:
        """As the file has it."""
        return f"{self.side} {self.protocol} {self.first} {self.last} {self.peers}"


def written(rules: Iterable[Rule]) -> str:
    """The file's text."""
    return "".join(f"{rule.line()}\n" for rule in rules)


def read(text: str) -> list[Rule]:
    """The rules of a file."""
    rules = []
    for line in text.splitlines():
        side, protocol, first, last, peers = line.split()
        if side not in (IN, OUT) or protocol not in (TCP, UDP):
            raise ValueError(line)
        rules.append(Rule(side, protocol, int(first), int(last), peers))
    return rules
