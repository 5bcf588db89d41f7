"""A secret shows nothing of itself, whatever shows it."""

from __future__ import annotations

import json
import logging
import traceback
from collections.abc import Callable
from dataclasses import asdict, dataclass, replace

import pytest

from components import settings
from components.connection import Connection
from components.credentials import Credentials
from components.secret import Secret
from components.settings import Registry
from components.settings_table import JWT
from tests.unit import parts
from tests.unit.configuration import source
from tests.unit.recording import SECRET_KEYS, record

TEXT = "hunter2"


@dataclass(frozen=True)
class Holder:
    name: str
    secret: Secret


SHOWN: dict[str, Callable[[Secret], object]] = {
    "repr": repr,
    "str": str,
    "format": format,
    "format string": "{}".format,
    "f-string": lambda it: f"{it} {it!r} {it!s} {it!a}",
    "percent": lambda it: "%s %r" % (it, it),  # noqa: UP031 - what logging does
    "list": lambda it: str([it, {it: it}]),
    "dataclass": lambda it: str(Holder("x", it)),
    "dataclass as dict": lambda it: str(asdict(Holder("x", it))),
    "dir": lambda it: str([getattr(it, name) for name in dir(it) if name != "_text"]),
}


@pytest.mark.parametrize("shown", SHOWN.values(), ids=list(SHOWN))
def test_show_nothing(shown: Callable[[Secret], object]) -> None:
    assert TEXT not in str(shown(Secret(TEXT)))


@pytest.mark.parametrize(
    "fail",
    [
        lambda it: f"{it:>10}",
        lambda it: json.dumps(it),
        lambda it: it + "x",
        lambda it: it.lower(),
        lambda it: {}[it],
        lambda it: vars(it),
        lambda it: (_ for _ in ()).throw(ValueError(it)),
    ],
)
def test_fail_without_showing_it(fail: Callable[[Secret], object]) -> None:
    with pytest.raises(Exception) as caught:  # noqa: PT011 - whichever it is
        fail(Secret(TEXT))
    assert TEXT not in "".join(traceback.format_exception(caught.value))


def test_log_nothing(caplog: pytest.LogCaptureFixture) -> None:
    logging.getLogger(__name__).warning("signing in with %s, %r", Secret(TEXT), [Secret(TEXT)])
    assert "signing in" in caplog.text
    assert TEXT not in caplog.text


def test_be_equal_by_text_and_true_unless_empty() -> None:
    assert Secret(TEXT) == Secret(TEXT)
    assert Secret(TEXT) != TEXT
    assert len({Secret(TEXT), Secret(TEXT), Secret("other")}) == 2
    assert (bool(Secret(TEXT)), bool(Secret(""))) == (True, False)


def test_give_the_text_to_who_asks_for_it() -> None:
    assert Secret(TEXT).reveal() == TEXT


def test_be_secret_as_an_output() -> None:
    found: list[bool] = []

    async def ask() -> None:
        found.append(await Secret(TEXT).output().is_secret())

    record(ask)
    assert found == [True]


CREDENTIALS = Credentials(
    authenticator=JWT,
    password=Secret("secret one"),
    token=Secret("secret two"),
    private_key=Secret("secret three"),
    private_key_passphrase=Secret("secret four"),
)
CONNECTION = Connection(
    organization_name="O",
    account_name="A",
    user="U",
    role="R",
    credentials=CREDENTIALS,
    configured={"token": Secret("secret two")},
)


@pytest.mark.parametrize(
    "holder",
    [
        CREDENTIALS,
        CONNECTION,
        Registry(host="h", user="u", password=Secret("secret five")),
        replace(parts.access(), user_password=Secret("secret six")),
    ],
    ids=lambda it: type(it).__name__,
)
def test_hold_secrets_without_showing_them(holder: object) -> None:
    assert "secret " not in repr(holder)
    assert "Secret(…)" in repr(holder)


def test_settings_show_no_secret() -> None:
    given = {"snowflake:token": "t0ken", "registryPassword": "pushing"}
    found = settings.load(source(given, [*SECRET_KEYS, "snowflake:token", "milvus-spcs:registryPassword"]), {})
    shown = f"{found} {found!r}"
    for secret in ("deployer's secret", "user's secret", "t0ken", "pushing"):
        assert secret not in shown
