"""Sign-in forms: small ones, read field by field."""

from __future__ import annotations

from starlette.datastructures import FormData
from starlette.requests import Request

_LARGEST = 16 * 1024
_LONGEST_FIELD = 1024


def is_small(request: Request) -> bool:
    """Whether the body is said to be no larger than a sign-in form; nothing of it is read."""
    return int(request.headers.get("content-length", _LARGEST + 1)) <= _LARGEST


def field(form: FormData, name: str) -> str:
    """What was typed, up to what anybody types; nothing for a file."""
    value = form.get(name, "")
    return value[:_LONGEST_FIELD] if isinstance(value, str) else ""
