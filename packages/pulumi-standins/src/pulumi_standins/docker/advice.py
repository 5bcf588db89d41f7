"""What to do about errors of the daemon whose words alone leave that open."""

from __future__ import annotations

import re

# the daemon's words, and the registry's through it: https://distribution.github.io/distribution/spec/api/#errors
_ADVICE = (
    (
        re.compile(r"no space left on device|disk quota exceeded", re.IGNORECASE),
        "make room where Docker keeps images (docker info names the directory): docker system prune",
    ),
    (
        re.compile(r"unauthorized|authentication required|no basic auth|\bdenied\b", re.IGNORECASE),
        "sign in to the registry (docker login, or a credential helper), as somebody who may push there",
    ),
    (
        re.compile(
            r"connection refused|no such host|i/o timeout|TLS handshake|context deadline|Client\.Timeout|\bEOF\b"
            r"|50[234] |service unavailable|bad gateway",
            re.IGNORECASE,
        ),
        "see that the registry answers and the daemon reaches it (VPN, the daemon's own proxy), and run it again",
    ),
)


def to_try(error: str) -> str:
    """A line of what to do; nothing where the error says enough, or is of what was built."""
    return next((f"To try: {what}" for sign, what in _ADVICE if sign.search(error)), "")
