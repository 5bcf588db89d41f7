"""The grammar files as one LALR parser, and the forms of its rules."""

from __future__ import annotations

import re
from collections import defaultdict
from collections.abc import Iterable, Sequence
from dataclasses import dataclass
from functools import lru_cache
from itertools import product
from pathlib import Path

from lark import Lark
from lark.grammar import Rule, Symbol, Terminal

START, ENGINE = "start", "engine"  # what a text is read as: a statement; else a query of the query engine
DIRECTORY = Path(__file__).parent
_RULE = re.compile(r"^[?!]*([a-z]\w*)(?:\.\d+)?:", re.MULTILINE)
_KEYWORD = re.compile(r'(?<![\\/])"([A-Z_]+(?: [A-Z_]+)*)"')
# a comment ends at its first */ and nowhere else: an expression with two ways to read a text takes time without end
_GAP = r"(?:\s|--[^\n]*\n|\/\/[^\n]*\n|\/\*(?:[^*]++|\*(?!\/))*+\*\/)++"


@dataclass(frozen=True)
class Child:
    """What is kept of a form of a rule: another rule, or a token (""); once, or any number of times."""

    rule: str
    many: bool = False


Children = tuple[Child, ...]


@dataclass(frozen=True)
class Form:
    """One form of a rule. `name` is its own, or the rule's; one that is `inline` stands for its only child."""

    rule: str
    name: str
    children: Children
    inline: bool


def read_grammar(directory: Path = DIRECTORY) -> str:
    """The text of every grammar file together."""
    return "\n".join(path.read_text(encoding="utf-8") for path in sorted(directory.glob("*.lark")))


def rules_of(text: str) -> set[str]:
    """The names of the rules of a text."""
    return set(_RULE.findall(text))


def open_grammar(text: str, rules: Iterable[str]) -> Lark:
    """The parser of a text; statements are the rules that are named.

    Made once a process: it takes longer than all else of an account's start, and tests start many.
    """
    return _opened(text, tuple(sorted(rules)))


@lru_cache(maxsize=1)
def _opened(text: str, rules: tuple[str, ...]) -> Lark:
    grammar, keywords = _expand(text)
    statement = "?statement: " + "\n    | ".join(rules)
    terminals = "\n".join(f"_{name}.2: /{pattern}/is" for name, pattern in sorted(keywords.items()))
    starts = [START, *({ENGINE} & rules_of(text))]
    return Lark(f"{grammar}\n{statement}\n{terminals}\n", parser="lalr", lexer="contextual", start=starts)


def keyword_terminal(keyword: str) -> str:
    """The name of a keyword's tokens."""
    return f"_{keyword.replace(' ', '_')}"


def keywords_of(lark: Lark) -> frozenset[str]:
    """Every word of every keyword."""
    return frozenset(
        word for terminal in lark.terminals for word in terminal.name.split("_") if terminal.name[0] == "_"
    )


def _expand(grammar: str) -> tuple[str, dict[str, str]]:
    """Keywords as terminals, and the pattern of each."""
    keywords: dict[str, str] = {}

    def terminal(match: re.Match[str]) -> str:
        name = keyword_terminal(match.group(1))
        keywords[name[1:]] = match.group(1).replace(" ", _GAP) + r"(?![\w$])"
        return name

    return _KEYWORD.sub(terminal, grammar), keywords


def forms(rules: Sequence[Rule]) -> list[Form]:
    """Every form of every rule that a statement leads to and that leaves a node in the tree."""
    of_rule = _Forms(rules)
    found: dict[str, list[Form]] = {}
    waiting = [START]
    while waiting:
        rule = waiting.pop()
        found[rule] = of_rule.named(rule)
        children = {child.rule for form in found[rule] for child in form.children if child.rule}
        waiting += children.difference(found, waiting)
    return [form for of_one in found.values() for form in of_one]


class _Forms:
    """Lark's own rules: each `?` is two of them, each `*` a rule of its own that begins with two underscores."""

    def __init__(self, rules: Sequence[Rule]) -> None:
        self._rules: defaultdict[str, list[Rule]] = defaultdict(list)
        for rule in rules:
            self._rules[str(rule.origin.name)].append(rule)

    def named(self, name: str) -> list[Form]:
        return [
            Form(
                name, str(rule.alias or name), children, rule.options.expand1 and not rule.alias and len(children) == 1
            )
            for rule in self._rules[name]
            for children in self._ways(rule)
        ]

    def _ways(self, rule: Rule) -> list[Children]:
        """What may be kept of a rule, as the tree has it."""
        ways = product(*(self._kept(symbol, rule.options.keep_all_tokens) for symbol in rule.expansion))
        return list(dict.fromkeys(tuple(child for part in way for child in part) for way in ways))

    def _kept(self, symbol: Symbol, keep_all: bool) -> list[Children]:
        if isinstance(symbol, Terminal):
            return [()] if symbol.filter_out and not keep_all else [(Child(""),)]
        name = str(symbol.name)
        if name.startswith("__"):
            return [self._repeated(name)]
        if name.startswith("_"):
            return [way for rule in self._rules[name] for way in self._ways(rule)]
        return [(Child(name),)]

    def _repeated(self, name: str) -> Children:
        kept = (
            child
            for rule in self._rules[name]
            for symbol in rule.expansion
            if str(symbol.name) != name
            for way in self._kept(symbol, rule.options.keep_all_tokens)
            for child in way
        )
        return tuple(dict.fromkeys(Child(child.rule, many=True) for child in kept))
