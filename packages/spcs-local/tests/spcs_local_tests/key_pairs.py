"""Key pairs of users, and the tokens that are made of them."""

from __future__ import annotations

import base64
import hashlib
import time

import jwt
from cryptography.hazmat.primitives.asymmetric import rsa
from cryptography.hazmat.primitives.serialization import Encoding, PublicFormat


class KeyPair:
    """A user's key pair."""

    def __init__(self, user: str) -> None:
        self.user = user
        self._key = rsa.generate_private_key(public_exponent=65537, key_size=2048)
        self._der = self._key.public_key().public_bytes(Encoding.DER, PublicFormat.SubjectPublicKeyInfo)

    @property
    def public(self) -> str:
        """For RSA_PUBLIC_KEY."""
        return base64.b64encode(self._der).decode()

    def token(self, seconds: int = 60) -> str:
        """A token as Snowflake's documentation makes it."""
        fingerprint = "SHA256:" + base64.b64encode(hashlib.sha256(self._der).digest()).decode()
        subject, now = f"LOCAL-DEV.{self.user}", int(time.time())
        claims = {"iss": f"{subject}.{fingerprint}", "sub": subject, "iat": now, "exp": now + seconds}
        return jwt.encode(claims, self._key, algorithm="RS256")
