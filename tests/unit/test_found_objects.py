"""Names that a run would give and that something in the account has already."""

from __future__ import annotations

import pytest

from components import account_objects as objects
from components.account_objects import ObjectName
from components.problems import AccountError
from components.session import Row
from tests.unit.fake_account import FakeAccount
from tests.unit.previewing import preview
from tests.unit.recording import COMMENT

POOL, SCHEMA = (
    ObjectName.of(objects.COMPUTE_POOL, "MILVUS_COMPUTE_POOL"),
    ObjectName.of(objects.SCHEMA, "MILVUS_DEMO", "APP"),
)
STAGE = ObjectName.of(objects.STAGE, "MILVUS_DEMO", "PUBLIC", "DATA")
RESOURCE = "milvus-spcs:index:ComputePool$snowflake:index/computePool:ComputePool::milvus-pool"


def pool(**columns: str) -> dict[str, list[Row]]:
    return {POOL.question: [{"name": "MILVUS_COMPUTE_POOL", **columns}]}


@pytest.mark.parametrize(
    ("columns", "said"),
    [
        ({"owner": "SYSADMIN", "comment": "mine"}, "there already, owned by SYSADMIN and not made by this stack"),
        ({"owner": "D", "comment": f"{COMMENT}-2"}, f"there already, owned by D and made by {COMMENT}-2"),
        ({"comment": COMMENT}, "there already, made by this stack, and not in its state"),
        ({}, "there already and not made by this stack"),
    ],
)
def test_say_who_made_what_is_there(account: FakeAccount, columns: dict[str, str], said: str) -> None:
    account.shown = pool(**columns)
    with pytest.raises(AccountError, match=f"compute pool MILVUS_COMPUTE_POOL is {said}"):
        preview("milvus-pool")


def test_say_what_to_do_about_a_name(account: FakeAccount) -> None:
    account.shown = pool(comment="")
    with pytest.raises(AccountError) as error:
        preview("milvus-pool")
    settings = "milvus-spcs:milvusPool, milvus-spcs:jupyterPool, milvus-spcs:pools"
    assert error.value.problems[0].remedy == (
        "take it over (make import-file STACK=test, docs/taking-over.md), "
        f"choose another ({settings}, or milvus-spcs:namePrefix for all names), "
        "give it as {name: …, existing: true} to use it as it is, or drop what is there"
    )


def test_offer_no_use_of_what_cannot_be_used_as_it_is(account: FakeAccount) -> None:
    account.shown = {STAGE.question: [{"name": "DATA"}]}
    with pytest.raises(AccountError, match=r"for all names\), or drop what is there"):
        preview("storage-data-stage")


def test_no_prefix_helps_a_schema(account: FakeAccount) -> None:
    account.shown = {SCHEMA.question: [{"name": "APP"}]}
    with pytest.raises(AccountError, match=r"choose another \(milvus-spcs:schema\), give it as"):
        preview("storage-schema", schema="APP")


@pytest.mark.parametrize("comment", [COMMENT, ""])
def test_what_the_stack_has_recorded_under_its_name_is_made_anew(account: FakeAccount, comment: str) -> None:
    account.shown = pool(comment=comment)
    assert preview("milvus-pool", recorded={RESOURCE: {"name": "MILVUS_COMPUTE_POOL", "instanceFamily": "CPU_X64_S"}})


def test_what_has_the_new_name_of_a_recorded_object_is_anothers(account: FakeAccount) -> None:
    account.shown = pool(comment="")
    with pytest.raises(AccountError, match="compute pool MILVUS_COMPUTE_POOL is there already"):
        preview("milvus-pool", recorded={RESOURCE: {"name": "ITS_OLD_NAME", "instanceFamily": "CPU_X64_S"}})
