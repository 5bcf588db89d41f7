"""The longest chain of dependent statements, from the text of the statements and nothing else.

The statements of one session about one object are a step: CREATE with what reads the object back, GRANT with what reads
it back (who its role is, and the grants on its object), DROP. What names no object belongs to the step before it of its
role; what the plugin sends first, when it is configured, is a step too. A step needs another, earlier one
- that opened a session for its role,
- that created an object which it names, or whose database or schema it names,
- that granted its session's role to whom it signed in with,
- that gave its session's role the privilege which its CREATE needs (on the account, on the schema, on what it uses).
Needs of removals go the other way round: what needed an object has to be gone before the object.
The critical path is the chain of steps with the largest sum of seconds, in which what a step sends at once counts once:
no order of steps is faster, if each is sent as it is.
"""

from __future__ import annotations

import re
from collections.abc import Iterable, Iterator, Mapping, Sequence
from dataclasses import dataclass, field

from devkit.bench.statements import Statement

_GRANT = re.compile(r"^(GRANT|REVOKE) (.+?) ON (.+?) (?:TO|FROM) ROLE (\"[^\"]+\")", re.DOTALL)
_GRANT_ROLE = re.compile(r"^(GRANT|REVOKE) ROLE (\"[^\"]+\") (?:TO|FROM) (?:ROLE|USER) (\"[^\"]+\")")
_CREATED = re.compile(r"^CREATE (?:OR REPLACE )?([A-Z ]+?)(?: IF NOT EXISTS)? \"")
# what CREATE SERVICE checks besides its own privilege on the schema
_FOR_SERVICE = ("BIND SERVICE ENDPOINT", "USAGE")


@dataclass
class Step:
    """What one session sent about one object, in its order. `key` is the object, or the grant; `expected`, what it has
    not read back yet."""

    key: str
    statements: list[Statement] = field(default_factory=list)
    expected: set[str] = field(default_factory=set)

    def add(self, statement: Statement) -> None:
        self.statements.append(statement)
        self.expected.discard(_read(statement))
        self.expected |= _expected(statement)

    @property
    def first(self) -> Statement:
        return self.statements[0]

    @property
    def over(self) -> float:
        return max(statement.started + statement.seconds for statement in self.statements)

    @property
    def seconds(self) -> float:
        """Those in which one of its statements was under way."""
        total, over = 0.0, 0.0
        for statement in sorted(self.statements, key=lambda it: it.started):
            end = statement.started + statement.seconds
            total += max(0.0, end - max(over, statement.started))
            over = max(over, end)
        return total

    @property
    def removes(self) -> bool:
        return any(statement.text.startswith(("DROP", "REVOKE")) for statement in self.statements)


@dataclass(frozen=True)
class Chain:
    seconds: float
    statements: tuple[Statement, ...]


def longest_chain(statements: Sequence[Statement]) -> Chain:
    """The critical path; empty where nothing was sent."""
    ordered = steps(statements)
    removing = any(step.removes for step in ordered)
    if removing:
        ordered = ordered[::-1]
    best: list[tuple[float, tuple[int, ...]]] = []
    for index, step in enumerate(ordered):
        before = (best[other] for other in range(index) if _needs(step, ordered[other]))
        seconds, path = max(before, default=(0.0, ()))
        best.append((seconds + step.seconds, (*path, index)))
    seconds, path = max(best, default=(0.0, ()))
    chosen = [ordered[index] for index in (path[::-1] if removing else path)]
    return Chain(seconds, tuple(statement for step in chosen for statement in step.statements))


def steps(statements: Sequence[Statement]) -> list[Step]:
    """The statements in groups, each where its first one began. One read may be of several grants."""
    found: dict[tuple[int, str], Step] = {}
    for statement in statements:
        key = _key(statement)
        takers = _reading(statement, found) if key else _before(statement, found.values())
        for step in takers or [found.setdefault((statement.session, key), Step(key))]:
            step.add(statement)
    return list(found.values())


def _before(statement: Statement, found: Iterable[Step]) -> list[Step]:
    """The step of its role that it follows: what sends it names no object."""
    over = [step for step in found if step.first.role == statement.role and step.over <= statement.started]
    return [max(over, key=lambda step: step.over)] if over else []


def _reading(statement: Statement, found: Mapping[tuple[int, str], Step]) -> list[Step]:
    """The grants of its session that it reads back."""
    read = _read(statement)
    return [step for (session, _), step in found.items() if session == statement.session and read in step.expected]


def _key(statement: Statement) -> str:
    text = statement.text
    if text.startswith(("GRANT", "REVOKE")):
        return text.partition(" ")[2].replace(" FROM ", " TO ")
    if text.startswith("SHOW GRANTS"):
        return text
    if text.startswith("SHOW REPLICATION DATABASES"):  # organization and account before the name
        return statement.names[0].rpartition(".")[2]
    if text.startswith("SELECT") and not statement.names:
        return ""
    return next(iter(statement.names), text)


def _read(statement: Statement) -> str:
    """What a grant's read-back looks at, as `_expected` writes it; else nothing."""
    if statement.text.startswith("SHOW ROLES LIKE"):
        return statement.names[0]
    return statement.text if statement.text.startswith("SHOW GRANTS ON ") else ""


def _expected(statement: Statement) -> set[str]:
    grant = _GRANT.match(statement.text)
    return {grant[4], f"SHOW GRANTS ON {grant[3]}"} if grant else set()


def _needs(step: Step, other: Step) -> bool:
    """Whether `step` could not begin before `other` was over (or, of removals, the other way round)."""
    if not step.key:
        return _role_comes_from(step, other)
    if step.key == other.key:
        return True
    opened = not other.key and step.first.role == other.first.role
    return opened or _names_it(step, other) or _role_comes_from(step, other) or _privilege_comes_from(step, other)


def _names_it(step: Step, other: Step) -> bool:
    if not other.first.text.startswith(("CREATE", "DROP", "ALTER", "SHOW SCHEMAS")):
        return False
    made = other.key
    return any(name == made or name.startswith(f"{made}.") for name in _all_names(step.statements))


def _all_names(statements: Iterable[Statement]) -> Iterator[str]:
    for statement in statements:
        yield from statement.names


def _role_comes_from(step: Step, other: Step) -> bool:
    found = _GRANT_ROLE.match(other.first.text)
    return found is not None and found[2] == f'"{step.first.role}"'


def _privilege_comes_from(step: Step, other: Step) -> bool:
    found = _GRANT.match(other.first.text)
    if found is None or found[4] != f'"{step.first.role}"':
        return False
    created = _CREATED.match(step.first.text)
    kind = created[1] if created else _dropped_kind(step)
    privileges = {privilege.strip() for privilege in found[2].split(",")}
    wanted = {f"CREATE {kind}", *(_FOR_SERVICE if kind == "SERVICE" else ())}
    if not privileges & wanted:
        return False
    where = next(iter(other.first.names), "")
    return found[3] == "ACCOUNT" or any(name == where or name.startswith(f"{where}.") for name in _uses(step))


def _dropped_kind(step: Step) -> str:
    found = re.match(r"^(?:DROP|ALTER) ([A-Z ]+?)(?: IF EXISTS)? \"", step.first.text)
    return found[1] if found else ""


def _uses(step: Step) -> list[str]:
    """Names in a step, and of a service its unquoted integrations and warehouse."""
    return list(_all_names(step.statements))
