"""Checks of single settings: each takes text and returns the value, or raises ValueError with what is allowed."""

from __future__ import annotations

import json
import re
from collections.abc import Callable, Mapping
from contextlib import suppress
from typing import Any, TypeVar

from components import milvus_versions
from components.secret import Secret
from components.sql import Identifier, SchemaObject

T = TypeVar("T")
Check = Callable[[str], T]

# What SHOW COMPUTE POOL INSTANCE FAMILIES may list, without the ARM families: our images are linux/amd64.
# https://docs.snowflake.com/en/sql-reference/sql/create-compute-pool
INSTANCE_FAMILIES = tuple(
    f"{family}_{size}"
    for family, sizes in {
        "CPU_X64": "XS S M SL L",
        "HIGHMEM_X64": "S M SL L",
        "GEN_X64_G2": "2 4 8 16 32",
        "MEM_X64_G2": "8 32 64 96 192",
        "GPU_NV": "XS S SM M 2M 3M SL L",
        "GPU_GCP_NV": "L4_1_24G L4_4_24G A100_8_40G",
        "GPU_L40S_G1": "8 16 48 192",
        "GPU_R6K_G1": "8 16 32 48 96 192",
        "GPU_A100_G1": "12 48",
    }.items()
    for size in sizes.split()
)
WAREHOUSE_SIZES = (
    *("XSMALL", "SMALL", "MEDIUM", "LARGE", "XLARGE"),
    *("XXLARGE", "XXXLARGE", "X4LARGE", "X5LARGE", "X6LARGE"),
)

SYSTEM_ROLES = ("ACCOUNTADMIN", "ORGADMIN", "PUBLIC", "SECURITYADMIN", "SYSADMIN", "USERADMIN")

_DIRECTORY = re.compile(r"[A-Za-z0-9][A-Za-z0-9_-]{0,62}")
_KEY = re.compile(r"[a-z][a-z0-9]*(-[a-z0-9]+)*")
_HOST = re.compile(r"[A-Za-z0-9]([A-Za-z0-9.-]*[A-Za-z0-9])?")
_ACCOUNT_PART = re.compile(r"[A-Za-z0-9][A-Za-z0-9_-]*")
_REFERENCE = re.compile(r"(/[a-z_][a-z0-9_$]{0,254}){3}/[a-z0-9][a-z0-9._/-]*:[A-Za-z0-9_][A-Za-z0-9_.-]{0,127}")
_DIGEST = re.compile(r"sha256:[0-9a-f]{64}")
_IMAGE = re.compile(r"[a-z0-9][a-z0-9._/:-]*?(:(?P<tag>[A-Za-z0-9_][A-Za-z0-9_.-]{0,127}))?(@sha256:[0-9a-f]{64})?")
_GRANT = re.compile(r"[A-Z ]+ ON [A-Z]+|([A-Z]+ )?ROLE \S")
EGRESS_ANYWHERE = frozenset({"443", "80"})


def identifier(text: str) -> Identifier:
    try:
        return Identifier(text)
    except ValueError:
        raise ValueError("a name of capitals, digits, _ and $ that starts with a capital or _, 255 at most") from None


def own_role(text: str) -> Identifier:
    """A role of the stack: destroy drops it, and takes back what was granted to it."""
    role = identifier(text)
    if role in SYSTEM_ROLES:
        raise ValueError("a role of the stack's own, none of " + ", ".join(SYSTEM_ROLES))
    return role


def prefix(text: str) -> str:
    if re.fullmatch(r"[A-Z_][A-Z0-9_]{0,62}", text):
        return text
    raise ValueError("capitals, digits and _, at most 63, that start with a capital or _, such as TEAM_")


def secret(text: str) -> Secret:
    return Secret(text)


def structure(text: str) -> Any:
    """What JSON has in it, as the engine hands over all that is more than a text; None for what is none."""
    try:
        return json.loads(text)
    except (ValueError, RecursionError):  # the latter of what is nested too deep
        return None


def table(text: str) -> Mapping[str, Any]:
    """A mapping of keys to mappings, as `pulumi config set --path` writes it."""
    found = structure(text)
    if isinstance(found, dict) and all(isinstance(entry, dict) for entry in found.values()):
        return found
    raise ValueError("a mapping of keys to mappings, as in docs/services.md")


def key(text: str) -> str:
    """What a definition is called by others, and its resources begin with."""
    if _KEY.fullmatch(text) and len(text) <= 63:
        return text
    raise ValueError("small letters, digits and single -, at most 63, that start with a letter, such as my-service")


def directory(text: str) -> str:
    """A directory of images/, or a file of specs/ without its .yaml."""
    return _matching(_DIRECTORY, text, "letters, digits, - and _, as what it names in the project is called")


PARTS = ("account", "users", "grants", "storage")


def roles(text: str) -> Mapping[str, Identifier]:
    """Which role makes which part of the stack."""
    found = structure(text)
    if isinstance(found, dict) and set(found) <= set(PARTS):
        with suppress(ValueError):
            return {part: identifier(str(role)) for part, role in found.items()}
    raise ValueError(f"a mapping of {', '.join(PARTS)} to names of roles in capitals")


MOST_TAGS = 50  # of an object
LONGEST_TAG_VALUE = 256


def tags(text: str) -> Mapping[SchemaObject, str]:
    """Values by tags; https://docs.snowflake.com/en/user-guide/object-tagging/introduction has the limits."""
    try:
        found = json.loads(text)
    except ValueError:
        found = None
    tags = found if isinstance(found, dict) else {}
    values = {name: _tag(name, value) for name, value in tags.items()}
    wrong = [name for name, it in values.items() if it is None]
    if not isinstance(found, dict) or len(tags) > MOST_TAGS or wrong:
        raise ValueError(
            "a mapping of names of tags in capitals, each as DATABASE.SCHEMA.TAG, to texts of 1 to "
            f"{LONGEST_TAG_VALUE} characters; {MOST_TAGS} at most" + (f"; not so: {', '.join(wrong)}" if wrong else "")
        )
    return dict(it for it in values.values() if it is not None)


def _tag(name: str, value: object) -> tuple[SchemaObject, str] | None:
    try:
        tag = SchemaObject.of(*name.split("."))
    except (ValueError, TypeError):
        return None
    fits = isinstance(value, str | int) and not isinstance(value, bool) and 0 < len(str(value)) <= LONGEST_TAG_VALUE
    return (tag, str(value)) if fits else None


def grants_by_roles(text: str) -> Mapping[str, tuple[str, ...]]:
    """What each role is granted, in the words of GRANT; names need no quotes."""
    found = structure(text)
    if isinstance(found, dict) and all(_is_grants(it) for it in found.values()):
        with suppress(ValueError):
            return {identifier(role): tuple(it.replace('"', "") for it in texts) for role, texts in found.items()}
    raise ValueError("a mapping of roles to lists such as [SELECT ON TABLE SALES.PUBLIC.ORDERS, ROLE READERS]")


def _is_grants(value: object) -> bool:
    return isinstance(value, list) and all(isinstance(it, str) and _GRANT.match(it) for it in value)


def account_part(text: str) -> str:
    return _matching(_ACCOUNT_PART, text, "letters, digits, _ and -")


def host(text: str) -> str:
    return _matching(_HOST, text, "a host name or address without scheme and port")


def registry_host(text: str) -> str:
    name, _, port = text.partition(":")
    if is_host(name) and (not port or is_port(port)):
        return text
    raise ValueError("host or host:port, without a scheme and a path")


def anything(text: str) -> str:
    return text


def image(text: str) -> str:
    """A base image that its reference fixes: behind a tag that moves, the build would change and its hash not."""
    match = _IMAGE.fullmatch(text)
    pinned = match and ("@sha256:" in text or (match["tag"] and match["tag"] != "latest"))
    if not pinned:
        raise ValueError("an image with a tag other than latest, or better with @sha256:<digest>")
    return text


def milvus_image(text: str) -> str:
    """A base image that, if it is one of Milvus, has no hole that is known."""
    return _without_holes(image(text))


def image_reference(text: str) -> str:
    """An image that is in the account, as specifications name it."""
    return _without_holes(
        _matching(_REFERENCE, text, "/database/schema/repository/name:tag, lower case but for the tag")
    )


def image_digest(text: str) -> str:
    """Of a manifest; https://github.com/opencontainers/image-spec/blob/main/descriptor.md#digests"""
    return _matching(_DIGEST, text, "sha256: and 64 of 0-9 and a-f, as the stack that built it says")


def integer(low: int, high: int, unit: str = "") -> Check[int]:
    def check(text: str) -> int:
        if re.fullmatch(r"[0-9]{1,9}", text) and low <= int(text) <= high:
            return int(text)
        raise ValueError(f"a whole number from {low} to {high}{unit and ' ' + unit}")

    return check


def one_of(*allowed: str) -> Check[str]:
    def check(text: str) -> str:
        if text in allowed:
            return text
        raise ValueError("one of " + ", ".join(allowed))

    return check


def in_any_case(check: Check[T]) -> Check[T]:
    """What is checked, and given back, in capitals."""
    return lambda text: check(text.upper())


def boolean(text: str) -> bool:
    if text in ("true", "false"):
        return text == "true"
    raise ValueError("true or false")


def egress_hosts(text: str) -> tuple[str, ...]:
    """Entries of a HOST_PORT rule; https://docs.snowflake.com/en/sql-reference/sql/create-network-rule"""
    entries = tuple(entry.strip() for entry in listed(text))
    if all(_is_egress(entry) for entry in entries):
        return entries
    allowed = "host or host:port, in a list or separated by commas"
    raise ValueError(f"{allowed}; 0.0.0.0 stands for any host, with port 443 or 80 alone")


def listed(text: str) -> list[str]:
    """Of a list of the stack's file, or of a text with commas."""
    found = structure(text)
    if isinstance(found, list):
        return [str(entry) for entry in found]
    return text.split(",") if text else []


def _is_egress(entry: str) -> bool:
    name, colon, port = entry.partition(":")
    if not is_host(name) or (colon and not is_port(port)):
        return False
    return name != "0.0.0.0" or port in EGRESS_ANYWHERE  # noqa: S104 - Snowflake's word for any host; nothing binds to it


def is_host(text: str) -> bool:
    return bool(_HOST.fullmatch(text))


def is_port(text: str) -> bool:
    return bool(re.fullmatch(r"[0-9]{1,5}", text)) and 1 <= int(text) <= 65535


def _without_holes(reference: str) -> str:
    found = milvus_versions.problems(reference)
    if found:
        raise ValueError("a version of Milvus without " + ", and without ".join(found))
    return reference


def _matching(pattern: re.Pattern[str], text: str, allowed: str) -> str:
    if pattern.fullmatch(text):
        return text
    raise ValueError(allowed)
