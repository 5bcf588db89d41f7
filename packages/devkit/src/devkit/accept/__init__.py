"""What an account answers to a stack's whole life, beside what the local account answered."""
