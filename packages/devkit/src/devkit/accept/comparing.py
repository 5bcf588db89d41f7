"""What an account answered otherwise than the local account did.

How often clients read depends on how long things take, and so does whether they do; of what writes, the number counts.
"""

from collections.abc import Container, Iterable, Iterator, Mapping
from dataclasses import dataclass

from devkit.accept import states
from devkit.accept.transcript import Phase, Seen, Transcript

WRITES = ("CREATE ", "ALTER ", "DROP ", "GRANT ", "REVOKE ", "PUT ", "REMOVE ", "COPY ")
# of a session, which each client has as many of as it likes
_OF_SESSIONS = ("ALTER SESSION",)
NOTHING, SAME = "nothing", "same"


@dataclass(frozen=True)
class Difference:
    """One that `deviates` is for somebody to look into; others are to be known of."""

    phase: str
    statement: str
    expected: str
    found: str
    deviates: bool = True


def compare(expected: Transcript, found: Transcript, whole: Container[str]) -> list[Difference]:
    """Of the phases that both have. One that is not `whole` did not get to its end: its answers alone are compared."""
    return [
        difference
        for name, phase in found.phases.items()
        if name in expected.phases
        for difference in (
            *(_of_work(name, expected.phases[name], phase) if name in whole else ()),
            *_of_answers(name, expected, phase),
        )
    ]


def _of_work(name: str, expected: Phase, found: Phase) -> Iterator[Difference]:
    """What was changed, and what was sent for it."""
    yield from _of_changes(name, expected.changes, found.changes)
    for statement in sorted(expected.statements.keys() | found.statements.keys()):
        sent = [it.statements[statement].count if statement in it.statements else 0 for it in (expected, found)]
        yield from _of_counts(name, statement, *sent)


def _of_answers(name: str, expected: Transcript, found: Phase) -> Iterator[Difference]:
    """One that is unknown in this phase may be known of another."""
    known = expected.phases[name].statements
    for statement, seen in sorted(found.statements.items()):
        here = known.get(statement)
        if others := [here] if here else list(expected.anywhere(statement)):
            yield from _of_answer(name, statement, _all(others), seen, refused_too=here is not None)
        elif seen.refusals:
            yield Difference(name, statement, NOTHING, _list(seen.outcomes))


def _of_changes(name: str, expected: dict[str, int], found: dict[str, int]) -> Iterator[Difference]:
    """Other changes than there deviate; as many as there are of a kind, the stack's configuration says."""
    if expected != found:
        deviates = expected.keys() - {SAME} != found.keys() - {SAME}
        yield Difference(name, "resources", _counts(expected), _counts(found), deviates)


def _of_counts(name: str, statement: str, expected: int, found: int) -> Iterator[Difference]:
    if statement.startswith(WRITES) and not statement.startswith(_OF_SESSIONS):
        if expected != found:
            yield Difference(name, statement, f"sent {_times(expected)}", f"sent {_times(found)}")
    elif found and not expected:
        yield Difference(name, statement, "not asked in this phase", f"asked {_times(found)}", deviates=False)


def _of_answer(name: str, statement: str, known: Seen, seen: Seen, *, refused_too: bool) -> Iterator[Difference]:
    if seen.refusals - known.outcomes or (refused_too and known.refusals - seen.outcomes):
        yield Difference(name, statement, _list(known.outcomes), _list(seen.outcomes))
    for columns in sorted(seen.columns - known.columns):
        yield from _of_columns(name, statement, known, columns)
    for column, ours in states.columns_of(statement).items():
        allowed = known.states.get(column, set()) | ours
        if outside := seen.states.get(column, set()) - allowed:
            yield Difference(name, statement, f"{column} {_list(allowed)}", f"{column} {_list(outside)}")


def _of_columns(name: str, statement: str, known: Seen, columns: tuple[tuple[str, str], ...]) -> Iterator[Difference]:
    """Beside the likest of the known ones."""
    if not known.columns:
        return
    likest = max(known.columns, key=lambda it: len(set(it) & set(columns)))
    types, ours = dict(likest), dict(columns)
    lacking, more = [it for it in types if it not in ours], [it for it in ours if it not in types]
    if lacking:
        yield Difference(name, statement, f"columns {_list(lacking)}", f"instead {_list(more)}")
    elif more:
        yield Difference(name, statement, "no more columns", f"also {_list(more)}", deviates=False)
    if [it for it in types if it in ours] != [it for it in ours if it in types]:
        yield Difference(name, statement, f"order {_list(types)}", f"order {_list(ours)}")
    for column in types:
        if ours.get(column, types[column]) != types[column]:
            yield Difference(name, statement, f"{column} {types[column]}", f"{column} {ours[column]}")


def _all(found: list[Seen]) -> Seen:
    total = Seen()
    for seen in found:
        total.outcomes |= seen.outcomes
        total.columns |= seen.columns
        for column, values in seen.states.items():
            total.states.setdefault(column, set()).update(values)
    return total


def _list(words: Iterable[str]) -> str:
    return ", ".join(words if isinstance(words, list | dict) else sorted(words)) or NOTHING


def _times(count: int) -> str:
    return {0: "never", 1: "once"}.get(count, f"{count} times")


def _counts(changes: Mapping[str, int]) -> str:
    return ", ".join(f"{count} {what}" for what, count in sorted(changes.items())) or NOTHING
