"""What may be kept of requests and answers."""

import gzip
import json
from typing import Any

import pytest

from devkit.accept import wire
from devkit.accept.wire import Answer, Asked


def body(**found: Any) -> bytes:
    return json.dumps(found).encode()


@pytest.mark.parametrize("encoding", ["", "gzip"])
def test_a_query_brings_a_statement(encoding: str) -> None:
    sent = wire.encoded({"sqlText": "SHOW ROLES"}, encoding)
    assert Asked.of("POST", f"{wire.QUERIES}?requestId=1", sent, encoding).statement == "SHOW ROLES"


def test_a_sign_in_brings_none() -> None:
    sent = body(data={"PASSWORD": "hunter2"}, sqlText="x")
    asked = Asked.of("POST", wire.SIGN_IN, sent, "")
    assert (asked.path, asked.statement) == (wire.SIGN_IN, None)


def test_an_answer_has_columns_and_no_number() -> None:
    data = {"rowtype": [{"name": "state", "type": "text"}], "rowset": [["IDLE"]]}
    answer = Answer.of(gzip.compress(body(success=True, code=None, data=data)), "gzip")
    assert answer is not None
    assert (answer.columns, answer.rows, answer.outcome) == ((("state", "TEXT"),), [["IDLE"]], "ok")


def test_a_refusal_has_its_number_and_state() -> None:
    answer = Answer.of(body(success=False, code="002003", message="x", data={"sqlState": "02000"}), "")
    assert answer is not None
    assert answer.outcome == "002003 02000"


def test_an_answer_that_takes_longer_says_where_it_will_be() -> None:
    data = {"getResultUrl": "/queries/01-ab/result?x=1"}
    answer = Answer.of(body(success=True, code="333334", data=data), "")
    assert answer is not None
    assert (answer.number in wire.IN_PROGRESS, answer.result_path) == (True, "/queries/01-ab/result")


@pytest.mark.parametrize("content", [b"", b"<html>", b"[1]", b'{"token": "hunter2"}'])
def test_anything_else_is_no_answer(content: bytes) -> None:
    assert Answer.of(content, "") is None
