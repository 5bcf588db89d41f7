"""docs/statements.md: what the grammar says is supported, with what each statement takes and needs."""
