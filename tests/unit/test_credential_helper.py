"""What Docker's clients are answered."""

from __future__ import annotations

import io
import json
import sys
from collections.abc import Callable
from pathlib import Path
from typing import Any

import pytest

from components import known_registries
from components.connection import load_connection
from components.credential_helper import Helper, HelperError, main
from components.kept_session import KeptSession
from components.known_registries import KnownRegistry
from spcs_local.testing import LocalAccount
from tests.unit import deployers
from tests.unit.configuration import FixedSource
from tests.unit.deployers import PASSWORD, ROLE, USER, WAYS, Deployer

HOST, OTHER = "127.0.0.1:7879", "acme-dev.registry.snowflakecomputing.com"
LOCAL = "LOCAL-DEV"


@pytest.fixture(autouse=True)
def home(tmp_path: Path) -> Path:
    """Docker's configuration, and the user's runtime directory beside it; two registries are known."""
    known = {
        HOST: KnownRegistry(account=LOCAL, settings={}),
        OTHER: KnownRegistry(account="ACME-DEV", settings={"snowflake:accountName": "DEV"}),
    }
    known_registries.write(tmp_path, known)
    return tmp_path


def environment(home: Path, variables: dict[str, str]) -> dict[str, str]:
    return {"DOCKER_CONFIG": str(home), "XDG_RUNTIME_DIR": str(home / "run"), **variables}


def without(variables: dict[str, str], *parts: str) -> dict[str, str]:
    return {name: value for name, value in variables.items() if not name.endswith(parts)}


def kept(home: Path, deployer: Deployer) -> KeptSession:
    """A session that has begun."""
    session = KeptSession.of(HOST, environment(home, {}))
    session.begin(load_connection(FixedSource({}, []), deployer.variables()), ROLE)
    return session


def got(helper: Helper, server: str = HOST) -> dict[str, Any]:
    found: dict[str, Any] = json.loads(helper.answer("get", f"{server}\n"))
    return found


def token(answer: dict[str, Any]) -> str:
    return str(json.loads(answer["Secret"])["token"])


@pytest.mark.parametrize("way", WAYS)
def test_get_signs_in_and_gives_a_token(home: Path, deployer: Deployer, way: str) -> None:
    answer = got(Helper(environment(home, deployer.variables(way))))
    assert (answer["ServerURL"], answer["Username"]) == (HOST, "0sessiontoken")
    assert deployer.who(token(answer)) == (USER, ROLE)


def test_get_leaves_nothing_behind(home: Path, deployer: Deployer) -> None:
    before = set(home.rglob("*"))
    helper = Helper(environment(home, deployer.variables()))
    assert token(got(helper)) != token(got(helper))
    assert set(home.rglob("*")) == before


@pytest.mark.parametrize("server", [f"https://{HOST}", f"http://{HOST}/v2/"])
def test_get_takes_addresses(home: Path, deployer: Deployer, server: str) -> None:
    assert got(Helper(environment(home, deployer.variables())), server)["ServerURL"] == server


def test_get_takes_the_role_of_the_registry(home: Path, deployer: Deployer) -> None:
    deployer.run("CREATE ROLE PUSHERS", f"GRANT ROLE PUSHERS TO USER {USER}")
    settings = {"snowflake:role": "PUSHERS"}
    known_registries.write(home, {HOST: KnownRegistry(account=LOCAL, settings=settings)})
    answer = got(Helper(environment(home, deployer.variables())))
    assert deployer.who(token(answer)) == (USER, "PUSHERS")


def test_get_says_what_the_account_says(home: Path, deployer: Deployer) -> None:
    wrong = {**deployer.variables("password"), "SNOWFLAKE_PASSWORD": "wrong one"}
    with pytest.raises(HelperError, match=rf"^{HOST}: signing in to LOCAL-DEV as .*Incorrect username") as caught:
        got(Helper(environment(home, wrong)))
    assert "wrong one" not in str(caught.value)


def test_get_says_what_is_missing(home: Path, deployer: Deployer) -> None:
    little = without(deployer.variables("password"), "_USER", "_PASSWORD")
    with pytest.raises(HelperError, match=r"(?s)2 settings need attention.*snowflake:user is missing.*snowflake:passw"):
        got(Helper(environment(home, little)))


def test_get_names_the_command_for_a_registry_that_is_not_known(home: Path, deployer: Deployer) -> None:
    with pytest.raises(HelperError, match=r"^elsewhere\.example\.org is no registry that is known here\. To do: "):
        got(Helper(environment(home, deployer.variables())), "elsewhere.example.org")


def test_get_shows_no_token_of_an_account_to_the_registry_of_another(home: Path, deployer: Deployer) -> None:
    refusal = f"{OTHER} is the registry of the account ACME-DEV, but the environment's connection is to LOCAL-DEV"
    with pytest.raises(HelperError, match=refusal):
        got(Helper(environment(home, deployer.variables())), OTHER)


def test_get_goes_on_with_the_session_that_is_kept(home: Path, deployer: Deployer) -> None:
    kept(home, deployer)
    bare = without(deployer.variables(), "_PRIVATE_KEY", "_AUTHENTICATOR")
    assert deployer.who(token(got(Helper(environment(home, bare))))) == (USER, ROLE)


def test_get_says_that_the_session_has_ended(home: Path, spcs_local_factory: Callable[..., LocalAccount]) -> None:
    made = deployers.make(spcs_local_factory(masterSeconds=0))
    kept(home, made)
    with pytest.raises(HelperError, match="with the session that make registry-login kept"):
        got(Helper(environment(home, {})))


def test_get_prefers_what_lasts_to_the_session_that_is_kept(home: Path, deployer: Deployer) -> None:
    deployer.run("CREATE ROLE PUSHERS", f"GRANT ROLE PUSHERS TO USER {USER}")
    kept(home, deployer)
    variables = {**deployer.variables(), "SNOWFLAKE_ROLE": "PUSHERS"}
    assert deployer.who(token(got(Helper(environment(home, variables))))) == (USER, "PUSHERS")


def test_list_names_the_registries(home: Path) -> None:
    assert json.loads(Helper(environment(home, {})).answer("list", "")) == dict.fromkeys((HOST, OTHER), "0sessiontoken")


def test_erase_ends_the_session_that_is_kept(home: Path, deployer: Deployer) -> None:
    session = kept(home, deployer)
    given = token(got(Helper(environment(home, {}))))
    assert Helper(environment(home, {})).answer("erase", f"{HOST}\n") == ""
    assert not session.file.exists()
    assert Helper(environment(home, {})).answer("erase", OTHER) == ""
    assert deployer.who(given) == (USER, ROLE)


def test_store_takes_a_token_like_its_own_and_keeps_it_not(home: Path) -> None:
    before = set(home.rglob("*"))
    given = json.dumps({"ServerURL": HOST, "Username": "0sessiontoken", "Secret": "t"})
    assert Helper(environment(home, {})).answer("store", given) == ""
    assert set(home.rglob("*")) == before


def test_store_refuses_a_password(home: Path) -> None:
    given = json.dumps({"ServerURL": f"https://{HOST}", "Username": USER, "Secret": PASSWORD})
    with pytest.raises(HelperError, match=rf"^{HOST}: nothing is stored here; .* To do: make registry-login") as caught:
        Helper(environment(home, {})).answer("store", given)
    assert PASSWORD not in str(caught.value)


@pytest.mark.parametrize("given", ["", "{", "[]", "{}", "1"])
def test_store_refuses_what_is_none(home: Path, given: str) -> None:
    with pytest.raises(HelperError, match="no JSON with ServerURL and Username"):
        Helper(environment(home, {})).answer("store", given)


def run(monkeypatch: pytest.MonkeyPatch, home: Path, *arguments: str, given: str = "") -> int:
    for name, value in environment(home, {}).items():
        monkeypatch.setenv(name, value)
    monkeypatch.setattr(sys, "argv", ["docker-credential-milvus-spcs", *arguments])
    monkeypatch.setattr(sys, "stdin", io.StringIO(given))
    return main()


def test_main_says_errors_where_docker_and_where_people_look(
    home: Path, monkeypatch: pytest.MonkeyPatch, capsys: pytest.CaptureFixture[str]
) -> None:
    assert run(monkeypatch, home, "get", given="elsewhere") == 1
    printed = capsys.readouterr()
    assert printed.out.startswith("elsewhere is no registry")
    assert printed.err == f"docker-credential-milvus-spcs: {printed.out}"


@pytest.mark.parametrize("arguments", [[], ["version"], ["get", "list"]])
def test_main_refuses_other_requests(
    home: Path, monkeypatch: pytest.MonkeyPatch, capsys: pytest.CaptureFixture[str], arguments: list[str]
) -> None:
    assert run(monkeypatch, home, *arguments) == 1
    assert "allowed: get, list, store, erase" in capsys.readouterr().out


def test_main_answers(home: Path, monkeypatch: pytest.MonkeyPatch, capsys: pytest.CaptureFixture[str]) -> None:
    assert run(monkeypatch, home, "list") == 0
    assert HOST in json.loads(capsys.readouterr().out)
