"""What of a stack was there before, and who looks at it."""

from __future__ import annotations

from components.existing_objects import existing_objects
from tests.unit.configuration import EVERYTHING_EXISTS, existing, loaded


def test_nothing_is_there_before_by_default() -> None:
    assert existing_objects(loaded()) == ()


def test_everything_may_be_and_is_seen_by_the_role_whose_part_it_is() -> None:
    roles = {"users": "CLERK", "storage": "LIBRARIAN", "account": "CARETAKER"}
    found = {str(it.name): it.seen_by for it in existing_objects(loaded(**EVERYTHING_EXISTS, roles=roles))}
    assert found == {
        **dict.fromkeys(("role ANALYSTS", "role SERVICES_OWNER", "role NOTEBOOKS_OWNER", "role THIRD_OWNER"), "CLERK"),
        "user VISITOR": "CLERK",
        **dict.fromkeys(("warehouse WORK", "database ANALYTICS", "schema ANALYTICS.APPS"), "LIBRARIAN"),
        "image repository ANALYTICS.APPS.IMAGES": "LIBRARIAN",
        **dict.fromkeys(("compute pool BIG", "compute pool SMALL", "compute pool THIRD"), "CARETAKER"),
        "integration HUB": "CARETAKER",
    }


def test_the_schema_of_a_database_that_is_there_is_looked_at_too() -> None:
    found = existing_objects(loaded(database=existing("ANALYTICS")))
    assert [str(it.name) for it in found] == ["database ANALYTICS", "schema ANALYTICS.PUBLIC"]
