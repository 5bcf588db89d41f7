"""What a readiness probe hears."""

from __future__ import annotations

from contextlib import closing

import httpx
from keeper.readiness import Readiness


def test_a_probe_hears_what_was_said_last() -> None:
    with closing(Readiness(0)) as readiness:
        readiness.serve()
        answers = []
        for ready in (None, True, False):
            if ready is not None:
                readiness.say(ready=ready)
            answers.append(httpx.get(f"http://127.0.0.1:{readiness.port}/ready", trust_env=False).status_code)
        other = httpx.get(f"http://127.0.0.1:{readiness.port}/metrics", trust_env=False).status_code
    assert (answers, other) == ([503, 200, 503], 404)
