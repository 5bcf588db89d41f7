"""Images that were pushed before, at a preview: refused before the first resource where they are not there."""

from __future__ import annotations

import json
from typing import Any

import pytest

from components.account_images import MADE_UP, account_images
from components.problems import AccountError
from components.session import DOES_NOT_EXIST
from tests.unit.configuration import loaded
from tests.unit.existing_account import ExistingAccount
from tests.unit.previewing import POOLS, preview
from tests.unit.test_account_images import ONE, OTHER, REGISTRY

TEXTS: dict[str, Any] = {name: it if isinstance(it, str) else json.dumps(it) for name, it in REGISTRY.items()}
QUESTION = 'SHOW IMAGES IN IMAGE REPOSITORY "MILVUS_DEMO"."PUBLIC"."MILVUS_REPO"'


@pytest.fixture(autouse=True)
def _images_are_looked_for(monkeypatch: pytest.MonkeyPatch) -> None:
    monkeypatch.delenv(MADE_UP)


def rows(**digests: str) -> list[dict[str, Any]]:
    """Of the images that the stack wants, with these digests."""
    wanted = account_images(loaded(**REGISTRY))
    found = {"milvus.keeper": OTHER, **digests}
    return [{"image_name": wanted[key].name, "tags": wanted[key].tag, "digest": found[key]} for key in found]


@pytest.mark.parametrize("update", [False, True])
def test_all_that_is_missing_or_another_is_one_message(account: ExistingAccount, *, update: bool) -> None:
    account.shown = {QUESTION: rows(jupyter=ONE)}
    with pytest.raises(AccountError) as error:
        preview("none", recorded=POOLS, update=update, **TEXTS)
    first, second = map(str, error.value.problems)
    assert "milvus:" in first
    assert "is not there; allowed" in first
    assert f"is {ONE}, another image; allowed: {OTHER}" in second


def test_a_repository_is_asked_once_and_nothing_said_of_what_is_there(account: ExistingAccount) -> None:
    account.shown = {QUESTION: rows(milvus=ONE, jupyter=OTHER)}
    recording = preview("none", recorded=POOLS, **TEXTS)
    assert [statement for _, statement in account.asked if "IMAGES" in statement] == [QUESTION]
    assert {it.type for it in recording.resources if "docker" in it.type} == set()


def test_a_repository_that_the_run_makes_is_a_warning(
    account: ExistingAccount, caplog: pytest.LogCaptureFixture
) -> None:
    account.broken_on = {QUESTION: DOES_NOT_EXIST}
    assert preview(**TEXTS).of_type(":CheckedImage").keys() == {
        "milvus-checked",
        "milvus.keeper-checked",
        "jupyter-checked",
    }
    assert "image repository MILVUS_DEMO.PUBLIC.MILVUS_REPO is not there yet" in caplog.text


def test_a_repository_of_others_has_to_be_seen(account: ExistingAccount) -> None:
    account.broken_on = {'SHOW IMAGES IN IMAGE REPOSITORY "OTHER"."APPS"."HUB"': DOES_NOT_EXIST}
    row = {"imageReference": "/other/apps/hub/milvus:v1", "imageDigest": ONE}
    named = {"imageReference": "/milvus_demo/public/milvus_repo/jupyter:v1"}
    with pytest.raises(AccountError, match=r"repository OTHER\.APPS\.HUB is not there, or not to be seen by DEPLOYER"):
        preview("none", recorded=POOLS, services=json.dumps({"milvus": row, "jupyter": named}))


def test_an_account_that_does_not_tell_stands_in_nobodys_way(account: ExistingAccount) -> None:
    account.broken_on = {QUESTION: 3001}
    assert preview("none", recorded=POOLS, **TEXTS).of_type(":CheckedImage")


def test_nothing_is_asked_of_images_that_are_made_up(account: ExistingAccount, monkeypatch: pytest.MonkeyPatch) -> None:
    monkeypatch.setenv(MADE_UP, "true")
    recording = preview("none", recorded=POOLS, **TEXTS)
    assert [statement for _, statement in account.asked if "IMAGES" in statement] == []
    assert recording.of_type(":CheckedImage") == {}
