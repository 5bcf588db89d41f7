"""Who may do what: the cases of privileges.yaml, run against the local account or a real one."""
