variable "deploying_role" {
  type = string
}

variable "user_password" {
  type      = string
  sensitive = true
}

variable "comment" {
  type = string
}

variable "owners" {
  description = "Roles to own services: whether one does, and serves public endpoints, and the stages it reads and writes."
  type = map(object({
    role   = string
    owns   = bool
    public = bool
    stages = set(string)
  }))
}
