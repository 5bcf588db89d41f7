"""The Python API, `snowflake.core`: each resource from creation to its end, and what lies below it."""

from __future__ import annotations

import json
from typing import Any

from snowflake.core import CreateMode, Root
from snowflake.core.compute_pool import ComputePool
from snowflake.core.database import Database
from snowflake.core.exceptions import APIError
from snowflake.core.grant import Grant, Grantees, Privileges, Securables
from snowflake.core.image_repository import ImageRepository
from snowflake.core.role import ContainingScope, Role, Securable
from snowflake.core.schema import Schema
from snowflake.core.service import JobService, Service, ServiceSpecInlineText
from snowflake.core.stage import Stage
from snowflake.core.user import Securable as OfUser
from snowflake.core.user import User
from snowflake.core.warehouse import Warehouse

from spcs_local_tests.clients.cases.keys import key_pair
from spcs_local_tests.clients.cases.place import Place, rows

SPECIFICATION = """
spec:
  containers: [{name: main, image: /d/public/repo/image:1}]
  endpoints: [{name: web, port: 8000, public: true}]
serviceRoles: [{name: readers, endpoints: [web]}]
"""
JOB = "spec: {containers: [{name: main, image: /d/public/repo/image:1}]}"


def root(place: Place, role: str = "ACCOUNTADMIN") -> Any:
    return Root(place.connect(role=role))


def public(place: Place) -> Any:
    return root(place, "OWNER").databases["D"].schemas["PUBLIC"]


def refusal(act: Any, *arguments: Any) -> tuple[int, str]:
    try:
        act(*arguments)
    except APIError as error:
        return error.status, json.loads(error.body)["error_code"]
    raise AssertionError("it was not refused")


def test_api_speaks_for_who_signed_in_with_a_key_pair(place: Place) -> None:
    user, name, (public_key, private_key) = place.name("API_KEYED"), place.name("API_KEYED_STAGE"), key_pair()
    administrator = place.connect(role="ACCOUNTADMIN")
    rows(administrator, f"CREATE USER {user} RSA_PUBLIC_KEY = '{public_key}' TYPE = SERVICE DEFAULT_ROLE = OWNER")
    rows(administrator, f"GRANT ROLE OWNER TO USER {user}")
    connection = place.connect(user, private_key=private_key)
    speaks = Root(connection)
    stage = speaks.databases["D"].schemas["PUBLIC"].stages.create(Stage(name=name))
    assert (stage.fetch().name, stage.fetch().owner) == (name, "OWNER")
    assert refusal(speaks.roles.create, Role(name=name)) == (401, "003001")
    stage.drop()
    assert rows(connection, "SELECT CURRENT_USER(), CURRENT_ROLE()") == [(user, "OWNER")]


def test_api_makes_and_changes_compute_pools(place: Place) -> None:
    pools, name = root(place).compute_pools, place.name("API_POOL")
    wanted = ComputePool(name=name, min_nodes=1, max_nodes=1, instance_family="CPU_X64_XS", comment="c")
    pool = pools.create(wanted, initially_suspended=True)
    assert (pool.fetch().state, pool.fetch().auto_resume, pool.fetch().comment) == ("SUSPENDED", True, "c")
    assert [it.name for it in pools.iter(like=f"{name[:-1]}_")] == [name]
    pool.create_or_alter(ComputePool(name=name, min_nodes=1, max_nodes=2, instance_family="CPU_X64_XS"))
    assert (pool.fetch().max_nodes, pool.fetch().comment) == (2, "")
    changed = pool.fetch()
    changed.comment = "again"
    pool.create_or_alter(changed)
    assert pool.fetch().comment == "again"
    pool.resume()
    pool.stop_all_services()
    pool.suspend()
    pool.drop()
    assert refusal(pool.fetch) == (404, "002003")
    pool.create_or_alter(wanted)
    pool.drop()


def test_api_makes_and_changes_databases_and_schemas(place: Place) -> None:
    databases, name = root(place).databases, place.name("API_D")
    database = databases.create(Database(name=name, comment="c", kind="TRANSIENT", data_retention_time_in_days=0))
    made = database.fetch()
    assert (made.kind, made.retention_time, made.is_current, made.comment) == ("TRANSIENT", 0, False, "c")
    assert refusal(databases.create, Database(name=name)) == (409, "002002")
    databases.create(Database(name=name), mode=CreateMode.if_not_exists)
    assert [it.name for it in databases.iter(starts_with=name, limit=1)] == [name]
    database.create_or_alter(Database(name=name, kind="TRANSIENT", data_retention_time_in_days=0))
    assert database.fetch().comment == ""
    schema = database.schemas.create(Schema(name='"s/1:x"', managed_access=True))
    assert (schema.fetch().name, schema.fetch().managed_access) == ('"s/1:x"', True)
    schema.create_or_alter(Schema(name='"s/1:x"', managed_access=True, comment="c"))
    assert schema.fetch().comment == "c"
    assert [it.name for it in database.schemas.iter(from_name="PUBLIC", limit=5)] == ['"s/1:x"']
    schema.drop()
    database.drop()
    database.drop(if_exists=True)


def test_api_makes_stages_and_moves_their_files(place: Place) -> None:
    stage = public(place).stages.create(Stage(name=place.name("API_S"), comment="c"))
    file = place.directory / "put.txt"
    file.write_text("content")
    stage.put(str(file), "/in", auto_compress=False)
    assert [(it.name.partition("/")[2], it.size) for it in stage.list_files()] == [("in/put.txt", "7")]
    assert list(stage.list_files(pattern=".*none")) == []
    stage.get("/in/put.txt", str(place.directory / "got"))
    assert (place.directory / "got" / "put.txt").read_text() == "content"
    assert (stage.fetch().kind, stage.fetch().directory_table.enable) == ("PERMANENT", False)
    stage.drop()


def test_api_tells_image_repositories(place: Place) -> None:
    repositories = public(place).image_repositories
    made = repositories.create(ImageRepository(name=place.name("API_R"))).fetch()
    assert made.repository_url.endswith(f"/d/public/{made.name.lower()}")
    assert list(repositories[made.name].list_images_in_repository()) == []
    assert made.name in {it.name for it in repositories.iter(like="%API_R")}
    repositories[made.name].drop()


def test_api_runs_services(place: Place) -> None:
    services, name = public(place).services, place.name("API_SVC")
    wanted = Service(name=name, compute_pool="POOL", spec=ServiceSpecInlineText(spec_text=SPECIFICATION))
    service = services.create(wanted)
    assert service.get_service_status(timeout=60)[0]["status"] == "READY"
    told = service.fetch()
    assert (told.status, told.auto_resume, told.is_job) == ("RUNNING", True, False)
    assert "sha256" in told.spec.spec_text
    assert [it.compute_pool for it in services.iter(like=name)] == ["POOL"]
    assert [(it.container_name, it.status) for it in service.get_containers()] == [("main", "READY")]
    assert [it.instance_id for it in service.get_instances()] == ["0"]
    assert [(it.name, it.port, it.is_public) for it in service.get_endpoints()] == [("web", 8000, True)]
    assert {it.name.lower() for it in service.get_roles()} == {"all_endpoints_usage", "readers"}
    assert list(service.iter_grants_of_service_role("readers")) == []
    assert service.get_service_logs("0", "main", num_lines=3) is not None
    wanted.comment = "changed"
    service.create_or_alter(wanted)
    assert service.fetch().comment == "changed"
    service.suspend()
    assert service.fetch().status in {"SUSPENDING", "SUSPENDED"}
    service.resume()
    service.drop()


def test_api_executes_jobs(place: Place) -> None:
    services, name = public(place).services, place.name("API_JOB")
    job = services.execute_job(
        JobService(name=name, compute_pool="POOL", spec=ServiceSpecInlineText(spec_text=JOB), is_async_job=True)
    )
    assert (job.fetch().is_job, job.fetch().is_async_job) == (True, True)
    job.drop()


def test_api_grants_to_roles(place: Place) -> None:
    roles, name = root(place).roles, place.name("API_ROLE")
    role = roles.create(Role(name=name, comment="c"))
    assert [(it.comment, it.is_inherited) for it in roles.iter(like=name)] == [("c", False)]
    role.grant_role("role", Securable(name="USERADMIN"))
    role.grant_privileges(["USAGE"], "database", Securable(name="D"), grant_option=True)
    role.grant_privileges_on_all(["USAGE"], "schema", ContainingScope(database="D"))
    role.grant_future_privileges(["USAGE"], "schema", ContainingScope(database="D"))
    held = {(it.securable_type, it.securable.name, it.grant_option) for it in role.iter_grants_to()}
    assert held == {("ROLE", "USERADMIN", False), ("DATABASE", "D", True), ("SCHEMA", "PUBLIC", False)}
    assert [it.containing_scope.database for it in role.iter_future_grants_to()] == ["D"]
    assert [it.privilege for it in role.iter_grants_on()] == ["OWNERSHIP"]
    role.revoke_future_privileges(["USAGE"], "schema", ContainingScope(database="D"))
    role.revoke_grant_option_for_privileges(["USAGE"], "database", Securable(name="D"))
    assert {it.grant_option for it in role.iter_grants_to()} == {False}
    role.revoke_privileges_on_all(["USAGE"], "schema", ContainingScope(database="D"))
    role.revoke_privileges(["USAGE"], "database", Securable(name="D"))
    role.revoke_role("role", Securable(name="USERADMIN"))
    assert list(role.iter_grants_to()) == []
    assert list(role.iter_future_grants_to()) == []
    role.drop()


def test_api_has_grants_of_their_own(place: Place) -> None:
    made = root(place).roles.create(Role(name=place.name("API_GRANTEE")))
    grants, grantee = root(place).grants, Grantees.role(name=made.name)
    on_database = Grant(grantee=grantee, securable=Securables.database("D"), privileges=[Privileges.usage])
    in_database = Securables.all_schemas(Securables.database("D"))
    on_schemas = Grant(grantee=grantee, securable=in_database, privileges=[Privileges.usage])
    for grant in (on_database, on_schemas):
        grants.grant(grant)
    assert {(it.securable_type, it.securable_name) for it in grants.to(grantee)} == {
        ("DATABASE", "D"),
        ("SCHEMA", "D.PUBLIC"),
    }
    for grant in (on_database, on_schemas):
        grants.revoke(grant)
    assert list(grants.to(grantee)) == []
    made.drop()


def test_api_makes_and_changes_users(place: Place) -> None:
    users, name = root(place).users, place.name("API_USER")
    user = users.create(User(name=name, password="Long-1-enough", comment="c", must_change_password=False))
    told = user.fetch()
    assert (told.has_password, told.disabled, told.default_secondary_roles) == (True, False, "ALL")
    user.create_or_alter(User(name=name, email="u@example.com", default_secondary_roles="NONE"))
    told = user.fetch()
    assert (told.email, told.comment, told.default_secondary_roles, told.has_password) == (
        "u@example.com",
        "",
        "NONE",
        True,
    )
    user.grant_role("role", OfUser(name="SYSADMIN"))
    assert [(it.securable_type, it.securable.name) for it in user.iter_grants_to()] == [("ROLE", "SYSADMIN")]
    user.revoke_role("role", OfUser(name="SYSADMIN"))
    assert [it.name for it in users.iter(like=name, limit=1)] == [name]
    user.drop()


def test_api_makes_and_changes_warehouses(place: Place) -> None:
    warehouses, name = root(place).warehouses, place.name("API_W")
    warehouse = warehouses.create(Warehouse(name=name, warehouse_size="SMALL", auto_suspend=60, comment="c"))
    told = warehouse.fetch()
    assert (told.size, told.warehouse_size, told.auto_suspend, told.is_default) == ("Small", "SMALL", 60, False)
    warehouse.create_or_alter(Warehouse(name=name, warehouse_size="MEDIUM"))
    told = warehouse.fetch()
    assert (told.size, told.auto_suspend, told.comment) == ("Medium", 600, "")
    warehouse.suspend()
    warehouse.resume()
    renamed = warehouses[place.name("API_W2")]
    warehouse.rename(renamed.name)
    assert [it.name for it in warehouses.iter(like=f"{name}%")] == [renamed.name]
    assert refusal(renamed.abort_all_queries) == (400, "990001")
    renamed.drop()
