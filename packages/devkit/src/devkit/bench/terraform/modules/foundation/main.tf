# Who uses and who owns, and what their services lie in: one role each, the warehouse, the database, what is in it.

terraform {
  required_providers {
    snowflake = { source = "snowflakedb/snowflake", version = "2.20.0" }
  }
}

resource "snowflake_account_role" "users" {
  name    = "MILVUS_ROLE"
  comment = var.comment
}

resource "snowflake_user" "user" {
  name                           = "MILVUS_USER"
  password                       = var.user_password
  must_change_password           = "false"
  default_role                   = snowflake_account_role.users.name
  default_secondary_roles_option = "ALL"
  comment                        = var.comment
}

resource "snowflake_grant_account_role" "users" {
  role_name = snowflake_account_role.users.name
  user_name = snowflake_user.user.name
}

resource "snowflake_account_role" "owner" {
  for_each = var.owners
  name     = each.value.role
  comment  = var.comment
}

resource "snowflake_grant_account_role" "owner_to_deployer" {
  for_each         = var.owners
  role_name        = snowflake_account_role.owner[each.key].name
  parent_role_name = var.deploying_role
}

resource "snowflake_grant_privileges_to_account_role" "bind_service_endpoint" {
  for_each          = { for key, owner in var.owners : key => owner if owner.public }
  account_role_name = snowflake_account_role.owner[each.key].name
  privileges        = ["BIND SERVICE ENDPOINT"]
  on_account        = true
}

resource "snowflake_warehouse" "warehouse" {
  name                      = "MILVUS_WAREHOUSE"
  warehouse_size            = "XSMALL"
  auto_suspend              = 180
  auto_resume               = "true"
  initially_suspended       = false
  enable_query_acceleration = "false"
  comment                   = var.comment
}

resource "snowflake_database" "database" {
  name    = "MILVUS_DEMO"
  comment = var.comment
}

resource "snowflake_image_repository" "repository" {
  name     = "MILVUS_REPO"
  database = snowflake_database.database.name
  schema   = local.schema
  comment  = var.comment
}

resource "snowflake_stage_internal" "specifications" {
  name     = "YAML_STAGE"
  database = snowflake_database.database.name
  schema   = local.schema
  comment  = var.comment
  directory { enable = false }
}

# with server-side encryption: containers can mount no other
resource "snowflake_stage_internal" "encrypted" {
  for_each = toset(["DATA", "FILES"])
  name     = each.key
  database = snowflake_database.database.name
  schema   = local.schema
  comment  = var.comment
  directory { enable = false }
  encryption {
    snowflake_sse {}
  }
}

locals {
  schema   = "PUBLIC" # it comes with the database
  owned_by = "${snowflake_database.database.fully_qualified_name}.\"${local.schema}\""

  owning = { for key, owner in var.owners : key => owner if owner.owns }

  # one grant each, by whom and what it is on
  on_stages = merge([
    for key, owner in var.owners : { for stage in owner.stages : "${key}-${stage}" => { owner = key, stage = stage } }
  ]...)
}

resource "snowflake_grant_privileges_to_account_role" "owner_on_database" {
  for_each          = local.owning
  account_role_name = snowflake_account_role.owner[each.key].name
  privileges        = ["USAGE"]
  on_account_object {
    object_type = "DATABASE"
    object_name = snowflake_database.database.fully_qualified_name
  }
}

resource "snowflake_grant_privileges_to_account_role" "owner_on_schema" {
  for_each          = local.owning
  account_role_name = snowflake_account_role.owner[each.key].name
  privileges        = ["USAGE", "CREATE SERVICE"]
  on_schema { schema_name = local.owned_by }
}

resource "snowflake_grant_privileges_to_account_role" "owner_on_warehouse" {
  for_each          = local.owning
  account_role_name = snowflake_account_role.owner[each.key].name
  privileges        = ["USAGE"]
  on_account_object {
    object_type = "WAREHOUSE"
    object_name = snowflake_warehouse.warehouse.fully_qualified_name
  }
}

resource "snowflake_grant_privileges_to_account_role" "owner_on_repository" {
  for_each          = local.owning
  account_role_name = snowflake_account_role.owner[each.key].name
  privileges        = ["READ"]
  on_schema_object {
    object_type = "IMAGE REPOSITORY"
    object_name = snowflake_image_repository.repository.fully_qualified_name
  }
}

resource "snowflake_grant_privileges_to_account_role" "owner_on_stage" {
  for_each          = local.on_stages
  account_role_name = snowflake_account_role.owner[each.value.owner].name
  privileges        = ["READ", "WRITE"]
  on_schema_object {
    object_type = "STAGE"
    object_name = snowflake_stage_internal.encrypted[each.value.stage].fully_qualified_name
  }
}

resource "snowflake_grant_privileges_to_account_role" "users_on_database" {
  account_role_name = snowflake_account_role.users.name
  privileges        = ["USAGE"]
  on_account_object {
    object_type = "DATABASE"
    object_name = snowflake_database.database.fully_qualified_name
  }
}

resource "snowflake_grant_privileges_to_account_role" "users_on_schema" {
  account_role_name = snowflake_account_role.users.name
  privileges        = ["USAGE"]
  on_schema { schema_name = local.owned_by }
}
