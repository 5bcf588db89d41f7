"""Values as SQL writes them: the way back from what the parser reads."""

from __future__ import annotations

from decimal import Decimal
from typing import Any

from spcs_local.model.identifiers import Name


def literal(text: str) -> str:
    """A string between single quotes, which nothing in it can end."""
    return "'" + text.replace("\\", "\\\\").replace("'", "''") + "'"


def written(value: Any) -> str:
    """A value of an option: text, number, truth value, name, list or pairs."""
    if isinstance(value, bool):
        return "TRUE" if value else "FALSE"
    if isinstance(value, float):
        return f"{Decimal(repr(value)):f}"  # SQL's constants have no exponent here
    if isinstance(value, int | Name):
        return str(value)
    if isinstance(value, list):
        return f"({', '.join(written(item) for item in value)})"
    if isinstance(value, dict):
        return f"({' '.join(option(key, item) for key, item in value.items())})"
    return literal(str(value))


def option(name: str, value: Any) -> str:
    """`NAME = value`, by the name's own spelling."""
    return f"{Name((name.upper(),))} = {written(value)}"
