# Many services of one owner in one pool.

terraform {
  required_version = ">= 1.6"
  required_providers {
    snowflake = { source = "snowflakedb/snowflake", version = "2.20.0" }
  }
}

# where the account is and who signs in, SNOWFLAKE_* say; the features are those that the stack's providers have
provider "snowflake" {
  role                          = var.deploying_role
  experimental_features_enabled = ["GRANT_ACCOUNT_ROLE_SHOW_CACHING", "ACCOUNT_ROLE_SHOW_CACHING"]
}

provider "snowflake" {
  alias                         = "milvus"
  role                          = module.foundation.reachable["milvus"]
  experimental_features_enabled = ["GRANT_ACCOUNT_ROLE_SHOW_CACHING", "ACCOUNT_ROLE_SHOW_CACHING"]
}

module "foundation" {
  source         = "../modules/foundation"
  deploying_role = var.deploying_role
  user_password  = var.user_password
  comment        = local.comment
  owners = {
    milvus  = { role = "MILVUS_OWNER_ROLE", owns = true, public = false, stages = [] }
    jupyter = { role = "JUPYTER_OWNER_ROLE", owns = false, public = false, stages = [] }
  }
}

locals {
  comment = "Terraform"
}

resource "snowflake_compute_pool" "pool" {
  name            = "BENCH_POOL"
  instance_family = "CPU_X64_S"
  min_nodes       = var.nodes
  max_nodes       = var.nodes
  auto_resume     = "true"
  comment         = local.comment
}

resource "snowflake_grant_privileges_to_account_role" "pool" {
  account_role_name = module.foundation.owner_roles["milvus"]
  privileges        = ["USAGE", "MONITOR", "OPERATE"]
  on_account_object {
    object_type = "COMPUTE POOL"
    object_name = snowflake_compute_pool.pool.fully_qualified_name
  }
}

module "service" {
  for_each      = var.services
  source        = "../modules/service"
  providers     = { snowflake = snowflake.milvus }
  name          = each.key
  database      = module.foundation.database
  schema        = module.foundation.service_schema
  compute_pool  = snowflake_compute_pool.pool.name
  warehouse     = module.foundation.warehouse
  specification = file(each.value.specification)
  comment       = local.comment
  depends_on    = [snowflake_grant_privileges_to_account_role.pool]
}
