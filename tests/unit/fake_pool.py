"""A session with an account that has one compute pool, which moves to its next state whenever somebody looks."""

from __future__ import annotations

from dataclasses import dataclass, field

from components.session import Row, StatementError

NAME = "P"


@dataclass
class FakePool:
    """`states` are shown one after the other, and the last one stays; `after` is what a statement leads to."""

    states: list[str]
    after: list[str] = field(default_factory=list)
    refuses: int | None = None
    jobs: int = 0
    statements: list[str] = field(default_factory=list)
    roles: list[str] = field(default_factory=list)

    def rows(self, statement: str) -> list[Row]:
        if statement.startswith("ALTER"):
            self.statements.append(statement)
            if self.refuses is not None:
                raise StatementError(self.refuses, "refused")
            self.states = self.after or self.states
            return []
        if not self.states:
            return []
        state = self.states.pop(0) if len(self.states) > 1 else self.states[0]
        return [{"name": NAME, "state": state, "num_jobs": self.jobs}]

    def put(self, content: str, file: str, target: str) -> None:
        raise AssertionError((content, file, target))

    def opened(self, role: str) -> FakePool:
        self.roles.append(role)
        return self
