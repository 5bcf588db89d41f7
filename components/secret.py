"""A text that nobody may read in a message, a log or a trace."""

from __future__ import annotations

import pulumi


class Secret:
    """Shows nothing of itself: neither as text nor as part of something that is shown."""

    __slots__ = ("_text",)

    def __init__(self, text: str) -> None:
        self._text = text

    def reveal(self) -> str:
        """The text itself, for the one place that needs it."""
        return self._text

    def output(self) -> pulumi.Output[str]:
        """As an input of a resource: the engine encrypts it wherever it keeps it."""
        return pulumi.Output.secret(self._text)

    def __repr__(self) -> str:
        return "Secret(…)"

    def __eq__(self, other: object) -> bool:
        return isinstance(other, Secret) and self._text == other._text

    def __hash__(self) -> int:
        return hash((Secret, self._text))

    def __bool__(self) -> bool:
        return bool(self._text)
