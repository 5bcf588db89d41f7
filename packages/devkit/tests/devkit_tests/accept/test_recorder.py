"""What a recorder keeps of what passes."""

import json
from typing import Any

from devkit.accept import wire
from devkit.accept.recorder import SIGN_IN, Recorder
from devkit.accept.shapes import Shapes
from devkit.accept.transcript import Seen
from devkit.accept.wire import Asked

POOLS = Asked(wire.QUERIES, "SHOW COMPUTE POOLS LIKE 'P_X'")
COLUMNS = [{"name": "name", "type": "text"}, {"name": "state", "type": "text"}, {"name": "comment", "type": "text"}]


def answer(code: str | None = None, **data: Any) -> bytes:
    return json.dumps({"success": code is None or code in ("333334",), "code": code, "data": data}).encode()


def recorder() -> Recorder:
    made = Recorder(Shapes("P_"))
    made.phase = "up"
    return made


def seen(made: Recorder) -> dict[str, Seen]:
    return made.transcript.phase("up").statements


def test_answers_to_one_statement_are_put_together() -> None:
    made = recorder()
    for state in ("STARTING", "IDLE"):
        made.answered(POOLS, answer(rowtype=COLUMNS, rowset=[["P_X", state, "hunter2"]]), "")
    made.answered(POOLS, answer("002003", sqlState="02000"), "")

    (found,) = seen(made).values()
    assert (found.count, found.outcomes, found.states) == (3, {"ok", "002003 02000"}, {"state": {"STARTING", "IDLE"}})
    assert "hunter2" not in made.transcript.text()


def test_an_answer_that_comes_later_belongs_to_its_statement() -> None:
    made = recorder()
    made.answered(POOLS, answer("333334", getResultUrl="/queries/1/result"), "")
    made.answered(Asked("/queries/1/result"), answer("333334", getResultUrl="/queries/1/result"), "")
    made.answered(Asked("/queries/1/result"), answer(rowtype=COLUMNS), "")
    assert [found.count for found in seen(made).values()] == [1]


def test_of_a_sign_in_its_number_alone_is_kept() -> None:
    made = recorder()
    made.answered(Asked(wire.SIGN_IN), answer("390144", token="hunter2"), "")
    assert seen(made)[SIGN_IN].outcomes == {"390144"}
    assert "hunter2" not in made.transcript.text()


def test_a_session_that_has_expired_is_renewed_and_asked_again() -> None:
    made = recorder()
    made.answered(POOLS, answer("390112"), "")
    made.answered(Asked("/session/heartbeat"), answer(), "")
    assert seen(made) == {}


def test_what_passes_is_not_altered() -> None:
    body = answer(rowtype=COLUMNS)
    assert recorder().answered(POOLS, body, "") is body
