"""Passwords and tokens: what is kept of them, and how they are compared."""

from __future__ import annotations

import hashlib
import hmac
import re
import secrets
import threading

# 16 MB and about 50 ms a password on one core
_SCRYPT = {"n": 2**14, "r": 8, "p": 1}
# so many at a time: a flood of sign-ins shall not take the machine's memory
_AT_ONCE = threading.BoundedSemaphore(4)
# pieces of a statement, in the order in which the lexer would take them; what has no end goes to the end
_STRING = r"'(?:[^'\\]++|\\.|'')*+'?|\$\$.*?(?:\$\$|\Z)"
_QUOTED = r'"(?:[^"]++|"")*+"?'
_COMMENT = r"--[^\n]*+|//[^\n]*+|/\*.*?(?:\*/|\Z)"
_GAP = rf"(?:\s++|{_COMMENT})*+"
_WORD = r"\b(?:PASSWORD|SECRET_STRING|OAUTH_REFRESH_TOKEN|TOKEN|PRIVATE_KEY)\b"
_SECRET = rf"({_WORD}{_GAP}(?:={_GAP}(?={_STRING}|{_QUOTED}|\w)|(?={_STRING})))({_STRING}|{_QUOTED}|\w+)"
_IN_TEXT = re.compile(rf"{_SECRET}|{_STRING}|{_QUOTED}|({_COMMENT})", re.IGNORECASE | re.DOTALL)
_IN_COMMENT = re.compile(_SECRET, re.IGNORECASE | re.DOTALL)
_MASK = "'********'"


def salted(password: str) -> tuple[bytes, bytes]:
    """A new salt, and the password's hash with it."""
    salt = secrets.token_bytes(16)
    return salt, password_hash(password, salt)


def password_hash(password: str, salt: bytes) -> bytes:
    """Slow on purpose."""
    with _AT_ONCE:
        return hashlib.scrypt(password.encode(), salt=salt, dklen=32, **_SCRYPT)


def matches(password: str, salt: bytes, expected: bytes) -> bool:
    """Whether the password has this hash."""
    return hmac.compare_digest(password_hash(password, salt), expected)


def token_hash(token: str) -> bytes:
    """What is kept of a random token."""
    return hashlib.sha256(token.encode()).digest()


def new_token(prefix: str) -> str:
    """A random token; the prefix tells a reader what it is for."""
    return f"{prefix}:{secrets.token_urlsafe(32)}"


def mask(text: str) -> str:
    """A statement without the secrets in it."""
    return _IN_TEXT.sub(_masked, text)


def mask_error(error: str, text: str) -> str:
    """An error without the secrets of the statement that ended in it: it may quote them."""
    for match in _IN_TEXT.finditer(text):
        if match.group(2):
            error = error.replace(match.group(2), _MASK)
    return error


def _masked(match: re.Match[str]) -> str:
    head, _, comment = match.groups()
    if head:
        return f"{head}{_MASK}"
    return _IN_COMMENT.sub(rf"\1{_MASK}", comment) if comment else match.group(0)
