# The objects of the guide's stack, of either topology, but for its images: who measures names them in specifications.

terraform {
  required_version = ">= 1.6"
  required_providers {
    snowflake = { source = "snowflakedb/snowflake", version = "2.20.0" }
  }
}

# where the account is and who signs in, SNOWFLAKE_* say; the features are those that the stack's providers have
provider "snowflake" {
  role                          = var.deploying_role
  preview_features_enabled      = ["snowflake_external_access_integration_resource"]
  experimental_features_enabled = ["GRANT_ACCOUNT_ROLE_SHOW_CACHING", "ACCOUNT_ROLE_SHOW_CACHING"]
}

provider "snowflake" {
  alias                         = "milvus"
  role                          = module.foundation.reachable["milvus"]
  experimental_features_enabled = ["GRANT_ACCOUNT_ROLE_SHOW_CACHING", "ACCOUNT_ROLE_SHOW_CACHING"]
}

provider "snowflake" {
  alias                         = "jupyter"
  role                          = module.foundation.reachable["jupyter"]
  experimental_features_enabled = ["GRANT_ACCOUNT_ROLE_SHOW_CACHING", "ACCOUNT_ROLE_SHOW_CACHING"]
}

module "foundation" {
  source         = "../modules/foundation"
  deploying_role = var.deploying_role
  user_password  = var.user_password
  comment        = local.comment
  owners = {
    milvus  = { role = "MILVUS_OWNER_ROLE", owns = true, public = false, stages = ["DATA"] }
    jupyter = { role = "JUPYTER_OWNER_ROLE", owns = true, public = true, stages = ["FILES"] }
  }
}

resource "snowflake_network_rule" "egress" {
  name       = "ALLOW_ALL_RULE"
  database   = module.foundation.database
  schema     = module.foundation.schema
  type       = "HOST_PORT"
  mode       = "EGRESS"
  value_list = ["huggingface.co:443", "cas-bridge.xethub.hf.co:443"]
  comment    = local.comment
}

resource "snowflake_external_access_integration" "egress" {
  name                  = "ALLOW_ALL_EAI"
  allowed_network_rules = [snowflake_network_rule.egress.fully_qualified_name]
  enabled               = true
  comment               = local.comment
}

resource "snowflake_grant_privileges_to_account_role" "egress" {
  account_role_name = module.foundation.owner_roles["jupyter"]
  privileges        = ["USAGE"]
  on_account_object {
    object_type = "INTEGRATION"
    object_name = snowflake_external_access_integration.egress.fully_qualified_name
  }
}

resource "snowflake_secret_with_basic_authentication" "secret" {
  for_each = local.secrets
  name     = each.value.name
  database = module.foundation.database
  schema   = module.foundation.schema
  username = each.value.user
  password = var.secret_passwords[each.key]
  comment  = local.comment
}

resource "snowflake_grant_privileges_to_account_role" "secret" {
  for_each          = local.on_secrets
  account_role_name = module.foundation.owner_roles[each.value.owner]
  privileges        = ["READ"]
  on_schema_object {
    object_type = "SECRET"
    object_name = snowflake_secret_with_basic_authentication.secret[each.value.secret].fully_qualified_name
  }
}

resource "snowflake_compute_pool" "pool" {
  for_each        = local.pools
  name            = each.value
  instance_family = "CPU_X64_S"
  min_nodes       = 1
  max_nodes       = 1
  auto_resume     = "true"
  comment         = local.comment
}

resource "snowflake_grant_privileges_to_account_role" "pool" {
  for_each          = local.pools
  account_role_name = module.foundation.owner_roles[each.key]
  privileges        = ["USAGE", "MONITOR", "OPERATE"]
  on_account_object {
    object_type = "COMPUTE POOL"
    object_name = snowflake_compute_pool.pool[each.key].fully_qualified_name
  }
}

locals {
  comment = "Terraform"
  pools   = { milvus = "MILVUS_COMPUTE_POOL", jupyter = "JUPYTER_COMPUTE_POOL" }
  secrets = { for key, it in local.all_secrets : key => it if contains(keys(var.secret_passwords), key) }
  all_secrets = {
    root        = { name = "MILVUS_ROOT", user = "root", owners = ["milvus"] }
    notebook    = { name = "MILVUS_NOTEBOOK", user = "notebook", owners = ["milvus", "jupyter"] }
    objectstore = { name = "MILVUS_OBJECTSTORE", user = "milvus", owners = ["milvus"] }
  }
  on_secrets = merge([
    for key, it in local.secrets : { for owner in it.owners : "${owner}-${key}" => { owner = owner, secret = key } }
  ]...)
  roles = merge(module.foundation.owner_roles, { users = module.foundation.users_role })
}

# What the others of a cluster stand on; nothing where Milvus is one process.
module "first" {
  for_each      = { for name, it in var.services : name => it if it.owner == "milvus" && it.first }
  source        = "../modules/service"
  providers     = { snowflake = snowflake.milvus }
  name          = each.key
  database      = module.foundation.database
  schema        = module.foundation.service_schema
  compute_pool  = snowflake_compute_pool.pool[each.value.pool].name
  warehouse     = module.foundation.warehouse
  specification = file(each.value.specification)
  instances     = each.value.instances
  may_enter     = { for who, what in each.value.may_enter : who => { role = local.roles[who], service_role = what } }
  comment       = local.comment
  depends_on    = [snowflake_grant_privileges_to_account_role.pool, snowflake_grant_privileges_to_account_role.secret]
}

module "milvus" {
  for_each      = { for name, it in var.services : name => it if it.owner == "milvus" && !it.first }
  source        = "../modules/service"
  providers     = { snowflake = snowflake.milvus }
  name          = each.key
  database      = module.foundation.database
  schema        = module.foundation.service_schema
  compute_pool  = snowflake_compute_pool.pool[each.value.pool].name
  warehouse     = module.foundation.warehouse
  specification = file(each.value.specification)
  instances     = each.value.instances
  may_enter     = { for who, what in each.value.may_enter : who => { role = local.roles[who], service_role = what } }
  comment       = local.comment
  depends_on = [
    module.first,
    snowflake_grant_privileges_to_account_role.pool["milvus"],
    snowflake_grant_privileges_to_account_role.secret,
  ]
}

module "jupyter" {
  for_each      = { for name, it in var.services : name => it if it.owner == "jupyter" }
  source        = "../modules/service"
  providers     = { snowflake = snowflake.jupyter }
  name          = each.key
  database      = module.foundation.database
  schema        = module.foundation.service_schema
  compute_pool  = snowflake_compute_pool.pool[each.value.pool].name
  warehouse     = module.foundation.warehouse
  specification = file(each.value.specification)
  integrations  = [snowflake_external_access_integration.egress.name]
  instances     = each.value.instances
  may_enter     = { for who, what in each.value.may_enter : who => { role = local.roles[who], service_role = what } }
  comment       = local.comment
  depends_on = [
    snowflake_grant_privileges_to_account_role.egress,
    snowflake_grant_privileges_to_account_role.pool,
    snowflake_grant_privileges_to_account_role.secret,
  ]
}
