variable "deploying_role" {
  type = string
}

variable "user_password" {
  type      = string
  sensitive = true
}

variable "secret_passwords" {
  description = "By root, notebook and, of a cluster, objectstore: which secrets there are."
  type        = map(string)
}

variable "services" {
  description = <<-EOT
    By their names. `specification` is a file; `first` are those that the rest of a cluster waits for; `may_enter` are the
    service roles that others get, by users, milvus and jupyter.
  EOT
  type = map(object({
    owner         = string
    pool          = string
    specification = string
    first         = bool
    instances     = number
    may_enter     = map(string)
  }))
}
