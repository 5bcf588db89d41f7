output "users_role" {
  value = snowflake_account_role.users.name
}

output "owner_roles" {
  value = { for key, role in snowflake_account_role.owner : key => role.name }
}

# Known once the deployer can take the role: the provider that signs in with it is not asked before. The id is
# "ROLE"|ROLE|"PARENT".
output "reachable" {
  value = { for key, grant in snowflake_grant_account_role.owner_to_deployer : key => trim(split("|", grant.id)[0], "\"") }
}

output "database" {
  value = snowflake_database.database.name
}

output "schema" {
  value = local.schema
}

# once the owners may put services there
output "service_schema" {
  value = local.schema
  depends_on = [
    snowflake_grant_privileges_to_account_role.bind_service_endpoint,
    snowflake_grant_privileges_to_account_role.owner_on_database,
    snowflake_grant_privileges_to_account_role.owner_on_schema,
    snowflake_grant_privileges_to_account_role.owner_on_warehouse,
    snowflake_grant_privileges_to_account_role.owner_on_repository,
    snowflake_grant_privileges_to_account_role.owner_on_stage,
  ]
}

output "warehouse" {
  value = snowflake_warehouse.warehouse.name
}
