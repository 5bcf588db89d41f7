"""The benchmark: how long the stack takes on a local account, and how that compares with what it could take."""
