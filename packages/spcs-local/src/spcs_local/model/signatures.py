"""Types of a function's arguments, which are part of what it is called.

https://docs.snowflake.com/en/developer-guide/udf-stored-procedure-naming-conventions
"""

from __future__ import annotations

from collections.abc import Iterable

from spcs_local.errors import NotSupportedError
from spcs_local.model.identifiers import Name

_ALIASES = {
    **dict.fromkeys(("VARCHAR", "STRING", "TEXT", "CHAR", "CHARACTER"), "VARCHAR"),
    **dict.fromkeys(("NUMBER", "DECIMAL", "NUMERIC", "INT", "INTEGER", "BIGINT", "SMALLINT", "TINYINT"), "NUMBER"),
    **dict.fromkeys(("FLOAT", "FLOAT4", "FLOAT8", "DOUBLE", "REAL"), "FLOAT"),
    **{name: name for name in ("BOOLEAN", "VARIANT", "OBJECT", "ARRAY")},
}


def canonical(written: str) -> str:
    """A type by Snowflake's name for it, without its length."""
    name = written.upper()
    if name not in _ALIASES:
        raise NotSupportedError(f"Type {name} in a service function")
    return _ALIASES[name]


def signed(name: Name, types: Iterable[str]) -> Name:
    """The stored name of the function that takes these types: functions of one name differ by them."""
    return Name((*name.parts[:-1], f"{name.last}({', '.join(map(canonical, types))})"))
