"""JSON Web Tokens that others issue: what they say, once it is known that it is theirs."""

from __future__ import annotations

from collections.abc import Sequence
from dataclasses import dataclass
from typing import Any

import jwt

from spcs_local.model.signing_keys import Keys

_LARGEST = 64 * 1024
_SKEW_SECONDS = 60  # by which an issuer's clock may be before this one; a token that has expired has expired


class TokenRefusedError(Exception):
    """What is wrong with a token."""


class TokenExpiredError(TokenRefusedError):
    """It was right."""


@dataclass(frozen=True)
class Written:
    """What a token says of itself: good for finding who might have signed it, and for nothing else."""

    text: str
    key_id: str | None
    issuer: str
    claims: dict[str, Any]


def read(token: str) -> Written:
    """A token that nobody has verified. Raises TokenRefusedError."""
    try:
        if len(token) > _LARGEST:
            raise TokenRefusedError("it is too long")
        key_id = jwt.get_unverified_header(token).get("kid")
        claims: dict[str, Any] = jwt.decode(token, options={"verify_signature": False})
    except (jwt.PyJWTError, ValueError, RecursionError):
        raise TokenRefusedError("it is no JSON Web Token") from None
    return Written(token, key_id if isinstance(key_id, str) else None, str(claims.get("iss", "")), claims)


def verified(written: Written, keys: Keys, audiences: Sequence[str], now: float) -> dict[str, Any]:
    """The claims of a token that one of these keys, all of its issuer, has signed. Raises TokenRefusedError.

    Its algorithm is one that the key is for, whatever its header says; `exp` has no leeway.
    """
    claims = _signed(written, keys, audiences)
    if _moment(claims, "exp") <= now:
        raise TokenExpiredError("it has expired")
    for name in ("iat", "nbf"):
        if name in claims and _moment(claims, name) > now + _SKEW_SECONDS:
            raise TokenRefusedError(f"its claim {name} is a time to come")
    return claims


def _moment(claims: dict[str, Any], name: str) -> float:
    value = claims[name]
    if isinstance(value, bool) or not isinstance(value, int | float):
        raise TokenRefusedError(f"its claim {name} is no time")
    return value


def _signed(written: Written, keys: Keys, audiences: Sequence[str]) -> dict[str, Any]:
    reason = TokenRefusedError("none of its issuer's keys is the one that its header names")
    for key in keys:
        try:
            claims: dict[str, Any] = jwt.decode(
                written.text,
                key.key,
                algorithms=list(key.algorithms),
                audience=list(audiences),
                issuer=written.issuer,
                # the times: above, by one clock
                options={
                    "require": ["iss", "aud", "exp", "iat"],
                    "verify_exp": False,
                    "verify_iat": False,
                    "verify_nbf": False,
                },
            )
        except (jwt.InvalidSignatureError, jwt.InvalidAlgorithmError, jwt.InvalidKeyError):
            reason = TokenRefusedError("its signature is not its issuer's")
        except jwt.InvalidAudienceError:
            wanted = " or ".join(audiences)
            raise TokenRefusedError(f"its audience is {written.claims.get('aud')!r}, not {wanted}") from None
        except jwt.MissingRequiredClaimError as error:
            raise TokenRefusedError(f"it has no claim {error.claim}") from None
        except (jwt.PyJWTError, ValueError, TypeError):
            raise TokenRefusedError("it is no JSON Web Token") from None
        else:
            return claims
    raise reason
