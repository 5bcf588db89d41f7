"""What owners of services need."""

from __future__ import annotations

from pathlib import Path

from components.owners import OwnerNeeds, needs_of_owners
from components.service_definitions import ServiceDefinition
from components.service_specifications import SHARED
from components.specification import Specification
from components.sql import Identifier
from tests.unit.configuration import loaded
from tests.unit.recording import Program

PRIVATE = "spec:\n  endpoints:\n    - name: a\n"
PUBLIC = f"{PRIVATE}      public: true\n"


def definition(owner: str, pool: str, *integrations: str) -> ServiceDefinition:
    return ServiceDefinition(
        name=Identifier("S"),
        image="i",
        specification="s",
        pool=pool,
        owner=owner,
        integrations=integrations,
        timeout=60,
    )


def specification(text: str, *placeholders: str) -> Specification:
    return Specification("s.yaml", text, frozenset(placeholders))


def test_give_an_owner_what_its_services_need_together() -> None:
    services = {"a": definition("X", "one"), "b": definition("X", "two", "egress"), "c": definition("Y", "one")}
    specifications = {
        "a": specification(PUBLIC),
        "b": specification(PRIVATE, "files_stage"),
        "c": specification(PRIVATE),
    }
    assert needs_of_owners(services, specifications) == {
        "X": OwnerNeeds(pools=frozenset({"one", "two"}), binds_endpoints=True, egress=True, files_stage=True),
        "Y": OwnerNeeds(pools=frozenset({"one"}), binds_endpoints=False, egress=False, files_stage=False),
    }


def test_give_no_way_out_for_integrations_of_others() -> None:
    found = needs_of_owners({"a": definition("X", "one", "THEIRS")}, {"a": specification(PRIVATE)})
    assert not found["X"].egress


def test_give_the_guides_owners_what_their_services_need() -> None:
    services = loaded().services
    files = {key: Specification.load(Path("specs") / f"{key}.yaml", set(), ALL) for key in services}
    needs = needs_of_owners(services, files)
    assert needs["milvus"] == OwnerNeeds(
        pools=frozenset({"milvus"}),
        binds_endpoints=False,
        egress=False,
        files_stage=False,
        exports=True,
        milvus_users=frozenset({"root", "notebook"}),
    )
    assert needs["jupyter"] == OwnerNeeds(
        pools=frozenset({"jupyter"}),
        binds_endpoints=True,
        egress=True,
        files_stage=True,
        milvus_users=frozenset({"notebook"}),
    )


ALL = frozenset({*SHARED, "keeper_image", "milvus_host", "volume_gi", "metrics_seconds"})
EXPECTED = {
    "MILVUS_ROLE": {
        *("storage-role-on-database: USAGE", "storage-role-on-schema: USAGE", "jupyter-usage: USAGE"),
    },
    "MILVUS_OWNER_ROLE": {
        "storage-milvus-owner-on-database: USAGE",
        "storage-milvus-owner-on-schema: USAGE, CREATE SERVICE",
        "storage-milvus-owner-on-warehouse: USAGE",
        "storage-milvus-owner-on-repository: READ",
        "storage-milvus-owner-on-data-stage: READ, WRITE",
        "milvus-secrets-milvus-owner-on-root: READ",
        "milvus-secrets-milvus-owner-on-notebook: READ",
        "milvus-pool-to-milvus-owner: USAGE, MONITOR, OPERATE",
    },
    "JUPYTER_OWNER_ROLE": {
        "storage-jupyter-owner-on-database: USAGE",
        "storage-jupyter-owner-on-schema: USAGE, CREATE SERVICE",
        "storage-jupyter-owner-on-warehouse: USAGE",
        "storage-jupyter-owner-on-repository: READ",
        "storage-jupyter-owner-on-files-stage: READ, WRITE",
        "milvus-secrets-jupyter-owner-on-notebook: READ",
        "jupyter-pool-to-jupyter-owner: USAGE, MONITOR, OPERATE",
        "access-jupyter-bind-service-endpoint: BIND SERVICE ENDPOINT",
        "egress-jupyter-owner-on-integration: USAGE",
        "milvus-jupyter-usage: USAGE",
    },
}


def test_the_program_grants_each_role_exactly_that(program: Program) -> None:
    found: dict[str, set[str]] = {}
    for grant in program().of_type(":GrantPrivilegesToAccountRole").values():
        line = f"{grant.name}: {', '.join(grant.inputs['privileges'])}"
        found.setdefault(grant.inputs["accountRoleName"], set()).add(line)
    assert found == EXPECTED
