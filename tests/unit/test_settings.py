"""Settings: every problem in one message, and no credential in clear."""

from __future__ import annotations

from collections.abc import Callable

import pytest

from components import settings
from components.problems import SettingsError
from components.secret import Secret
from components.settings import Settings
from tests.unit.configuration import FixedSource, problems, source
from tests.unit.recording import ACCOUNT, REGISTRY, SECRET_KEYS, STACK, configure, defaults, record, run_program


def test_load_with_the_guides_names() -> None:
    loaded = settings.load(source(), {})
    assert loaded.access.owners == {"milvus": "MILVUS_OWNER_ROLE", "jupyter": "JUPYTER_OWNER_ROLE"}
    assert loaded.pools["milvus"].name == "MILVUS_COMPUTE_POOL"
    assert loaded.storage.database == "MILVUS_DEMO"


def test_open_the_hosts_of_models_by_default_and_none_where_that_is_said() -> None:
    opened = settings.load(source(), {}).egress
    assert opened is not None
    assert opened.hosts == ("huggingface.co:443", "cas-bridge.xethub.hf.co:443")
    assert settings.load(source({"egressHosts": ""}), {}).egress is None
    assert settings.load(source({"egressHosts": []}), {}).egress is None
    assert settings.load(source({"egressHosts": "", "guidePrivileges": "true"}), {}).egress is None


def test_open_every_host_in_the_guides_wording() -> None:
    opened = settings.load(source({"guidePrivileges": "true"}), {}).egress
    assert opened is not None
    assert opened.hosts == ("0.0.0.0:443", "0.0.0.0:80")


@pytest.mark.parametrize("kept", ["READERS", {"R": "ROLE X"}, {"MILVUS_ROLE": ["select on table t"]}, {"r": []}])
def test_refuse_kept_grants_that_are_none(kept: object) -> None:
    (message,) = problems(source({"keptGrants": kept})).values()
    assert "allowed: a mapping of roles to lists such as [SELECT ON TABLE SALES.PUBLIC.ORDERS, ROLE READERS]" in message
    assert message.endswith("To do: mend it in the stack's file.")


def test_refuse_kept_grants_of_another_role() -> None:
    changes = {"keptGrants": {"ANALYSTS": ["ROLE X"]}, "role": {"name": "ANALYSTS", "existing": True}}
    (message,) = problems(source(changes)).values()
    assert "allowed: a role of the stack's own: MILVUS_OWNER_ROLE, JUPYTER_OWNER_ROLE" in message
    assert "pulumi config rm --path milvus-spcs:keptGrants.ANALYSTS" in message


def test_derive_the_registry_from_the_account() -> None:
    assert settings.load(source(), {}).registry.host == "acme-dev-1.registry.snowflakecomputing.com"


def test_take_the_given_registry() -> None:
    assert settings.load(source({"registryHost": "127.0.0.1:7879"}), {}).registry.host == "127.0.0.1:7879"


@pytest.mark.parametrize(
    ("name", "value"),
    [
        ("database", 'D"; DROP DATABASE X; --'),
        ("database", "lower"),
        ("warehouse", "W;"),
        ("role", "PUBLIC"),
        ("ownerRole", "SYSADMIN"),
        ("notebookOwnerRole", "ACCOUNTADMIN"),
        ("guidePrivileges", "some"),
        ("jupyterPool", "MILVUS_COMPUTE_POOL"),
        ("instanceFamily", "standard_1"),
        ("instanceFamily", "GEN_ARM_G1_2"),
        ("warehouseSize", "HUGE"),
        ("warehouseAutoSuspend", "-1"),
        ("warehouseStatementTimeout", "604801"),
        ("warehouseStatementQueuedTimeout", "1h"),
        ("dataRetentionTimeInDays", "91"),
        ("milvusVolumeGi", "0"),
        ("milvusVolumeGi", "ten"),
        ("rollTimeout", "1e9"),
        ("protect", "yes"),
        ("specSource", "file"),
        ("egressHosts", "0.0.0.0:22"),
        ("egressHosts", "packages.example.org;x"),
        ("registryHost", "https://x/"),
        ("milvusImage", "milvusdb/milvus:latest"),
        ("milvusImage", "milvusdb/milvus:v2.5.10"),
        ("pythonImage", "python"),
        ("snowflake:port", "70000"),
        ("snowflake:protocol", "ftp"),
        ("snowflake:host", "http://x"),
        ("snowflake:organizationName", "a b"),
    ],
)
def test_refuse_a_wrong_value(name: str, value: str) -> None:
    found = problems(source({name: value}))
    (subject, message) = next(iter(found.items()))
    assert len(found) == 1
    assert subject.endswith(name)
    assert repr(value) in message
    assert "allowed: " in message
    assert f"pulumi config set {subject} <value>" in message


@pytest.mark.parametrize("value", ['{"COST": "42"}', '{"A.B.c": "42"}', '{"A.B.C": ""}', '["A.B.C"]', "A.B.C"])
def test_refuse_tags_that_can_be_none(value: str) -> None:
    (message,) = problems(source({"tags": value})).values()
    assert "allowed: a mapping of names of tags in capitals, each as DATABASE.SCHEMA.TAG, to texts of 1 to" in message
    assert "pulumi config set --path 'milvus-spcs:tags[\"<database>.<schema>.<tag>\"]' <value>" in message


DIGEST = "milvusdb/milvus@sha256:" + "0" * 64


@pytest.mark.parametrize(
    ("name", "value", "found", "expected"),
    [
        ("milvusImage", DIGEST, lambda it: it.services["milvus"].build_args, {"MILVUS_IMAGE": DIGEST}),
        ("instanceFamily", "HIGHMEM_X64_S", lambda it: it.pools["jupyter"].instance_family, "HIGHMEM_X64_S"),
        ("protect", "true", lambda it: it.services["milvus"].protect, True),
        (
            "egressHosts",
            "packages.example.org, 0.0.0.0:80",
            lambda it: it.egress.hosts,
            ("packages.example.org", "0.0.0.0:80"),
        ),
    ],
)
def test_take_a_right_value(name: str, value: str, found: Callable[[Settings], object], expected: object) -> None:
    assert found(settings.load(source({name: value}), {})) == expected


def test_name_all_that_is_missing_at_once() -> None:
    found = problems(FixedSource(defaults(), []))
    assert set(found) == {*ACCOUNT, *STACK}
    assert all(" is missing; allowed: " in message for message in found.values())


def test_gather_missing_and_wrong_values() -> None:
    given = source({"snowflake:user": "", "database": "d", "instanceFamily": "X", "milvusUserPassword": ""})
    assert set(problems(given)) == {
        *("snowflake:user", "milvus-spcs:database", "milvus-spcs:instanceFamily", "milvus-spcs:milvusUserPassword"),
    }


@pytest.mark.parametrize(
    "key",
    ["snowflake:password", "snowflake:token", "snowflake:privateKey", "milvusUserPassword", "registryPassword"],
)
def test_refuse_a_credential_in_clear_without_showing_it(key: str) -> None:
    found = problems(source({key: "hunter2"}, []))
    subject = key if ":" in key else f"milvus-spcs:{key}"
    assert "stored in clear" in found[subject]
    assert "hunter2" not in str(found)


def test_take_credentials_from_the_environment() -> None:
    given = FixedSource({**defaults(), **STACK, "milvus-spcs:registryHost": REGISTRY}, SECRET_KEYS)
    environment = {
        "SNOWFLAKE_ORGANIZATION_NAME": "ORG",
        "SNOWFLAKE_ACCOUNT_NAME": "ACC",
        "SNOWFLAKE_USER": "U",
        "SNOWFLAKE_ROLE": "R",
        "SNOWFLAKE_PASSWORD": "P",
        "SNOWFLAKE_PORT": "7878",
    }
    connection = settings.load(given, environment).connection
    assert (connection.account, connection.credentials.password, connection.port) == ("ORG-ACC", Secret("P"), 7878)
    assert "'P'" not in repr(connection)


def test_name_the_environment_variable_of_a_wrong_value() -> None:
    assert "or set SNOWFLAKE_PORT" in problems(source(), {"SNOWFLAKE_PORT": "x"})["snowflake:port"]


@pytest.mark.parametrize(
    ("credential", "authenticator"),
    [("password", "SNOWFLAKE"), ("token", "PROGRAMMATIC_ACCESS_TOKEN"), ("privateKey", "SNOWFLAKE_JWT")],
)
def test_choose_the_authenticator_by_the_credential(credential: str, authenticator: str) -> None:
    keys = [*SECRET_KEYS, f"snowflake:{credential}"]
    loaded = settings.load(source({f"snowflake:{credential}": "x"}, keys), {})
    assert loaded.connection.credentials.authenticator == authenticator


def test_register_nothing_when_a_setting_is_wrong() -> None:
    configure({"milvus-spcs:instanceFamily": "X", "milvus-spcs:database": "a;"})
    registered: list[object] = []

    def build() -> None:
        with pytest.raises(SettingsError, match="2 settings need attention; nothing was changed"):
            run_program()
        registered.append("tried")

    assert record(build).resources == []
    assert registered == ["tried"]


def test_know_every_key_of_the_schema() -> None:
    read: set[str] = set()

    class Watching(FixedSource):
        def get(self, key: str) -> str | None:
            read.add(key)
            return super().get(key)

    settings.load(Watching({**defaults(), **ACCOUNT, **STACK}, SECRET_KEYS), {})
    assert {key for key in read if key.startswith("milvus-spcs:")} == set(defaults())


def test_say_which_tags_can_be_none() -> None:
    (message,) = problems(source({"tags": '{"A.B.C": "x", "a.b.c": "y", "A.B.D": ""}'})).values()
    assert "50 at most; not so: a.b.c, A.B.D. To do: " in message
