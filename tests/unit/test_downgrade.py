"""An older Milvus on the files of a later one."""

from __future__ import annotations

import pytest

from components.downgrade import DowngradeError, refuse_older

OLDS = {"version": "2.5.27", "initial": []}


@pytest.mark.parametrize("version", ["2.5.27", "2.5.28", "v2.6.10", None, "latest"])
def test_let_what_is_no_older_version(version: str | None) -> None:
    refuse_older("service MILVUS", OLDS, {**OLDS, "version": version})
    refuse_older("service MILVUS", {**OLDS, "version": None}, {**OLDS, "version": "2.3.5"})


@pytest.mark.parametrize("version", ["2.5.26", "2.4.24", "v2.3.5-lite"])
def test_refuse_an_older_one_and_say_the_way_back(version: str) -> None:
    said = rf"service MILVUS has run Milvus 2\.5\.27, and would run {version}, which .*docs/backup\.md"
    with pytest.raises(DowngradeError, match=said):
        refuse_older("service MILVUS", OLDS, {**OLDS, "version": version})


def test_let_an_older_one_begin_with_another_content() -> None:
    older = {"version": "2.4.24", "initial": ["BACKUP_DEV"]}
    refuse_older("service MILVUS", OLDS, older)
    with pytest.raises(DowngradeError):
        refuse_older("service MILVUS", {**OLDS, "initial": ["BACKUP_DEV"]}, older)
    with pytest.raises(DowngradeError):
        refuse_older("the cluster", {**OLDS, "initial": ["A", "B"]}, {**older, "initial": ["B", "A"]})
