"""The kinds of properties: how each is checked, written into a statement, compared and read back."""

from __future__ import annotations

import re
import zlib
from collections.abc import Callable, Iterable, Mapping
from dataclasses import dataclass, field
from typing import Any

from pulumi_standins.provider.values import Value
from pulumi_standins.snowflake.sql import Name, literal, word


@dataclass(frozen=True)
class Kind:
    """`allowed` says in words what `accepts` takes; `normal` maps values that mean the same to one."""

    allowed: str
    accepts: Callable[[Value], bool]
    sql: Callable[[Any], str]
    normal: Callable[[Any], Value] = lambda value: value
    # from the text of a SHOW or DESCRIBE column
    read: Callable[[Any], Value] = lambda value: value
    # what a program writes for "as Snowflake has it": no clause is sent
    unset: tuple[Value, ...] = (None, "")
    # what the plugin's state holds once a value is taken away
    zero: Value = ""
    is_set_of_texts: bool = False


def _number(value: Value) -> bool:
    return isinstance(value, int) and not isinstance(value, bool)


def _string(value: Value) -> bool:
    return isinstance(value, str)


def _strings(value: Value) -> bool:
    return isinstance(value, list) and all(isinstance(item, str) for item in value)


def _is_name(value: Value) -> bool:
    # quotes inside, dots and | would be ambiguous in ids
    return isinstance(value, str) and bool(value) and not set(Name.of(value).last) & set('".|')


def _truth(value: Value) -> bool:
    return str(value).lower() in ("true", "y", "yes", "on", "1")


def _integer(value: Value) -> Value:
    return int(value) if re.fullmatch(r"-?\d+", str(value)) else None


def names_in(value: Value) -> list[str]:
    """Names from `["A","B"]`, `[A, B]`, `A,B` or a list, as SHOW and DESCRIBE write them."""
    if isinstance(value, list):
        return [str(item) for item in value]
    items = str(value or "").strip().removeprefix("[").removesuffix("]").split(",")
    return [item.strip() for item in items if item.strip()]


def in_order_of_sets(values: Iterable[str]) -> list[str]:
    """Terraform's order of a set of texts, in which the plugin writes them."""
    return sorted(values, key=lambda value: str(zlib.crc32(f"{value};".encode())))


def _normal_name(value: str) -> str:
    return Name.parse(value).sql


TEXT = Kind("text", _string, literal, read=lambda value: str(value or ""))
NAME = Kind(
    'a name without ", . and |',
    _is_name,
    lambda value: Name.of(value).sql,
    lambda value: Name.of(value).last,
    lambda value: str(value or ""),
)
QUALIFIED = Kind("a name", _string, lambda value: Name.parse(value).sql, _normal_name, lambda value: str(value or ""))
# -1 and "default" are what the plugin itself puts into its state where a program says nothing: it takes neither of one
NUMBER = Kind(
    "a whole number from 0",
    lambda value: _number(value) and value >= 0,
    str,
    read=_integer,
    unset=(None, -1),
    zero=0,
)
COUNT = Kind("a whole number from 1", lambda value: _number(value) and value > 0, str, read=_integer, zero=0)
BOOLEAN = Kind(
    "true or false", lambda value: isinstance(value, bool), lambda value: str(value).lower(), read=_truth, zero=False
)
# a switch whose "off" is what Snowflake does anyway
SWITCH = Kind(BOOLEAN.allowed, BOOLEAN.accepts, BOOLEAN.sql, read=_truth, unset=(None, False), zero=False)
# the provider spells booleans that have a default on Snowflake's side as words
FLAG = Kind(
    '"true" or "false"',
    lambda value: value in ("true", "false", True, False),
    lambda value: str(value).lower(),
    lambda value: str(value).lower(),
    lambda value: str(_truth(value)).lower(),
    unset=(None, "", "default"),
)
TEXTS = Kind(
    "a list of texts",
    _strings,
    lambda value: "(" + ", ".join(map(literal, in_order_of_sets(value))) + ")",
    sorted,
    names_in,
    unset=(None, []),
    zero=[],
    is_set_of_texts=True,
)
NAMES = Kind(
    "a list of names",
    _strings,
    lambda value: "(" + ", ".join(in_order_of_sets(Name.parse(item).sql for item in value)) + ")",
    lambda value: sorted(Name.parse(item).sql for item in value),
    names_in,
    unset=(None, []),
    zero=[],
    is_set_of_texts=True,
)

# of any type: the account knows which
PARAMETER = Kind(
    "a text, a whole number, true or false",
    lambda value: isinstance(value, str | int),
    lambda value: literal(value) if isinstance(value, str) else str(value).lower(),
)


def words(*allowed: str, quoted: bool = False, normal: Callable[[str], str] = str.upper) -> Kind:
    """One of some words, whatever their case; any word when none is given."""
    normals = {normal(item) for item in allowed}
    return Kind(
        ", ".join(allowed) or "a keyword",
        lambda value: _string(value) and (not normals or normal(value) in normals),
        lambda value: literal(normal(value)) if quoted else word(normal(value)),
        normal,
        lambda value: normal(str(value or "")),
    )


def camel(column: str) -> str:
    first, *rest = column.lower().split("_")
    return first + "".join(part.capitalize() for part in rest)


def plural(name: str) -> str:
    """As the bridge between plugin and engine names a list."""
    if name.endswith("s"):
        return name
    if name.endswith("y"):
        return f"{name[:-1]}ies"
    return f"{name}es" if name.endswith("x") else f"{name}s"


def upper_snake(name: str) -> str:
    return re.sub(r"(?<=[a-z0-9])(?=[A-Z])", "_", name).upper()


@dataclass(frozen=True)
class Property:
    """A property of a resource type by its wire name."""

    name: str
    kind: Kind = TEXT
    required: bool = False
    replaces: bool = False
    secret: bool = False
    # the clause in CREATE and ALTER; "" for its name in upper snake case, None where the type writes it itself
    clause: str | None = ""
    # the SHOW or DESCRIBE column it is read back from
    column: str | None = None
    # only meant when the object is made
    create_only: bool = False
    # the value to send when it is taken away, where Snowflake has no UNSET for it
    reset: Value = None
    # sent as '' when it is taken away, where there is no UNSET either
    empty: bool = False
    # what the plugin's state holds where the program says nothing: without it the plugin sees a change
    default: Value = None
    # the plugin puts the default into its state, but not into the program's inputs
    quiet_default: bool = False
    # of the values inside it, those that the plugin fills in
    nested_defaults: Mapping[str, Value] = field(default_factory=dict)
    # of the values inside it, those that the plugin reads back even where the program never said them
    nested_zeros: Mapping[str, Value] = field(default_factory=dict)
    # read back by a refresh alone
    refreshes_zero: bool = False
    # read back even where the program never said anything of it
    reads_zero: bool = False
    # the state takes the program's spelling over, though it means the same
    keeps_spelling: bool = False
    # no change where the program says now what Snowflake has already
    ignores_current: bool = False
    # whether its change makes the computed outputs unknown; None: when it is read back from them
    shown: bool | None = None
    # in force, and in the state, even where the program says nothing of it
    parameter: bool = False
    # its change needs a new resource, though no schema says so
    forces: bool = False
    # whether its change makes what DESCRIBE tells unknown; None: as with the other outputs
    described: bool | None = None
    # how the state spells a value
    settle: Callable[[Any], Value] = lambda value: value
    # what ALTER needs beside it
    alter_suffix: str = ""

    def is_current(self, state: Mapping[str, Value], value: Value) -> bool:
        """Whether it is what Snowflake has of itself, as it was last read."""
        rows = state.get("showOutputs") or [{}]
        column = camel(self.column or "")
        current = rows[0].get(column) if self.ignores_current and isinstance(rows[0], dict) else None
        return current is not None and self.same(self.kind.read(current), value)

    @property
    def is_shown(self) -> bool:
        return self.column is not None if self.shown is None else self.shown

    @property
    def is_described(self) -> bool:
        return self.is_shown if self.described is None else self.described

    @property
    def keyword(self) -> str:
        return self.clause or upper_snake(self.name)

    def is_set(self, value: Value) -> bool:
        return value not in self.kind.unset

    def same(self, old: Value, new: Value) -> bool:
        if not self.is_set(old) or not self.is_set(new):
            return self.is_set(old) == self.is_set(new)
        if not (self.kind.accepts(old) and self.kind.accepts(new)):
            return bool(old == new)
        return bool(self.kind.normal(old) == self.kind.normal(new))

    def assignment(self, value: Value) -> str:
        return f"{self.keyword} = {self.kind.sql(value)}"
