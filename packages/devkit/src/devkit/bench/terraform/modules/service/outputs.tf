output "rolled" {
  description = "Known once the service is READY."
  value       = snowflake_execute.roll.id
}
