"""Where exports lie, which there are, and what goes."""

from __future__ import annotations

from dataclasses import dataclass, field

import pytest

from components.backup.exports import Export, Exports, Place, own_place
from components.backup.services import BackupError
from components.session import Row
from components.snapshots import not_kept
from components.sql import SchemaObject
from tests.unit.backup.account import standalone

STAGE = SchemaObject.of("MILVUS_DEMO", "PUBLIC", "DATA")
PLACE = own_place(STAGE, "acme/milvus-spcs/dev")
AT = '@"MILVUS_DEMO"."PUBLIC"."DATA"/backup/acme_milvus-spcs_dev'
WHOLE, KILLED = "20261128T183000Z", "20261128T193000Z"


@dataclass
class Stage:
    """Files by their paths, with sizes."""

    files: dict[str, int]
    statements: list[str] = field(default_factory=list)

    def rows(self, statement: str) -> list[Row]:
        self.statements.append(statement)
        return [{"name": f"data/backup/acme_milvus-spcs_dev/{name}", "size": size} for name, size in self.files.items()]

    def put(self, content: str, file: str, target: str) -> None:
        raise NotImplementedError


def test_list_exports_and_say_which_did_not_end() -> None:
    stage = Stage(
        {
            f"{WHOLE}/collection0000-part0000-00000.rows": 2**20,
            f"{WHOLE}/manifest.json": 10,
            f"{KILLED}/collection0000-part0000-00000.rows": 5,
            "mine/manifest.json": 1,
        }
    )
    found = Exports(stage, PLACE).all()
    assert found == [Export(WHOLE, 2**20 + 10, True), Export(KILLED, 5, False)]
    assert stage.statements == [f"LIST {AT}/"]
    assert not_kept(found, 1, None, standalone().now()) == []


def test_remove_what_says_that_an_export_is_whole_first() -> None:
    stage = Stage({})
    Exports(stage, PLACE).remove([Export(WHOLE, 1, True)])
    assert stage.statements == [f"REMOVE {AT}/{WHOLE}/manifest.json", f"REMOVE {AT}/{WHOLE}/"]


@pytest.mark.parametrize("text", ["@A.B.C", "@A.B.C/", "@A.B.C/d/e-1.x_y"])
def test_read_a_place(text: str) -> None:
    place = Place.parse(text)
    assert (str(place).rstrip("/"), str(place.stage)) == (text.rstrip("/"), "A.B.C")


@pytest.mark.parametrize("text", ["", "A.B.C", "@A.B", "@a.b.c", "@A.B.C/x y", "@A.B.C/../d", "@A.B.C/..", "@A.B.C/';"])
def test_refuse_what_is_no_place(text: str) -> None:
    with pytest.raises(BackupError, match=r"is no place of exports; allowed: @DATABASE\.SCHEMA\.STAGE/directory"):
        Place.parse(text)
