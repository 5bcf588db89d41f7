"""An issuer of tokens on loopback, for tests of who signs in by them."""

from __future__ import annotations

import json
import threading
import time
import uuid
from http.server import BaseHTTPRequestHandler, ThreadingHTTPServer
from typing import Any, Self

import jwt
from cryptography.hazmat.primitives.asymmetric import ec, rsa
from jwt.algorithms import ECAlgorithm, RSAAlgorithm

AUDIENCE = "snowflakecomputing.com"
_POLL_SECONDS = 0.05
Key = rsa.RSAPrivateKey | ec.EllipticCurvePrivateKey


class TokenIssuer:
    """An OpenID provider on a free port, from when it is made until `stop`, or the end of its `with`.

    It serves its configuration and its public key, and gives a token to whoever calls `token`.
    """

    def __init__(self, algorithm: str = "RS256") -> None:
        """`algorithm`: RS256 or ES256."""
        self.algorithm = algorithm
        self.key, self.key_id = _new_key(algorithm), uuid.uuid4().hex
        self._server = ThreadingHTTPServer(("127.0.0.1", 0), _handler(self))
        self._thread = threading.Thread(target=self._server.serve_forever, args=(_POLL_SECONDS,), daemon=True)
        self._thread.start()

    @property
    def url(self) -> str:
        """What it calls itself: the `iss` of its tokens, and ISSUER of users."""
        return f"http://127.0.0.1:{self._server.server_port}"

    @property
    def keys_url(self) -> str:
        """Of its public key, as a JSON Web Key Set."""
        return f"{self.url}/keys"

    def token(self, subject: str, audience: str | list[str] = AUDIENCE, seconds: float = 300, **claims: Any) -> str:
        """A token for a subject that expires after so many seconds; `claims` are others, or in place of its own."""
        now = int(time.time())
        own = {"iss": self.url, "sub": subject, "aud": audience, "iat": now, "exp": now + seconds}
        return jwt.encode(own | claims, self.key, algorithm=self.algorithm, headers={"kid": self.key_id})

    def rotate(self) -> None:
        """Sign with a new key from now on, and serve that alone."""
        self.key, self.key_id = _new_key(self.algorithm), uuid.uuid4().hex

    def documents(self) -> dict[str, Any]:
        """What it serves, by path."""
        configuration = {
            "issuer": self.url,
            "jwks_uri": self.keys_url,
            "id_token_signing_alg_values_supported": [self.algorithm],
            "response_types_supported": ["id_token"],
            "subject_types_supported": ["public"],
        }
        return {"/.well-known/openid-configuration": configuration, "/keys": {"keys": [self._public_key()]}}

    def stop(self) -> None:
        """End it; a second call does nothing."""
        self._server.shutdown()
        self._thread.join()
        self._server.server_close()

    def __enter__(self) -> Self:
        return self

    def __exit__(self, *_: object) -> None:
        self.stop()

    def _public_key(self) -> dict[str, Any]:
        if isinstance(self.key, rsa.RSAPrivateKey):
            public = RSAAlgorithm.to_jwk(self.key.public_key(), as_dict=True)
        else:
            public = ECAlgorithm.to_jwk(self.key.public_key(), as_dict=True)
        return {**public, "kid": self.key_id, "use": "sig", "alg": self.algorithm}


def _new_key(algorithm: str) -> Key:
    if algorithm == "RS256":
        return rsa.generate_private_key(public_exponent=65537, key_size=2048)
    if algorithm == "ES256":
        return ec.generate_private_key(ec.SECP256R1())
    raise ValueError(f"algorithm {algorithm!r}: expected RS256 or ES256")


def _handler(issuer: TokenIssuer) -> type[BaseHTTPRequestHandler]:
    class Handler(BaseHTTPRequestHandler):
        def do_GET(self) -> None:
            document = issuer.documents().get(self.path)
            body = json.dumps(document).encode()
            self.send_response(404 if document is None else 200)
            self.send_header("content-type", "application/json")
            self.send_header("content-length", str(len(body)))
            self.end_headers()
            self.wfile.write(body)

        def log_message(self, *_: Any) -> None:
            """The test's own output is what counts."""

    return Handler
