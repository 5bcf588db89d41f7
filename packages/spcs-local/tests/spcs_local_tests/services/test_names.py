"""Names outside of SQL."""

from __future__ import annotations

from spcs_local.model.objects import StoredObject
from spcs_local.services import names


def service(name: str, schema_id: int) -> StoredObject:
    return StoredObject(7, "SERVICE", name, schema_id, None, None, 0.0, 0.0, "", {}, ("D", "S"))


def test_dns_name_is_the_service_s_in_its_schema() -> None:
    found = names.dns_name(service("MY_SVC", 3))
    label, hash_, rest = found.split(".", 2)
    assert (label, hash_, rest) == ("my-svc", names.schema_hash(3), "svc.spcs.internal")
    assert names.dns_names(service("MY_SVC", 3)) == (found, f"instances.{found}")


def test_schema_of_the_same_name_is_another() -> None:
    assert names.dns_name(service("SVC", 3)) != names.dns_name(service("SVC", 4))
    assert names.schema_hash(3) == names.schema_hash(3)


def test_names_of_one_service_are_no_other_s() -> None:
    one, eleven = names.service("ab", 1), names.service("ab", 11)
    assert names.container("ab", 11, 0, "main").startswith(eleven)
    assert not names.container("ab", 11, 0, "main").startswith(one)
    assert names.volume("ab", 1, "data", 0) == f"{one}data-0"
    # no container of a specification can have an underscore in its name
    assert "_" in names.holder("ab", 1, 0)
