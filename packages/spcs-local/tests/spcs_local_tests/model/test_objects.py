"""Rows of objects: found by name and place, in the way of others of their name."""

from __future__ import annotations

from collections.abc import Iterator
from contextlib import closing
from pathlib import Path

import pytest

from spcs_local.catalog import MIGRATIONS, Catalog
from spcs_local.errors import AlreadyExistsError
from spcs_local.model.object_kinds import ACCOUNT, DATABASE, SCHEMA, ObjectKind
from spcs_local.model.objects import Objects, StoredObject

DATABASES = ObjectKind(name="DATABASE", plural="DATABASES", scope=ACCOUNT)
SCHEMAS = ObjectKind(name="SCHEMA", plural="SCHEMAS", scope=DATABASE)
STAGES = ObjectKind(name="STAGE", plural="STAGES", scope=SCHEMA)


@pytest.fixture
def objects(tmp_path: Path) -> Iterator[Objects]:
    """Those of a new catalog."""
    with closing(Catalog(tmp_path / "x.sqlite", MIGRATIONS)) as catalog:
        yield Objects(catalog)


def schema(objects: Objects, database: str, name: str) -> StoredObject:
    """A schema in a database of its own."""
    return objects.create(SCHEMAS, objects.create(DATABASES, None, database, None, {}).id, name, None, {})


def test_object_knows_where_it_lies(objects: Objects) -> None:
    place = schema(objects, "D", "low er")
    made = objects.create(STAGES, place.id, "S", None, {"COMMENT": "mine", "SIZE": 3})
    assert (str(made.path), made.database, made.schema, made.shown) == ('D."low er".S', "D", "low er", "S")
    assert (made.comment, made["SIZE"], made["COLOUR"]) == ("mine", 3, None)
    assert objects.find_path("STAGE", ("D", "low er", "S")) == made
    assert objects.find_path("STAGE", ("D", "LOW ER", "S")) is None
    assert objects.children(place.id) == [made]
    assert (objects.parts(made.id), objects.parts(made.id + 1)) == (("D", "low er", "S"), ())


def test_list_is_by_place_and_name(objects: Objects) -> None:
    first, second = schema(objects, "A", "X"), schema(objects, "B", "X")
    for place, name in ((second, "S"), (first, "T"), (first, "S")):
        objects.create(STAGES, place.id, name, None, {})
    assert [str(found.path) for found in objects.list("STAGE")] == ["A.X.S", "A.X.T", "B.X.S"]
    assert len(objects.list("STAGE", database_id=second.parent_id)) == 1
    assert len(objects.list("STAGE", schema_id=first.id)) == 2


def test_name_is_free_elsewhere_alone(objects: Objects) -> None:
    first, second = schema(objects, "A", "X"), schema(objects, "B", "X")
    objects.create(STAGES, first.id, "S", None, {})
    other = objects.create(STAGES, second.id, "S", None, {})
    with pytest.raises(AlreadyExistsError, match="Object 'S' already exists"):
        objects.create(STAGES, first.id, "S", None, {})
    with pytest.raises(AlreadyExistsError):
        objects.rename(other, "S", first.id)
    assert objects.rename(other, "T", first.id).path.parts == ("A", "X", "T")


def test_drop_takes_what_lies_within(objects: Objects) -> None:
    place = schema(objects, "D", "X")
    objects.create(STAGES, place.id, "S", None, {})
    objects.drop(objects.get(place.parent_id or 0))
    assert (objects.list("SCHEMA"), objects.list("STAGE")) == ([], [])
    with pytest.raises(LookupError, match=f"no object {place.id}"):
        objects.get(place.id)


def test_list_has_those_alone_whose_name_is_wanted(objects: Objects) -> None:
    first, second = schema(objects, "A", "X"), schema(objects, "B", "X")
    for place, name in ((second, "S"), (first, "T"), (first, "S")):
        objects.create(STAGES, place.id, name, None, {"SIZE": 3})
    found = objects.list("STAGE", wanted=lambda name: name == "S")
    assert [(str(it.path), it["SIZE"]) for it in found] == [("A.X.S", 3), ("B.X.S", 3)]
    assert [it.parent_id for it in objects.list("STAGE", schema_id=first.id, wanted=lambda name: name > "S")] == [
        first.id
    ]
    assert objects.list("STAGE", database_id=second.parent_id, wanted=lambda _: False) == []
    # 0 is no schema's number
    assert objects.list("STAGE", schema_id=0, wanted=lambda _: True) == []


def test_ids_are_of_those_that_are_there_and_lie_in_nothing(objects: Objects) -> None:
    inside = schema(objects, "D", "X")
    place = objects.create(DATABASES, None, "E", None, {})
    objects.create(SCHEMAS, place.id, "D", None, {})
    assert objects.ids("DATABASE", ["D", "NONE", "E"]) == [inside.parent_id, place.id]
    some = [f"N{number}" for number in range(1000)]
    assert objects.ids("DATABASE", [*some, "E", "D\0E", "D\0"]) == [place.id]
    assert objects.ids("SCHEMA", ["X", "D"]) == objects.ids("DATABASE", []) == []
