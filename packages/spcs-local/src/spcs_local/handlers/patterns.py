"""Regular expressions of clients, in a process of their own: one that never ends would hold up the whole account."""

from __future__ import annotations

import json
import re
import subprocess
import sys
from collections.abc import Sequence

from spcs_local.errors import NotSupportedError, SnowflakeError

_SECONDS = 5.0
_PROGRAM = """
import json, re, sys
pattern, texts = json.load(sys.stdin)
wanted = re.compile(pattern)
json.dump([wanted.fullmatch(text) is not None for text in texts], sys.stdout)
"""


def fitting(pattern: str, texts: Sequence[str]) -> list[bool]:
    """Which of the texts the pattern fits as a whole."""
    try:
        re.compile(pattern)
    except (re.error, RecursionError, OverflowError) as error:
        message = f"SQL compilation error:\nInvalid regular expression '{pattern}': {error}."
        raise SnowflakeError(100048, "2201B", message) from None
    if not texts:
        return []
    command = [sys.executable, "-I", "-S", "-c", _PROGRAM]
    try:
        done = subprocess.run(
            command,
            input=json.dumps([pattern, list(texts)]),
            capture_output=True,
            text=True,
            timeout=_SECONDS,
            check=True,
        )
    except (subprocess.TimeoutExpired, subprocess.CalledProcessError):
        raise NotSupportedError(f"A regular expression that takes more than {_SECONDS:.0f} seconds") from None
    found: list[bool] = json.loads(done.stdout)
    return found
