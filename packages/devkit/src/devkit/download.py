"""Downloads from a vendor that may not be reachable: a few seconds tell."""

import threading
import urllib.error
import urllib.request
from http.client import HTTPException
from pathlib import Path

from devkit.console import Step

ANSWER_SECONDS = 4.0
STALL_SECONDS = 20.0
CHUNK = 1 << 20


def answers(url: str, seconds: float = ANSWER_SECONDS) -> bool:
    """Whether a server answers at all, be it with a refusal. Name resolution counts into the time."""
    found: list[bool] = []
    thread = threading.Thread(target=lambda: found.append(_asks(url, seconds)), daemon=True)
    thread.start()
    thread.join(seconds)
    return bool(found) and found[0]


def _asks(url: str, seconds: float) -> bool:
    request = urllib.request.Request(url, method="HEAD")  # noqa: S310 - the callers' addresses are constants, https
    try:
        with urllib.request.urlopen(request, timeout=seconds):  # noqa: S310 - as above
            return True
    except urllib.error.HTTPError:
        return True
    except (OSError, HTTPException):
        return False


def fetch(step: Step, url: str, target: Path) -> bool:
    """Download to `target`; False, and a line on screen, where that fails."""
    try:
        with (
            step.working(f"downloading {url}"),
            urllib.request.urlopen(url, timeout=STALL_SECONDS) as response,  # noqa: S310 - as above
            target.open("wb") as file,
        ):
            total = 0
            while chunk := response.read(CHUNK):
                file.write(chunk)
                total += len(chunk)
                step.latest = f"{total >> 20} MB"
    except (OSError, HTTPException) as error:
        step.say(f"{url} cannot be downloaded: {error}")
        return False
    return True
