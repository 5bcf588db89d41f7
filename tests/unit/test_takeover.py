"""What of a stack is there already, and what cannot be the stack's."""

from __future__ import annotations

from collections.abc import Iterator
from contextlib import closing, contextmanager
from dataclasses import dataclass, field
from typing import Any

import pytest

from components.account_reader import AccountReader
from components.problems import AccountError, Problem
from components.session import DOES_NOT_EXIST, Row, Session, StatementError
from components.takeover import FoundResource, Takeover
from components.wanted_resources import Wanted, WantedResources

OURS = "Pulumi stack acme/milvus-spcs/dev"
PLACE = {"database": "D", "schema": "S"}
GRANT = "snowflake:index/grantAccountRole:GrantAccountRole"
SPECIFICATION = "spec: {containers: [], volumes: [{name: data, source: block, size: 10Gi}]}"


@dataclass
class Account:
    """`shown` are rows by name, `inherits` who inherits whom, `refused` roles that nobody signs in with."""

    shown: dict[str, Row] = field(default_factory=dict)
    granted: dict[str, list[Row]] = field(default_factory=dict)
    inherits: dict[str, str] = field(default_factory=dict)
    refused: tuple[str, ...] = ()

    @contextmanager
    def opened(self, role: str) -> Iterator[Session]:
        if role in self.refused:
            raise StatementError(390189, f"no role {role}")
        yield Told(self, role)


@dataclass
class Told(Session):
    account: Account
    role: str

    def rows(self, statement: str) -> list[Row]:
        if statement.startswith("SELECT"):
            return [{"r0": f"'{self.account.inherits.get(self.role)}'" in statement}]
        if statement.startswith("DESCRIBE"):
            return [{"spec": SPECIFICATION}]
        if statement.startswith("SHOW GRANTS"):
            if statement not in self.account.granted:
                raise StatementError(DOES_NOT_EXIST, "not there")
            return self.account.granted[statement]
        name = statement.split("'")[1] if "LIKE" in statement else ""
        return [{"name": name, **self.account.shown[name]}] if name in self.account.shown else []

    def put(self, content: str, file: str, target: str) -> None:
        raise NotImplementedError


def wanted(kind: str, name: str, role: str = "DEPLOYER", **inputs: Any) -> Wanted:
    module = kind[0].lower() + kind[1:]
    given = {"name": name, "comment": OURS, **inputs}
    return Wanted({"type": f"snowflake:index/{module}:{kind}", "name": f"the-{name}", "parent": "p"}, given, role)


def found(account: Account, *resources: Wanted) -> list[FoundResource]:
    with closing(AccountReader(account.opened)) as reader:
        return Takeover(WantedResources(resources, {}), reader, "DEPLOYER").found()


def problems(account: Account, *resources: Wanted) -> tuple[Problem, ...]:
    with pytest.raises(AccountError) as error:
        found(account, *resources)
    return error.value.problems


def reach(role: str) -> Wanted:
    return Wanted({"type": GRANT, "name": "reach"}, {"roleName": role, "parentRoleName": "DEPLOYER"}, "DEPLOYER")


def held_by(role: str) -> list[Row]:
    return [{"granted_to": "ROLE", "grantee_name": role}]


def test_what_is_not_there_is_left_to_be_made() -> None:
    account = Account({"W": {"owner": "DEPLOYER", "comment": ""}})
    (warehouse,) = found(account, wanted("Warehouse", "W"), wanted("Database", "D"), reach("OWNER"))
    assert warehouse.spec == {**wanted("Warehouse", "W").spec, "id": "W"}
    assert str(warehouse) == "warehouse W, owned by DEPLOYER, made by hand"


@pytest.mark.parametrize("comment", ["", "somebody's", OURS])
def test_what_no_other_stack_made_can_be_taken(comment: str) -> None:
    assert len(found(Account({"R": {"owner": "DEPLOYER", "comment": comment}}), wanted("AccountRole", "R"))) == 1


def test_what_another_stack_made_is_refused() -> None:
    account = Account({"R": {"owner": "DEPLOYER", "comment": "Pulumi stack acme/milvus-spcs/prod"}})
    (problem,) = problems(account, wanted("AccountRole", "R"))
    assert problem.value == "made by Pulumi stack acme/milvus-spcs/prod"
    assert "pulumi state delete" in problem.remedy


def test_an_owner_that_the_maker_inherits_will_do() -> None:
    account = Account({"R": {"owner": "BELOW"}}, inherits={"DEPLOYER": "BELOW"})
    assert found(account, wanted("AccountRole", "R"))[0].owner == "BELOW"


def test_another_owner_is_said_with_the_statement() -> None:
    (problem,) = problems(Account({"ALLOW": {"owner": "OTHER"}}), wanted("NetworkRule", "ALLOW", "STORAGE", **PLACE))
    statement = "GRANT OWNERSHIP ON NETWORK RULE D.S.ALLOW TO ROLE STORAGE COPY CURRENT GRANTS"
    assert (problem.value, problem.remedy) == ("owned by OTHER", f"let OTHER run {statement}")


def test_an_owner_that_show_does_not_tell_the_grants_do() -> None:
    granted = {"SHOW GRANTS ON INTEGRATION I": [{"privilege": "OWNERSHIP", "grantee_name": "DEPLOYER"}]}
    account = Account({"I": {"type": "EXTERNAL_ACCESS"}}, granted)
    assert found(account, wanted("ExternalAccessIntegration", "I"))[0].owner == "DEPLOYER"


def test_a_refused_look_at_the_owner_hides_no_other_problem() -> None:
    account = Account({"U": {"type": "SERVICE"}, "R": {"owner": "OTHER"}})
    user, role = problems(account, wanted("User", "U"), wanted("AccountRole", "R"))
    assert user.value == "owned by a role that is not shown"
    assert user.remedy == "let its owner run GRANT OWNERSHIP ON USER U TO ROLE DEPLOYER COPY CURRENT GRANTS"
    assert role.subject == "role R"


@pytest.mark.parametrize(
    ("shown", "value"),
    [({"S": {"owner": "ACCOUNTADMIN"}}, "owned by ACCOUNTADMIN"), ({}, "owned by a role that is not shown")],
)
def test_the_schema_of_a_database_that_is_there_has_to_be_the_stacks_too(shown: dict[str, Row], value: str) -> None:
    account = Account({"D": {"owner": "OTHER"}, **shown})
    database, schema = problems(account, wanted("Database", "D"), wanted("StageInternal", "F", **PLACE))
    assert (database.subject, schema.subject, schema.value) == ("database D", "schema D.S", value)
    assert schema.remedy.endswith("run GRANT OWNERSHIP ON SCHEMA D.S TO ROLE DEPLOYER COPY CURRENT GRANTS")


def test_a_schema_that_is_the_stacks_or_made_by_it_is_no_problem_and_is_not_taken() -> None:
    stage = wanted("StageInternal", "F", **PLACE)
    there = {"D": {"owner": "DEPLOYER"}}
    both = found(Account({**there, "S": {"owner": "DEPLOYER"}}), wanted("Database", "D"), stage)
    assert [str(it.name) for it in both] == ["database D"]
    assert len(found(Account(there), wanted("Database", "D"), wanted("Schema", "S", database="D"), stage)) == 1


def test_the_roles_that_look_are_told() -> None:
    resources = WantedResources((wanted("Warehouse", "W", "STORAGE"), wanted("Database", "D"), reach("OWNER")), {})
    with closing(AccountReader(Account(refused=("STORAGE",)).opened)) as reader:
        assert Takeover(resources, reader, "DEPLOYER").looking() == ["DEPLOYER"]
    with closing(AccountReader(Account().opened)) as reader:
        assert Takeover(resources, reader, "DEPLOYER").looking() == ["DEPLOYER", "STORAGE"]


def test_a_stage_is_described_whole_for_the_plugin_could_not_read_its_encryption() -> None:
    row = {"owner": "DEPLOYER", "comment": "old", "type": "INTERNAL NO CSE", "directory_enabled": "Y"}
    stage = wanted("StageInternal", "F", **PLACE, encryption={"snowflakeSse": {}}, directory={"enable": False})
    (it,) = found(Account({"F": row}), stage)

    assert it.spec["id"] == '"D"."S"."F"'
    assert it.spec["inputs"] == stage.inputs
    assert it.spec["outputs"]["encryption"] == {"snowflakeSse": {}}
    # what is otherwise there, so that the run sees it
    assert (it.spec["outputs"]["comment"], it.spec["outputs"]["directory"]["enable"]) == ("old", True)
    assert (it.spec["outputs"]["stageType"], it.spec["outputs"]["__meta"]) == (
        "INTERNAL NO CSE",
        '{"schema_version": "1"}',
    )


@pytest.mark.parametrize(("options", "managed"), [("", "default"), ("MANAGED ACCESS", "true")])
def test_a_schema_is_described_as_the_plugin_records_one(options: str, managed: str) -> None:
    row = {"owner": "DEPLOYER", "comment": OURS, "options": options}
    (it,) = found(Account({"APP": row}), wanted("Schema", "APP", database="D"))
    outputs = it.spec["outputs"]
    assert (outputs["isTransient"], outputs["withManagedAccess"]) == ("default", managed)
    assert (it.spec["id"], outputs["__meta"]) == ('"D"."APP"', '{"schema_version": "2"}')


SERVICE = {"computePool": "P", "minInstances": 1, "fromSpecification": {"text": SPECIFICATION}, **PLACE}
RUNNING = {"owner": "OWNER", "compute_pool": "P", "min_instances": 1, "comment": OURS}


ON_STAGE = {**SERVICE, "fromSpecification": {"stage": "T", "file": "m.yaml"}}


def file(text: str) -> Wanted:
    """On a stage, registered beside the service."""
    spec = {"type": "pulumi-python:dynamic/stage_file:StageFile", "name": "specification", "parent": "p"}
    return Wanted(spec, {"content": text}, None)


def test_a_service_comes_with_the_grant_by_which_its_owner_is_reached() -> None:
    account = Account({"M": RUNNING}, {'SHOW GRANTS OF ROLE "OWNER"': held_by("DEPLOYER")})
    service, grant = found(account, reach("OWNER"), wanted("Service", "M", "OWNER", **SERVICE))
    assert service.spec["inputs"] == {"fromSpecification": {"text": SPECIFICATION}}
    assert grant.spec["id"] == '"OWNER"|ROLE|"DEPLOYER"'


def test_a_service_out_of_reach_is_said() -> None:
    account = Account({"M": RUNNING}, {'SHOW GRANTS OF ROLE "OWNER"': held_by("OTHER")}, refused=("OWNER",))
    (problem,) = problems(account, reach("OWNER"), wanted("Service", "M", "OWNER", **SERVICE))
    assert problem.remedy == "let its owner run GRANT ROLE OWNER TO ROLE DEPLOYER"


def test_a_service_keeps_its_owner_and_its_volumes() -> None:
    account = Account({"M": {**RUNNING, "owner": "SYSADMIN"}}, inherits={"OWNER": "SYSADMIN"})
    (problem,) = problems(account, reach("OWNER"), wanted("Service", "M", "OWNER", **SERVICE))
    assert "a service keeps its owner" in problem.allowed

    account = Account({"M": RUNNING}, {'SHOW GRANTS OF ROLE "OWNER"': held_by("DEPLOYER")})
    larger = SPECIFICATION.replace("10Gi", "20Gi")
    own = wanted("Service", "M", "OWNER", **{**SERVICE, "fromSpecification": {"text": larger}})
    for service in ((own,), (wanted("Service", "M", "OWNER", **ON_STAGE), file(larger))):
        (problem,) = problems(account, reach("OWNER"), *service)
        assert "block volume data of 20Gi" in problem.allowed


def test_all_that_is_wrong_is_one_message() -> None:
    account = Account({"R": {"owner": "OTHER"}, "P": {"owner": "DEPLOYER", "instance_family": "CPU_X64_M"}})
    pool = wanted("ComputePool", "P", instanceFamily="CPU_X64_S")
    assert [it.subject for it in problems(account, wanted("AccountRole", "R"), pool)] == ["role R", "compute pool P"]
