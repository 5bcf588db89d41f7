"""The tree of a statement as an object of its class."""

from __future__ import annotations

from collections.abc import Iterable, Mapping
from enum import Enum, auto
from typing import Any, cast

from lark import Token, Tree

from spcs_local.statements.grammar import Form
from spcs_local.statements.leaves import Leaves
from spcs_local.statements.statement import Phrase, Statement

Branch = Token | Tree[Token]


class Shape(Enum):
    """What a form without class and without method of Leaves is read as."""

    FLAG = auto()  # True, where nothing is kept of it
    ONE = auto()  # its only child
    MANY = auto()  # a tuple, where a child is repeated


class UnclearFormError(Exception):
    """A name of the grammar that is not read as one thing."""

    def __init__(self, name: str, wrong: str) -> None:
        super().__init__(f"rule {name} of the grammar: {wrong}")


def is_leaf(name: str) -> bool:
    """Whether a form of this name is read by a method of Leaves."""
    return name in vars(Leaves)


def shape_of(name: str, of_name: Iterable[Form]) -> Shape:
    """The shape of all forms of a name."""
    ways = [form.children for form in of_name]
    if any(child.many for children in ways for child in children):
        return Shape.MANY
    lengths = {len(children) for children in ways}
    if lengths not in ({0}, {1}):
        wrong = "it has now one part, now another number of them; give it a class, or its parts a rule of their own"
        raise UnclearFormError(name, wrong)
    return Shape.ONE if lengths == {1} else Shape.FLAG


class Reader:
    """Reads trees: every name of a node is a class', a method's of Leaves, or has a shape."""

    def __init__(self, phrases: Mapping[str, type[Phrase]], forms: Iterable[Form]) -> None:
        self._phrases = phrases
        self._fields: dict[str, str] = {}
        named: dict[str, list[Form]] = {}
        for form in forms:
            if self._fields.setdefault(form.name, form.rule) != form.rule:
                raise UnclearFormError(
                    form.name, f"a form of {self._fields[form.name]} and of {form.rule} is called so"
                )
            named.setdefault(form.name, []).append(form)
        self._leaves = {name: getattr(Leaves, name) for name in named if is_leaf(name)}
        self._shapes = {
            name: shape_of(name, found)
            for name, found in named.items()
            if name not in phrases and name not in self._leaves
        }

    def read(self, tree: Tree[Token], leaves: Leaves) -> Statement:
        """The statement of a whole tree."""
        return cast("Statement", self._value(tree.children[0], leaves))

    def _value(self, branch: Branch, leaves: Leaves) -> Any:
        if isinstance(branch, Token):
            return branch
        name, children = str(branch.data), branch.children  # a token, whose comparison is slow and may recur too deeply
        phrase = self._phrases.get(name)
        if phrase is not None:
            parts = (child for child in children if isinstance(child, Tree))  # as `checking` knows, all of them
            return phrase(**{self._fields[str(part.data)]: self._value(part, leaves) for part in parts})
        values = [self._value(child, leaves) for child in children]
        leaf = self._leaves.get(name)
        if leaf is not None:
            return leaf(leaves, *values)
        shape = self._shapes[name]
        if shape is Shape.FLAG:
            return True
        return tuple(map(_plain, values)) if shape is Shape.MANY else _plain(values[0])


def _plain(value: Any) -> Any:
    """A bare token as text; keywords with single spaces and in capitals."""
    if isinstance(value, Token):
        return " ".join(value.upper().split()) if value.type.startswith("_") else str(value)
    return value
