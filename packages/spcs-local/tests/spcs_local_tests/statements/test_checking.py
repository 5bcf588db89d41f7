"""A class that says otherwise than the grammar is found when the parser is made, by its name and the field's."""

from __future__ import annotations

from decimal import Decimal
from pathlib import Path
from typing import Any

import pytest

from spcs_local.model.identifiers import Name
from spcs_local.statements.checking import GrammarMismatchError
from spcs_local.statements.grammar import open_grammar, read_grammar
from spcs_local.statements.parser import Parser
from spcs_local.statements.reader import UnclearFormError
from spcs_local.statements.statement import Phrase, Statement

Classes = dict[str, Any]  # or values, by the fields' names
GRAMMAR = r"""
start: statement ";"*
make: "MAKE" loud? name ("SIZE" size)? place
loud: "LOUD"
name: qualified
size: number
place: "HERE" -> here
     | "IN" names -> inside
names: qualified ("," qualified)*
many: "MANY" name name
bare: "BARE" WORD
unclear: "UNCLEAR" twofold
twofold: name name?
qualified: part
part: WORD
number: NUMBER
WORD: /[A-Za-z_]+/
NUMBER: /[0-9]+/
%ignore /\s+/
"""


class Here(Phrase):
    pass


class Inside(Phrase):
    names: tuple[Name, ...]


GOOD: Classes = {"name": Name, "place": Here | Inside, "loud": bool, "size": int | float | Decimal | None}
DEFAULTS: Classes = {"loud": False, "size": None}


def without(classes: Classes, name: str) -> Classes:
    return {key: value for key, value in classes.items() if key != name}


def statement(name: str, types: Classes, defaults: Classes) -> Any:
    """A class as it would be written."""
    return type(name, (Statement,), {"__annotations__": types, **defaults})


@pytest.fixture
def directory(tmp_path: Path) -> Path:
    """Where the small grammar lies."""
    (tmp_path / "small.lark").write_text(GRAMMAR)
    return tmp_path


def test_read_what_fits(directory: Path) -> None:
    make = statement("Make", GOOD, DEFAULTS)
    parser = Parser([make], directory)
    assert parser.parse("MAKE a HERE") == make(name=Name(("A",)), place=Here())
    inside = Inside(names=(Name(("B",)),))
    assert parser.parse("make loud a size 2 in b;") == make(name=Name(("A",)), loud=True, size=2, place=inside)


@pytest.mark.parametrize(
    ("types", "defaults", "told"),
    [
        (without(GOOD, "name"), DEFAULTS, "name: the class lacks this part, which is Name"),
        (without(GOOD, "loud"), without(DEFAULTS, "loud"), "loud: the class lacks this part, which is bool"),
        (GOOD | {"colour": str}, DEFAULTS, "colour: there is no such part, but "),
        (GOOD, DEFAULTS | {"name": Name(("A",))}, "name: is always there; take the default away"),
        (GOOD, without(DEFAULTS, "loud"), "loud: may be absent; give it a default"),
        (GOOD | {"name": str}, DEFAULTS, "name: is read as Name, the class has str"),
        (GOOD | {"loud": str}, DEFAULTS, "loud: is read as bool, the class has str"),
        (GOOD | {"place": Here}, DEFAULTS, "place: is read as "),
        (
            GOOD | {"size": int | None},
            DEFAULTS,
            "size: is read as int | float | decimal.Decimal, the class",
        ),
    ],
)
def test_name_the_field_that_does_not_fit(directory: Path, types: Classes, defaults: Classes, told: str) -> None:
    with pytest.raises(GrammarMismatchError) as caught:
        Parser([statement("Make", types, defaults)], directory)
    assert f"Make.{told}" in str(caught.value)
    assert "rule make of the grammar" in str(caught.value)


@pytest.mark.parametrize(
    ("name", "types", "told"),
    [
        ("Missing", {}, "Missing: it has no rule (rule missing of the grammar)"),
        ("Here", {}, "Here: it has no rule (rule here of the grammar)"),
        ("Many", {"name": Name}, "Many.name: it stands there more than once; give the list a rule of its own"),
        ("Bare", {}, "Bare: a part without a name; give it a rule of its own"),
    ],
)
def test_name_the_rule_that_is_no_class(directory: Path, name: str, types: Classes, told: str) -> None:
    with pytest.raises(GrammarMismatchError) as caught:
        Parser([statement(name, types, {})], directory)
    assert told in str(caught.value)


def test_refuse_two_classes_of_one_rule(directory: Path) -> None:
    with pytest.raises(GrammarMismatchError, match="is a class of it already"):
        Parser([statement("Make", GOOD, DEFAULTS), statement("Make", GOOD, DEFAULTS)], directory)


def test_refuse_a_part_whose_shape_depends_on_the_text(directory: Path) -> None:
    with pytest.raises(UnclearFormError, match="rule twofold of the grammar: it has now one part"):
        Parser([statement("Unclear", {"twofold": Name}, {})], directory)


def test_make_the_parser_of_a_grammar_once_a_process(directory: Path) -> None:
    text = read_grammar(directory)
    assert open_grammar(text, ["make", "bare"]) is open_grammar(text, iter(["bare", "make"]))
    assert open_grammar(text, ["make"]) is not open_grammar(text, ["bare"])
