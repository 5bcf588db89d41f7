"""Versions of Milvus that nobody may run: anyone who reaches their ports gets in without a password.

https://github.com/milvus-io/milvus/security/advisories
"""

from __future__ import annotations

import re
from collections.abc import Iterable
from dataclasses import dataclass

Version = tuple[int, int, int]
_REFERENCE = re.compile(r"(?:^|/)milvus:v?(\d+)\.(\d+)\.(\d+)(?![\d.])")


@dataclass(frozen=True)
class Advisory:
    """What is wrong, and from which version on each line of releases is mended; lines before the first never are."""

    cve: str
    what: str
    fixed: tuple[Version, ...]

    def affects(self, version: Version) -> bool:
        newest = max(self.fixed)
        if version[:2] > newest[:2]:
            return False
        line = [fixed for fixed in self.fixed if fixed[:2] == version[:2]]
        return not line or version < line[0]


ADVISORIES = (
    Advisory("CVE-2025-64513", "a forged header passes the proxy's sign-in", ((2, 4, 24), (2, 5, 21), (2, 6, 5))),
    Advisory("CVE-2026-26190", "port 9091 answers the whole REST API without a sign-in", ((2, 5, 27), (2, 6, 10))),
)


def version_of(reference: str) -> Version | None:
    """Of an image called milvus whose tag is a version; a digest alone, or another name, tells none."""
    found = _REFERENCE.search(reference)
    return (int(found[1]), int(found[2]), int(found[3])) if found else None


def version_text(reference: str) -> str | None:
    """The same, as people write it."""
    found = version_of(reference)
    return ".".join(map(str, found)) if found else None


def parsed(text: str) -> Version | None:
    """A version as a server says it, such as v2.3.5-lite; None for what begins with none."""
    found = re.match(r"v?(\d+)\.(\d+)\.(\d+)(?![\d.])", text)
    return (int(found[1]), int(found[2]), int(found[3])) if found else None


def oldest(versions: Iterable[str | None]) -> str | None:
    """Of those that are known."""
    return min(filter(None, versions), key=lambda text: parsed(text) or (), default=None)


def problems(reference: str) -> list[str]:
    """What is known to be wrong with the version of an image, one line for each advisory."""
    version = version_of(reference)
    if version is None:
        return []
    return [
        f"{advisory.cve}: {advisory.what}; mended in {', '.join('.'.join(map(str, it)) for it in advisory.fixed)}"
        for advisory in ADVISORIES
        if advisory.affects(version)
    ]
