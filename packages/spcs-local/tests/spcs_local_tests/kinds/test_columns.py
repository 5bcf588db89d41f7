"""The columns of SHOW and DESCRIBE in the order of Snowflake's pages, written down apart from the code."""

from __future__ import annotations

from collections.abc import Iterator

import pytest
from snowflake.connector import SnowflakeConnection

from spcs_local_tests.running import RunningAccount, rows, run

# each page is https://docs.snowflake.com/en/sql-reference/sql/<page>
COLUMNS = {
    "SHOW ROLES": "created_on name is_default is_current is_inherited assigned_to_users granted_to_roles granted_roles"
    " owner comment",
    "SHOW USERS": "name created_on login_name display_name first_name last_name email mins_to_unlock days_to_expiry"
    " comment disabled must_change_password snowflake_lock default_warehouse default_namespace default_role"
    " default_secondary_roles ext_authn_duo ext_authn_uid mins_to_bypass_mfa owner last_success_login expires_at_time"
    " locked_until_time has_password has_rsa_public_key type has_mfa has_pat has_workload_identity"
    " is_from_organization_user",
    "SHOW DATABASES": "created_on name is_default is_current origin owner comment options retention_time kind"
    " owner_role_type object_visibility data_quality_monitoring_settings",
    "SHOW SCHEMAS": "created_on name is_default is_current database_name owner comment options retention_time"
    " owner_role_type object_visibility",
    "SHOW WAREHOUSES": "name state type size min_cluster_count max_cluster_count started_clusters running queued"
    " is_default is_current is_interactive auto_suspend auto_resume available provisioning quiescing other created_on"
    " resumed_on updated_on owner comment enable_query_acceleration query_acceleration_max_scale_factor"
    " resource_monitor actives pendings failed suspended uuid scaling_policy owner_role_type resource_constraint"
    " generation",
    "SHOW STAGES": "created_on name database_name schema_name url has_credentials has_encryption_key owner comment"
    " region type cloud notification_channel storage_integration endpoint owner_role_type directory_enabled",
    "SHOW NETWORK RULES": "created_on name database_name schema_name owner comment type mode entries_in_valuelist"
    " owner_role_type",
    "SHOW IMAGE REPOSITORIES": "created_on name database_name schema_name repository_url owner owner_role_type comment"
    " encryption privatelink_repository_url",
    "SHOW OBJECTS": "created_on name database_name schema_name kind comment cluster_by rows bytes owner retention_time"
    " owner_role_type is_hybrid is_dynamic is_iceberg",
    "SHOW TABLES": "created_on name database_name schema_name kind comment cluster_by rows bytes owner retention_time"
    " automatic_clustering change_tracking search_optimization search_optimization_progress search_optimization_bytes"
    " is_external enable_schema_evolution owner_role_type is_event budget is_hybrid is_iceberg is_dynamic is_immutable",
    "SHOW VIEWS": "created_on name reserved database_name schema_name owner comment text is_secure is_materialized"
    " owner_role_type change_tracking",
    "SHOW COLUMNS": "table_name schema_name column_name data_type null? default kind expression comment database_name"
    " autoincrement schema_evolution_record",
    "SHOW PRIMARY KEYS": "created_on database_name schema_name table_name column_name key_sequence constraint_name rely"
    " comment",
    "SHOW IMPORTED KEYS": "created_on pk_database_name pk_schema_name pk_table_name pk_column_name fk_database_name"
    " fk_schema_name fk_table_name fk_column_name key_sequence update_rule delete_rule fk_name pk_name deferrability"
    " rely comment",
    "SHOW INTEGRATIONS": "name type category enabled comment created_on",
    "SHOW COMPUTE POOLS": "name state min_nodes max_nodes instance_family num_services num_jobs auto_suspend_secs"
    " auto_resume active_nodes idle_nodes target_nodes created_on resumed_on updated_on owner comment is_exclusive"
    " application backup_instance_families",
    "SHOW COMPUTE POOL INSTANCE FAMILIES": "name description vcpu memory_gib storage_gib gpu gpu_count gpu_memory_gib"
    " current_node_usage message",
    "SHOW SERVICES": "name status database_name schema_name owner compute_pool dns_name current_instances"
    " target_instances min_ready_instances min_instances max_instances auto_resume external_access_integrations"
    " created_on updated_on resumed_on suspended_on auto_suspend_secs comment owner_role_type query_warehouse is_job"
    " is_async_job spec_digest is_upgrading managing_object_domain managing_object_name",
    "SHOW JOB SERVICES": "name status database_name schema_name owner compute_pool dns_name current_instances"
    " target_instances min_ready_instances min_instances max_instances auto_resume external_access_integrations"
    " created_on updated_on resumed_on suspended_on auto_suspend_secs comment owner_role_type query_warehouse"
    " is_async_job spec_digest is_upgrading managing_object_domain managing_object_name",
    "SHOW SERVICES EXCLUDE JOBS": "name status database_name schema_name owner compute_pool dns_name current_instances"
    " target_instances min_ready_instances min_instances max_instances auto_resume external_access_integrations"
    " created_on updated_on resumed_on suspended_on auto_suspend_secs comment owner_role_type query_warehouse"
    " spec_digest is_upgrading managing_object_domain managing_object_name",
    "SHOW ENDPOINTS IN SERVICE SVC": "name port port_range protocol is_public ingress_url",
    "SHOW ROLES IN SERVICE SVC": "created_on name comment",
    "SHOW SERVICE INSTANCES IN SERVICE SVC": "database_name schema_name service_name service_status instance_id status"
    " spec_digest creation_time start_time ip_address",
    "SHOW SERVICE CONTAINERS IN SERVICE SVC": "database_name schema_name service_name service_status instance_id"
    " instance_status container_name status message image_name image_digest restart_count start_time last_exit_code"
    " last_restart_time",
    "SHOW GRANTS ON DATABASE D": "created_on privilege granted_on name granted_to grantee_name grant_option granted_by"
    " granted_by_role_type",
    "SHOW GRANTS OF ROLE OWNER": "created_on role granted_to grantee_name granted_by",
    "SHOW GRANTS OF SERVICE ROLE SVC!ALL_ENDPOINTS_USAGE": "created_on role granted_to grantee_name granted_by",
    "SHOW GRANTS TO SERVICE ROLE SVC!ALL_ENDPOINTS_USAGE": "created_on privilege granted_on name granted_to"
    " grantee_name",
    "SHOW PARAMETERS": "key value default level description type",
    "SHOW IMAGES IN IMAGE REPOSITORY REPO": "created_on image_name tags digest image_path",
    "LIST @S": "name size md5 last_modified",
    "DESCRIBE DATABASE D": "created_on name kind",
    "DESCRIBE SCHEMA D.PUBLIC": "created_on name kind",
    "DESCRIBE USER ADMIN": "property value default description",
    "DESCRIBE STAGE S": "parent_property property property_type property_value property_default",
}
WITH_MORE = {
    "DESCRIBE COMPUTE POOL POOL": ("SHOW COMPUTE POOLS", {"error_code", "status_message"}),
    "DESCRIBE SERVICE SVC": ("SHOW SERVICES", {"spec"}),
}
MADE = """
CREATE ROLE OWNER; CREATE ROLE VIEWER; GRANT ROLE OWNER TO USER ADMIN; GRANT ROLE VIEWER TO USER ADMIN;
GRANT CREATE DATABASE, CREATE COMPUTE POOL ON ACCOUNT TO ROLE OWNER; USE ROLE OWNER;
CREATE DATABASE D; CREATE STAGE S; CREATE IMAGE REPOSITORY REPO;
CREATE COMPUTE POOL POOL MIN_NODES = 1 MAX_NODES = 1 INSTANCE_FAMILY = CPU_X64_S;
CREATE SERVICE SVC IN COMPUTE POOL POOL FROM SPECIFICATION
  $$spec: {containers: [{name: main, image: /d/public/repo/image:1}]}$$;
GRANT USAGE ON DATABASE D TO ROLE VIEWER; GRANT USAGE ON SCHEMA D.PUBLIC TO ROLE VIEWER;
GRANT MONITOR ON SERVICE SVC TO ROLE VIEWER
"""


@pytest.fixture(scope="module")
def furnished(tmp_path_factory: pytest.TempPathFactory) -> Iterator[RunningAccount]:
    """An account with one of most things, and VIEWER who may look at the service."""
    with RunningAccount(tmp_path_factory.mktemp("columns") / "home") as running:
        run(running.connect(), *(text for text in MADE.split(";") if text.strip()))
        yield running


@pytest.fixture(scope="module")
def owner(furnished: RunningAccount) -> SnowflakeConnection:
    return furnished.connect(role="OWNER", database="D", schema="PUBLIC")


def columns(connection: SnowflakeConnection, statement: str) -> list[str]:
    with connection.cursor() as cursor:
        return [column.name for column in cursor.describe(statement) or ()]


@pytest.mark.parametrize("statement", COLUMNS)
def test_answer_with_the_documented_columns(owner: SnowflakeConnection, statement: str) -> None:
    assert columns(owner, statement) == COLUMNS[statement].split()


@pytest.mark.parametrize("statement", WITH_MORE)
def test_describe_with_the_columns_of_show_and_more(owner: SnowflakeConnection, statement: str) -> None:
    shown, more = WITH_MORE[statement]
    found = columns(owner, statement)
    assert [name for name in found if name not in more] == COLUMNS[shown].split()
    assert more < set(found)


def test_show_schemas_has_the_information_schema(owner: SnowflakeConnection, furnished: RunningAccount) -> None:
    shown = rows(owner, "SHOW SCHEMAS IN DATABASE D")
    assert [(row["name"], row["owner"]) for row in shown] == [("INFORMATION_SCHEMA", ""), ("PUBLIC", "OWNER")]
    assert [row["name"] for row in rows(owner, "DESCRIBE DATABASE D")] == ["INFORMATION_SCHEMA", "PUBLIC"]
    assert rows(owner, "SHOW SCHEMAS LIKE 'INFO%' IN ACCOUNT")[0]["database_name"] == "D"
    stranger = furnished.connect(role="PUBLIC")
    run(stranger, "USE SECONDARY ROLES NONE")
    assert rows(stranger, "SHOW SCHEMAS IN ACCOUNT") == []


def test_describe_service_shows_its_specification_to_the_owner(
    owner: SnowflakeConnection, furnished: RunningAccount
) -> None:
    viewer = furnished.connect(role="VIEWER", database="D", schema="PUBLIC")
    run(viewer, "USE SECONDARY ROLES NONE")
    assert "image: /d/public/repo/image:1" in rows(owner, "DESCRIBE SERVICE SVC")[0]["spec"]
    assert rows(viewer, "DESCRIBE SERVICE SVC")[0]["spec"] == ""


def test_show_users_tells_of_access_tokens(furnished: RunningAccount) -> None:
    admin = furnished.connect()
    assert rows(admin, "SHOW USERS")[0]["has_pat"] == "false"
    run(admin, "ALTER USER ADMIN ADD PROGRAMMATIC ACCESS TOKEN T")
    assert rows(admin, "SHOW USERS")[0]["has_pat"] == "true"
