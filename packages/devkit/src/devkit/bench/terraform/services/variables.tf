variable "deploying_role" {
  type = string
}

variable "user_password" {
  type      = string
  sensitive = true
}

variable "nodes" {
  description = "Of the pool."
  type        = number
}

variable "services" {
  description = "By their names. `specification` is a file."
  type        = map(object({ specification = string }))
}
