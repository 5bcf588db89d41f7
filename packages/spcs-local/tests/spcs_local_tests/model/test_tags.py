"""Values of tags, without statements and rights."""

from __future__ import annotations

from contextlib import closing
from pathlib import Path

from spcs_local.catalog import MIGRATIONS, Catalog
from spcs_local.model.object_kinds import ACCOUNT, DATABASE, SCHEMA, ObjectKind
from spcs_local.model.objects import Objects
from spcs_local.model.tags import Tags


def test_the_nearest_value_counts(tmp_path: Path) -> None:
    with closing(Catalog(tmp_path / "x.sqlite", MIGRATIONS)) as catalog, catalog.transaction():
        objects = Objects(catalog)
        tags = Tags(catalog, objects)
        database = objects.create(ObjectKind(name="DATABASE", plural="DATABASES", scope=ACCOUNT), None, "D", None, {})
        schema = objects.create(ObjectKind(name="SCHEMA", plural="SCHEMAS", scope=DATABASE), database.id, "S", None, {})
        tag = objects.create(ObjectKind(name="TAG", plural="TAGS", scope=SCHEMA), schema.id, "T", None, {})
        stage = objects.create(ObjectKind(name="STAGE", plural="STAGES", scope=SCHEMA), schema.id, "F", None, {})
        assert tags.value(stage, tag) is None
        tags.set(database, tag, "far")
        assert tags.value(stage, tag) == "far"
        tags.set(schema, tag, "near")
        tags.set(schema, tag, "nearer")
        assert tags.value(stage, tag) == "nearer"
        tags.unset(schema, tag)
        tags.unset(stage, tag)
        assert tags.value(stage, tag) == "far"
