"""Answers that count until they are sent."""

from __future__ import annotations

import asyncio

import pytest
from starlette.responses import PlainTextResponse
from starlette.types import Message

from spcs_local.budget import Budget, Share
from spcs_local.errors import TooMuchAtOnceError
from spcs_local.model.query_result import status
from spcs_local.routes.held import HeldResponse, hold


def test_large_result_counts_until_it_is_sent() -> None:
    budget, large, sent = Budget(400_000, 400_000), status("x" * 100_000), list[Message]()
    share = Share(budget, "A")
    hold(large, share)
    with pytest.raises(TooMuchAtOnceError, match="on their way to a user"):
        hold(large, Share(budget, "A"))
    hold(status("small"), Share(budget, "A"))

    async def send(message: Message) -> None:
        assert not budget.take("A", 200_000)
        sent.append(message)

    async def receive() -> Message:
        return {"type": "http.disconnect"}

    asyncio.run(HeldResponse(PlainTextResponse("text"), share)({"type": "http"}, receive, send))
    assert [message.get("body") for message in sent] == [None, b"text"]
    assert budget.take("A", 400_000)
