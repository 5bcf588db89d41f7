"""What every version of the Python connector does with the account; run in the environment of each."""
