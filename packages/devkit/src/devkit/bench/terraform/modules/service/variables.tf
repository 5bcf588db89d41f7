variable "name" {
  type = string
}

variable "database" {
  type = string
}

variable "schema" {
  type = string
}

variable "compute_pool" {
  type = string
}

variable "warehouse" {
  type = string
}

variable "specification" {
  description = "YAML, as the account gets it."
  type        = string
}

variable "integrations" {
  description = "External access integrations; null for none."
  type        = set(string)
  default     = null
}

variable "instances" {
  type    = number
  default = 1
}

variable "may_enter" {
  description = "Who gets endpoints, by what tells them apart: a role, and the service role that it gets."
  type        = map(object({ role = string, service_role = string }))
  default     = {}
}

variable "comment" {
  type = string
}
