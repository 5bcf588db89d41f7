"""Passwords and tokens: what is kept of them, and how they are compared."""

from __future__ import annotations

import hashlib
import hmac
import re
import secrets

# 16 MB and about 50 ms a password on one core
_SCRYPT = {"n": 2**14, "r": 8, "p": 1}
_MASKED = re.compile(
    r"((?:PASSWORD|SECRET_STRING|OAUTH_REFRESH_TOKEN|TOKEN|PRIVATE_KEY)\s*=\s*)('(?:[^'\\]|\\.|'')*'|\$\$.*?\$\$)",
    re.IGNORECASE | re.DOTALL,
)


def salted(password: str) -> tuple[bytes, bytes]:
    """A new salt, and the password's hash with it."""
    salt = secrets.token_bytes(16)
    return salt, password_hash(password, salt)


def password_hash(password: str, salt: bytes) -> bytes:
    """Slow on purpose."""
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
    return _MASKED.sub(r"\1'********'", text)
