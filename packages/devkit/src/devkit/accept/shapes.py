"""Statements without what differs between two accounts, or is nobody's to read: literals, names of the run's own."""

import re
from collections.abc import Mapping
from dataclasses import dataclass, field

PREFIX = "<prefix>"
# of the plugin, behind each statement
_COMMENT = re.compile(r"\s*--terraform_provider_usage_tracking .*", re.DOTALL)
_LITERAL = re.compile(r"\$\$.*?\$\$|'(?:[^'\\]|\\.|'')*'", re.DOTALL)
_UNFINISHED = re.compile(r"(?:\$\$|').*", re.DOTALL)
# the images that a stack builds, say, are named by what is in them
_DIGEST = re.compile(r"\b[0-9a-f]{12,}\b")
_MASK, _MASKED = "?", "\x00"


@dataclass(frozen=True)
class Shapes:
    """`prefix` is that of the run's names; `known` are words that stand for others, such as who signs in."""

    prefix: str
    known: Mapping[str, str] = field(default_factory=dict)

    def of(self, text: str) -> str:
        """Two statements that do the same have one."""
        masked = _LITERAL.sub(_MASKED, _COMMENT.sub("", text))
        # one that does not end is cut off with all that comes after it
        masked = _UNFINISHED.sub(_MASKED, masked).replace(_MASKED, f"'{_MASK}'")
        return " ".join(_DIGEST.sub("<digest>", self._named(masked)).split())

    def _named(self, text: str) -> str:
        if self.prefix:
            text = re.sub(re.escape(self.prefix), PREFIX, text, flags=re.IGNORECASE)
        for word, name in self.known.items():
            text = re.sub(rf"(?<!\w){re.escape(word)}(?!\w)", f"<{name}>", text, flags=re.IGNORECASE)
        return text
