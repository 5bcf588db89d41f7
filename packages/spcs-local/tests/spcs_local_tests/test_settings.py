"""What a run is told: what is taken, and the sentence about what is not."""

from __future__ import annotations

from dataclasses import fields
from pathlib import Path

import pytest

from spcs_local.settings import Behaviour, Settings, SettingsError, behaviour_from, behaviour_of, ports_from


def test_pairs_are_read_by_the_type_of_their_default() -> None:
    found = behaviour_from(["sysadminCreatesPools=false", "sessionSeconds=9", "progression=manual"])
    assert (found.sysadminCreatesPools, found.sessionSeconds, found.progression) == (False, 9, "manual")
    assert found == behaviour_of(sysadminCreatesPools=False, sessionSeconds=9, progression="manual")


@pytest.mark.parametrize(
    ("pair", "said"),
    [
        ("progression", "expected name=value"),
        ("speed=1", "expected name=value with one of progression,"),
        ("sysadminCreatesPools=True", "allowed are true and false"),
        ("sessionSeconds=-1", "expected a whole number, 0 or more"),
        ("sessionSeconds=\u00b2", "expected a whole number, 0 or more"),
        ("sessionSeconds=0", "setting sessionSeconds=0: expected 1 to 604800"),
        ("masterSeconds=604801", "setting masterSeconds=604801: expected 0 to 604800"),
        ("sessionsPerUser=0", "setting sessionsPerUser=0: expected 1 to 10000"),
        ("statementsPerUser=0", "setting statementsPerUser=0: expected 1 to 5000"),
        ("statementDelayMilliseconds=3600001", "expected 0 to 3600000"),
        ("progression=fast", "allowed are timed, immediate, manual"),
    ],
)
def test_pair_that_is_none_is_refused(pair: str, said: str) -> None:
    with pytest.raises(SettingsError, match=said):
        behaviour_from([pair])


@pytest.mark.parametrize(
    ("values", "said"),
    [
        ({"speed": 1}, "setting speed: expected one of progression,"),
        ({"sessionSeconds": True}, "sessionSeconds=True: expected int"),
        ({"sysadminCreatesPools": 0}, "sysadminCreatesPools=0: expected bool"),
    ],
)
def test_value_of_another_type_is_refused(values: dict[str, int], said: str) -> None:
    with pytest.raises(SettingsError, match=said):
        behaviour_of(**values)


def test_every_number_has_bounds() -> None:
    numbers = [setting for setting in fields(Behaviour) if type(setting.default) is int]
    assert [setting.name for setting in numbers if setting.metadata["bounds"] is None] == []


def test_environment_names_ports() -> None:
    assert ports_from({"SPCS_LOCAL_REGISTRY_PORT": "0", "PATH": "x"}) == {"registry_port": 0}
    for text in ("", "-1", "65536", "x", "\u00b2"):
        with pytest.raises(SettingsError, match=f"SPCS_LOCAL_ACCOUNT_PORT={text}: expected a port"):
            ports_from({"SPCS_LOCAL_ACCOUNT_PORT": text})


def test_each_home_has_an_account_of_its_own(tmp_path: Path) -> None:
    ids = {Settings(home=tmp_path / name).id for name in ("one", "two", "one/../one")}
    assert len(ids) == 2
    with pytest.raises(SettingsError, match="adapter podman: allowed are docker, memory"):
        Settings(home=tmp_path, adapter="podman")
