"""The grammar's rules as a reader writes them: `[IF NOT EXISTS]`, `{SUSPEND | RESUME}`."""

from __future__ import annotations

import re
from collections.abc import Mapping
from dataclasses import dataclass
from pathlib import Path

DIRECTORY = Path(__file__).parents[3] / "src" / "spcs_local" / "statements"
# the words for what a person puts there
PLACEHOLDERS: Mapping[str, str] = {
    "name": "name", "qualified": "name", "part": "name", "new_name": "new name", "pool": "pool", "new_alias": "alias",
    "bare_alias": "alias", "string": "'text'", "number": "1", "NUMBER": "1", "WORD": "word", "FILE_URL": "file://…",
    "STAGE_REFERENCE": "@stage/path", "options": "property = value …", "first_options": "property = value …",
    "words": "property, …", "sequence": "('text', …)", "value": "value",
    "expression": "value or function", "function_call": "function(…)", "method_call": "name!method(…)",
    "specification": "$$text$$", "template_variable": "variable => value", "last_options": "property = value …",
    "data_type": "type", "traits": "NOT NULL, STRICT, IMMUTABLE …",
    "QUERY_TEXT": "SELECT …", "ASSIGNED": "expression",
}  # fmt: skip
_RULE = re.compile(r"^[?!]*(\w+)(?:\.\d+)?:((?:.*\n)(?:[ \t]+.*\n)*)", re.MULTILINE)
_TOKEN = re.compile(r'"[^"]*"|\w+|->\s*\w+|[()\[\]|?*+]')


@dataclass(frozen=True)
class Chapter:
    """One grammar file: its first comment, and the rules in it."""

    title: str
    rules: tuple[str, ...]


class Grammar:
    """Every file together, as the parser takes them."""

    def __init__(self, texts: Mapping[str, str]) -> None:
        self.chapters = tuple(
            Chapter(
                text.partition("\n")[0].removeprefix("// ").rstrip("."), tuple(name for name, _ in _RULE.findall(text))
            )
            for text in texts.values()
        )
        self.rules = {name: body for text in texts.values() for name, body in _RULE.findall(text)}

    @classmethod
    def read(cls, directory: Path = DIRECTORY) -> Grammar:
        return cls({path.name: path.read_text(encoding="utf-8") for path in sorted(directory.glob("*.lark"))})

    def spelled(self, rule: str, fixed: Mapping[str, str] | None = None) -> str:
        """The rule written out; `fixed` gives the words for some of the rules in it."""
        return _Writer(self.rules, {**PLACEHOLDERS, **(fixed or {})}).rule(rule)

    def forms(self, rule: str) -> dict[str, str]:
        """The alternatives of a rule whose every alternative has a name of its own, written out."""
        names = re.findall(r"->\s*(\w+)", self.rules[rule])
        return dict(zip(names, self.spelled(rule).strip("{}").split(" | "), strict=True))

    def words(self, rule: str) -> list[str]:
        """The keywords that a rule is one of."""
        return re.findall(r'"([^"]+)"', self.rules[rule])


class _Writer:
    def __init__(self, rules: Mapping[str, str], fixed: Mapping[str, str]) -> None:
        self._rules, self._fixed = rules, fixed

    def rule(self, name: str) -> str:
        if name in self._fixed:
            return self._fixed[name]
        text, rest = self._alternatives(_TOKEN.findall(self._rules[name]))
        assert not rest, f"{name}: {rest} is left"
        return text

    def _alternatives(self, tokens: list[str]) -> tuple[str, list[str]]:
        found = []
        while True:
            text, tokens = self._sequence(tokens)
            found.append(text)
            if not tokens or tokens[0] != "|":
                break
            tokens = tokens[1:]
        return (found[0] if len(found) == 1 else "{" + " | ".join(dict.fromkeys(found)) + "}"), tokens

    def _sequence(self, tokens: list[str]) -> tuple[str, list[str]]:
        parts: list[str] = []
        while tokens and tokens[0] not in "|)]":
            if tokens[0].startswith("->"):
                tokens = tokens[1:]
                continue
            text, tokens = self._item(tokens)
            if tokens and tokens[0] in "?*+":
                text, tokens = _repeated(text, tokens[0]), tokens[1:]
            parts.append(text)
        return re.sub(r" ([,).!])|([(!.]) ", r"\1\2", " ".join(part for part in parts if part)), tokens

    def _item(self, tokens: list[str]) -> tuple[str, list[str]]:
        first, rest = tokens[0], tokens[1:]
        if first in "([":
            text, rest = self._alternatives(rest)
            return (f"[{text}]" if first == "[" else text), rest[1:]
        return (first[1:-1] if first.startswith('"') else self.rule(first)), rest


def _repeated(text: str, sign: str) -> str:
    if not text:
        return ""
    if sign == "?":
        return f"[{text[1:-1] if text.startswith('{') else text}]"
    return "[, …]" if text.startswith(",") else f"{text} …"
