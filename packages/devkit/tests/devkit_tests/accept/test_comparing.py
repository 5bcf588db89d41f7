"""Each kind of difference is named, with statement, expected and found."""

import pytest

from devkit.accept.comparing import Difference, compare
from devkit.accept.transcript import Phase, Seen, Transcript

POOLS, CREATE = "SHOW COMPUTE POOLS", "CREATE ROLE R"
COLUMNS = (("name", "TEXT"), ("state", "TEXT"), ("nodes", "FIXED"))


def pools(
    columns: tuple[tuple[str, str], ...] = COLUMNS, outcome: str = "ok", state: str = "IDLE", count: int = 1
) -> Seen:
    return Seen(count, {outcome}, {columns} if outcome == "ok" else set(), {"state": {state}})


def up(seen: Seen | None, changes: dict[str, int] | None = None, creates: int = 1) -> Transcript:
    statements = {POOLS: seen} if seen else {}
    made = {CREATE: Seen(creates, {"ok"}, {(("status", "TEXT"),)})} if creates else {}
    return Transcript({"up": Phase({**statements, **made}, {"create": 3} if changes is None else changes)})


EXPECTED = up(pools())


def found(transcript: Transcript, *whole: str) -> list[Difference]:
    return compare(EXPECTED, transcript, whole or ("up",))


def test_the_same_has_no_difference() -> None:
    assert found(EXPECTED) == []
    assert found(up(pools(count=7, state="STARTING"))) == []  # looked at more often, on the way


@pytest.mark.parametrize(
    ("seen", "expected", "said"),
    [
        (pools((COLUMNS[0], ("status", "TEXT"), COLUMNS[2])), "columns state", "instead status"),
        (pools(COLUMNS[:2]), "columns nodes", "instead nothing"),
        (pools((COLUMNS[1], COLUMNS[0], COLUMNS[2])), "order name, state, nodes", "order state, name, nodes"),
        (pools((*COLUMNS[:2], ("nodes", "TEXT"))), "nodes FIXED", "nodes TEXT"),
        (pools(outcome="003001 42501"), "ok", "003001 42501"),
        (pools(state="WARMING"), "state ACTIVE, IDLE, RESIZING, STARTING, STOPPING, SUSPENDED", "state WARMING"),
    ],
)
def test_another_answer_deviates(seen: Seen, expected: str, said: str) -> None:
    assert found(up(seen)) == [Difference("up", POOLS, expected, said)]


def test_a_column_more_is_a_remark() -> None:
    seen = pools((*COLUMNS, ("placement", "TEXT")))
    assert found(up(seen)) == [Difference("up", POOLS, "no more columns", "also placement", deviates=False)]


def test_a_refusal_that_is_lacking_deviates() -> None:
    refused = up(pools(outcome="002003 02000"))
    assert compare(refused, EXPECTED, ("up",)) == [Difference("up", POOLS, "002003 02000", "ok")]


def test_other_writes_deviate_and_other_reads_are_remarked() -> None:
    assert found(up(pools(), creates=2)) == [Difference("up", CREATE, "sent once", "sent 2 times")]
    assert found(up(pools(), creates=0)) == [Difference("up", CREATE, "sent once", "sent never")]
    unknown = Transcript({"up": Phase({**EXPECTED.phases["up"].statements, "SHOW X": Seen(2, {"ok"})}, {"create": 3})})
    assert found(up(None)) == []  # nothing was answered
    assert found(unknown) == [
        Difference("up", "SHOW X", "not asked in this phase", "asked 2 times", deviates=False),
    ]


def test_other_changes_deviate_and_other_numbers_are_remarked() -> None:
    assert [it.deviates for it in found(up(pools(), {"create": 4}))] == [False]
    assert [it.deviates for it in found(up(pools(), {"create": 3, "replace": 1}))] == [True]


def test_of_a_phase_that_did_not_get_to_its_end_answers_alone_are_compared() -> None:
    assert found(up(pools(), {}, creates=0), "down") == []
    assert [it.found for it in found(up(pools(outcome="003001 42501"), {}, creates=0), "down")] == ["003001 42501"]


def test_an_unknown_statement_deviates_where_it_is_refused() -> None:
    asked = Transcript({"up": Phase({"SHOW X": Seen(1, {"001003 42000"})})})
    assert found(asked, "down") == [Difference("up", "SHOW X", "nothing", "001003 42000")]


def test_a_statement_of_another_phase_is_known() -> None:
    both = Transcript({**EXPECTED.phases, "down": Phase()})
    asked = Transcript({"down": Phase({POOLS: pools(COLUMNS[:2])})})
    assert [it.expected for it in compare(both, asked, ())] == ["columns nodes"]
