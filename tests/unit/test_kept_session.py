"""A session that goes on when what was signed in with is worth nothing any more."""

from __future__ import annotations

import json
import time
from collections.abc import Callable
from concurrent.futures import ThreadPoolExecutor
from pathlib import Path

import pytest

from components.connection import load_connection
from components.kept_session import KeptSession
from components.session import StatementError
from spcs_local.errors import SnowflakeError
from spcs_local.testing import LocalAccount
from tests.unit import deployers
from tests.unit.configuration import FixedSource
from tests.unit.deployers import ROLE, USER, Deployer


@pytest.fixture
def kept(tmp_path: Path) -> KeptSession:
    """None yet."""
    return KeptSession.of("127.0.0.1:7879", {"XDG_RUNTIME_DIR": str(tmp_path / "run")})


def begin(kept: KeptSession, deployer: Deployer) -> None:
    kept.begin(load_connection(FixedSource({}, []), deployer.variables()), ROLE)


def token(kept: KeptSession) -> str:
    found = kept.token()
    assert found is not None
    return found.text.reveal()


def test_lie_where_a_login_ends_it_or_in_the_cache(monkeypatch: pytest.MonkeyPatch) -> None:
    monkeypatch.setenv("HOME", "/home/somebody")
    places = [{"XDG_RUNTIME_DIR": "/run/user/1"}, {"XDG_CACHE_HOME": "/cache"}, {}]
    assert [str(KeptSession.of("h", it).directory) for it in places] == [
        f"{place}/milvus-spcs/registry-sessions" for place in ("/run/user/1", "/cache", "/home/somebody/.cache")
    ]


def test_be_none_before_it_begins(kept: KeptSession) -> None:
    assert kept.token() is None
    assert not kept.end()
    assert not kept.directory.exists()


def test_give_tokens_after_the_key_has_gone(kept: KeptSession, deployer: Deployer) -> None:
    begin(kept, deployer)
    deployer.run(f"ALTER USER {USER} UNSET RSA_PUBLIC_KEY")
    first, second = token(kept), token(kept)
    assert first != second
    assert deployer.who(first) == deployer.who(second) == (USER, ROLE)


def test_be_its_owners_alone(kept: KeptSession, deployer: Deployer) -> None:
    begin(kept, deployer)
    token(kept)
    assert kept.file.stat().st_mode & 0o777 == 0o600
    assert kept.directory.stat().st_mode & 0o777 == 0o700
    assert deployer.key not in kept.file.read_text()


def test_go_on_after_its_own_token_has_expired(
    kept: KeptSession, deployer: Deployer, monkeypatch: pytest.MonkeyPatch
) -> None:
    begin(kept, deployer)
    expired = json.loads(kept.file.read_text())["tokens"]["session_token"]
    later = deployer.account.settings.behaviour.sessionSeconds + 1
    monkeypatch.setattr(deployer.account.account.model.sessions, "_clock", lambda: time.time() + later)
    assert refused(deployer, expired)
    assert deployer.who(token(kept)) == (USER, ROLE)


def refused(deployer: Deployer, text: str) -> bool:
    try:
        deployer.who(text)
    except SnowflakeError:
        return True
    return False


def test_serve_several_at_once(kept: KeptSession, deployer: Deployer) -> None:
    begin(kept, deployer)
    with ThreadPoolExecutor(4) as pool:
        found = set(pool.map(lambda _: token(kept), range(8)))
    assert {deployer.who(it) for it in found} == {(USER, ROLE)}
    assert len(found) == 8


def test_say_that_it_has_ended(kept: KeptSession, spcs_local_factory: Callable[..., LocalAccount]) -> None:
    begin(kept, deployers.make(spcs_local_factory(masterSeconds=0)))
    with pytest.raises(StatementError, match=r"with the session that make registry-login kept for 127\.0\.0\.1:7879"):
        kept.token()


def test_end_signs_out_and_leaves_no_file(kept: KeptSession, deployer: Deployer) -> None:
    begin(kept, deployer)
    token(kept)
    tokens = json.loads(kept.file.read_text())["tokens"]
    assert kept.end()
    assert not kept.file.exists()
    assert refused(deployer, tokens["session_token"])


def test_end_of_one_that_has_ended_is_none_the_less_one(
    kept: KeptSession, spcs_local_factory: Callable[..., LocalAccount]
) -> None:
    begin(kept, deployers.make(spcs_local_factory(masterSeconds=0)))
    assert kept.end()
    assert kept.token() is None


def test_begin_again_in_place_of_the_one_before(kept: KeptSession, deployer: Deployer) -> None:
    begin(kept, deployer)
    before = json.loads(kept.file.read_text())["tokens"]["session_token"]
    begin(kept, deployer)
    assert refused(deployer, before)
    assert deployer.who(token(kept)) == (USER, ROLE)
