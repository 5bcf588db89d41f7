"""Sign-in forms: small ones, read field by field."""

from __future__ import annotations

from starlette.datastructures import FormData
from starlette.requests import Request

_LARGEST = 16 * 1024
_LONGEST_FIELD = 1024
_TYPE = "application/x-www-form-urlencoded"


def refused(request: Request) -> tuple[int, str] | None:
    """Status and sentence for a body that is said to be no such form; nothing of it is read."""
    length = int(request.headers.get("content-length", _LARGEST + 1))
    if length > _LARGEST:
        return 413, f"The form is larger than {_LARGEST // 1024} KB, or does not say how large it is."
    kind = request.headers.get("content-type", "").partition(";")[0].strip().lower()
    if (length and kind != _TYPE) or "content-encoding" in request.headers:
        return 415, f"The form has to be of type {_TYPE}, without an encoding."
    return None


def field(form: FormData, name: str) -> str:
    """What was typed, up to what anybody types; nothing for a file."""
    value = form.get(name, "")
    return value[:_LONGEST_FIELD] if isinstance(value, str) else ""
