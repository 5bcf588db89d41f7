# A service, its roll, and who may enter it; all by its owner's provider.

terraform {
  required_providers {
    snowflake = { source = "snowflakedb/snowflake", version = "2.20.0" }
  }
}

resource "snowflake_service" "service" {
  name         = var.name
  database     = var.database
  schema       = var.schema
  compute_pool = var.compute_pool
  from_specification {
    text = var.specification
  }
  external_access_integrations = var.integrations
  query_warehouse              = var.warehouse
  min_instances                = var.instances
  max_instances                = var.instances
  min_ready_instances          = var.instances
  auto_resume                  = "true"
  auto_suspend_secs            = 0
  comment                      = var.comment
}

# it returns when the service is READY, and is asked again of each change
resource "snowflake_execute" "roll" {
  execute = "SELECT SYSTEM$WAIT_FOR_SERVICES(600, '${replace(snowflake_service.service.fully_qualified_name, "'", "''")}')"
  revert  = "SELECT 1"
  lifecycle {
    replace_triggered_by = [snowflake_service.service]
  }
}

resource "snowflake_grant_privileges_to_account_role" "usage" {
  for_each          = var.may_enter
  account_role_name = each.value.role
  privileges        = ["USAGE"]
  on_schema_object {
    object_type = "SERVICE"
    object_name = snowflake_service.service.fully_qualified_name
  }
}

# the provider has no resource for roles of services
resource "snowflake_execute" "service_role" {
  for_each = var.may_enter
  execute  = "GRANT SERVICE ROLE ${snowflake_service.service.fully_qualified_name}!${each.value.service_role} TO ROLE \"${each.value.role}\""
  revert   = "REVOKE SERVICE ROLE ${snowflake_service.service.fully_qualified_name}!${each.value.service_role} FROM ROLE \"${each.value.role}\""
}
