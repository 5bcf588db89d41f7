"""Whether classes and grammar say the same: found out whenever a parser is made, before any statement is read."""

from __future__ import annotations

from collections import Counter, defaultdict
from collections.abc import Container, Iterable, Iterator, Mapping
from dataclasses import MISSING, Field, fields
from functools import reduce
from operator import or_
from types import GenericAlias
from typing import Any, get_args, get_type_hints

from spcs_local.statements.grammar import Child, Form
from spcs_local.statements.leaves import Leaves
from spcs_local.statements.reader import Shape, is_leaf, shape_of
from spcs_local.statements.statement import Phrase, Statement

_NO_RULE = "it has no rule"
Hint = Any  # what stands behind the colon of a field: a class, or an alias or union of typing
Hints = Mapping[str, Hint]


class GrammarMismatchError(Exception):
    """A class that does not have what its rule has."""

    def __init__(self, phrase: type[Phrase], field: str, wrong: str) -> None:
        super().__init__(f"{phrase.__name__}{field and '.'}{field}: {wrong} (rule {phrase.rule()} of the grammar)")


def hints_of(statements: Iterable[type[Statement]]) -> dict[type[Phrase], Hints]:
    """The types of the fields of these classes, and of those that their fields name."""
    found: dict[type[Phrase], Hints] = {}
    waiting: list[type[Phrase]] = list(statements)
    while waiting:
        phrase = waiting.pop()
        if phrase not in found:
            hints = get_type_hints(phrase)
            found[phrase] = {part.name: hints[part.name] for part in fields(phrase)}
            waiting += [named for hint in found[phrase].values() for named in _phrases_in(hint)]
    return found


def by_rule(phrases: Iterable[type[Phrase]]) -> dict[str, type[Phrase]]:
    """Classes by the grammar's names; raise for two of one name."""
    found: dict[str, type[Phrase]] = {}
    for phrase in phrases:
        known = found.setdefault(phrase.rule(), phrase)
        if known is not phrase:
            raise GrammarMismatchError(phrase, "", f"{known.__module__}.{known.__name__} is a class of it already")
    return found


def check_statements(phrases: Mapping[str, type[Phrase]], rules: Container[str]) -> list[str]:
    """The rules that are statements; raise for a class that has none."""
    statements = {rule: phrase for rule, phrase in phrases.items() if issubclass(phrase, Statement)}
    for rule, phrase in statements.items():
        if rule not in rules:
            raise GrammarMismatchError(phrase, "", _NO_RULE)
    return list(statements)


def check(hints: Mapping[type[Phrase], Hints], forms: Iterable[Form]) -> None:
    """Raise for the first field that a rule does not have, or has otherwise, and for what of a rule has no field."""
    grammar = _Grammar(by_rule(hints), forms)
    for phrase, of_phrase in hints.items():
        grammar.check(phrase, of_phrase)


def _phrases_in(hint: Hint) -> Iterator[type[Phrase]]:
    if isinstance(hint, type) and issubclass(hint, Phrase):
        yield hint
    for part in get_args(hint):
        yield from _phrases_in(part)


class _Grammar:
    """What every rule is read as."""

    def __init__(self, phrases: Mapping[str, type[Phrase]], forms: Iterable[Form]) -> None:
        self._phrases = phrases
        self._of_rule: defaultdict[str, list[Form]] = defaultdict(list)
        self._of_name: defaultdict[str, list[Form]] = defaultdict(list)
        for form in forms:
            self._of_rule[form.rule].append(form)
            self._of_name[form.name].append(form)
        self._types: dict[str, Hint] = {}

    def check(self, phrase: type[Phrase], hints: Hints) -> None:
        ways = [form.children for form in self._of_name[phrase.rule()]]
        if not ways:
            raise GrammarMismatchError(phrase, "", _NO_RULE)
        for children in ways:
            self._check_children(phrase, children)
        for field in fields(phrase):
            having = [children for children in ways if any(child.rule == field.name for child in children)]
            if not having:
                known = dict.fromkeys(child.rule for children in ways for child in children)
                raise GrammarMismatchError(
                    phrase, field.name, f"there is no such part, but {', '.join(known) or 'none'}"
                )
            self._check_field(phrase, field, hints[field.name], always=len(having) == len(ways))

    def _check_children(self, phrase: type[Phrase], children: tuple[Child, ...]) -> None:
        for rule, count in Counter(child.rule for child in children).items():
            if not rule or any(form.inline for form in self._of_rule[rule]):
                raise GrammarMismatchError(phrase, rule, "a part without a name; give it a rule of its own")
            if rule not in phrase.__dataclass_fields__:
                raise GrammarMismatchError(
                    phrase, rule, f"the class lacks this part, which is {_shown(self.type_of(rule))}"
                )
            if count > 1 or Child(rule, many=True) in children:
                raise GrammarMismatchError(
                    phrase, rule, "it stands there more than once; give the list a rule of its own"
                )

    def _check_field(self, phrase: type[Phrase], field: Field[Any], hint: Hint, *, always: bool) -> None:
        read, optional = self.type_of(field.name), field.default is not MISSING or field.default_factory is not MISSING
        if optional == always:
            wrong = "is always there; take the default away" if always else "may be absent; give it a default"
            raise GrammarMismatchError(phrase, field.name, wrong)
        if hint != (read | None if field.default is None else read):
            raise GrammarMismatchError(phrase, field.name, f"is read as {_shown(read)}, the class has {_shown(hint)}")

    def type_of(self, rule: str) -> Hint:
        """The type of what a rule is read as."""
        if rule not in self._types:
            self._types[rule] = reduce(or_, [self._type_of_form(form) for form in self._of_rule[rule]])
        return self._types[rule]

    def _type_of_form(self, form: Form) -> Hint:
        if form.inline:
            return self._type_of_child(form.children[0])
        if form.name in self._phrases:
            return self._phrases[form.name]
        if is_leaf(form.name):
            return get_type_hints(getattr(Leaves, form.name))["return"]
        alike = self._of_name[form.name]
        shape = shape_of(form.name, alike)
        if shape is Shape.FLAG:
            return bool
        one = reduce(or_, [self._type_of_child(child) for each in alike for child in each.children])
        return GenericAlias(tuple, (one, ...)) if shape is Shape.MANY else one

    def _type_of_child(self, child: Child) -> Hint:
        return self.type_of(child.rule) if child.rule else str


def _shown(hint: Hint) -> str:
    return hint.__name__ if isinstance(hint, type) else str(hint)
