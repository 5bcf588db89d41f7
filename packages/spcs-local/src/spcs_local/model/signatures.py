"""Types of a function's arguments, which are part of what it is called.

https://docs.snowflake.com/en/developer-guide/udf-stored-procedure-naming-conventions
"""

from __future__ import annotations

from collections.abc import Iterable
from dataclasses import dataclass

from spcs_local.errors import NotSupportedError
from spcs_local.model.identifiers import Name

_ALIASES = {
    **dict.fromkeys(("VARCHAR", "STRING", "TEXT", "CHAR", "CHARACTER"), "VARCHAR"),
    **dict.fromkeys(
        ("NUMBER", "DECIMAL", "NUMERIC", "INT", "INTEGER", "BIGINT", "SMALLINT", "TINYINT", "BYTEINT"), "NUMBER"
    ),
    **dict.fromkeys(("FLOAT", "FLOAT4", "FLOAT8", "DOUBLE", "REAL"), "FLOAT"),
    **{name: name for name in ("BOOLEAN", "VARIANT", "OBJECT", "ARRAY")},
}


MOST_LETTERS = 134_217_728
MOST_DIGITS, MOST_SCALE = 38, 37
_OF_ONE = ("CHAR", "CHARACTER")  # letters, where no length is said


@dataclass(frozen=True)
class Declared:
    """A type as it was declared, by Snowflake's name for it; where no size is said, it has none."""

    name: str
    sizes: tuple[int, ...] = ()

    def __str__(self) -> str:
        return f"{self.name}({','.join(map(str, self.sizes))})" if self.sizes else self.name


def declared(written: str) -> Declared:
    """Read `NAME` or `NAME(SIZE, …)`."""
    alias, _, rest = written.upper().partition("(")
    name, sizes = canonical(written), tuple(int(size) for size in rest.rstrip(")").split(",") if size)
    if name == "VARCHAR" and not sizes and alias.strip() in _OF_ONE:
        sizes = (1,)
    fits = not sizes
    if name == "VARCHAR" and len(sizes) == 1:
        fits = 1 <= sizes[0] <= MOST_LETTERS
    elif name == "NUMBER" and sizes and alias.strip() in ("NUMBER", "DECIMAL", "NUMERIC"):
        fits = 1 <= sizes[0] <= MOST_DIGITS and all(0 <= scale <= min(sizes[0], MOST_SCALE) for scale in sizes[1:])
    if not fits:
        raise NotSupportedError(f"Type {written} in a service function")
    return Declared(name, sizes)


def canonical(written: str) -> str:
    """A type by Snowflake's name for it, without its length."""
    name = written.upper().partition("(")[0].strip()
    if name not in _ALIASES:
        raise NotSupportedError(f"Type {name} in a service function")
    return _ALIASES[name]


def signed(name: Name, types: Iterable[str]) -> Name:
    """The stored name of the function that takes these types: functions of one name differ by them."""
    return Name((*name.parts[:-1], f"{name.last}({', '.join(map(canonical, types))})"))
