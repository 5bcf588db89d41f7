"""What to do about the daemon's errors."""

from __future__ import annotations

import threading

import pytest

from pulumi_standins.docker.advice import to_try
from pulumi_standins.docker.stream import Stream
from pulumi_standins.provider.provider import ProviderError

FULL = "write /var/lib/docker/tmp/GetImageBlob1: no space left on device"


@pytest.mark.parametrize(
    ("error", "said"),
    [
        (FULL, "docker system prune"),
        ("unauthorized: authentication required", "sign in to the registry"),
        ("denied: requested access to the resource is denied", "sign in to the registry"),
        ('Get "https://r/v2/": dial tcp: lookup r: no such host', "see that the registry answers"),
        ('Get "http://127.0.0.1:1/v2/": dial tcp 127.0.0.1:1: connect: connection refused', "registry answers"),
        ("received unexpected HTTP status: 503 Service Unavailable", "registry answers"),
    ],
)
def test_errors_that_leave_open_what_to_do(error: str, said: str) -> None:
    assert to_try(error).startswith("To try: ")
    assert said in to_try(error)


def test_an_error_of_what_is_built_speaks_for_itself() -> None:
    assert to_try("The command '/bin/sh -c false' returned a non-zero code: 1") == ""


def test_it_stands_below_the_log() -> None:
    messages = [{"status": "Pushing"}, {"error": FULL}]
    with pytest.raises(ProviderError) as error:
        Stream(threading.Event(), lambda _: None).run("pushing it", lambda: messages)
    lines = str(error.value).splitlines()
    assert lines[0] == f"pushing it failed: {FULL}"
    assert lines[-1].startswith("To try: make room")
