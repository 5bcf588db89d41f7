"""docs/parity.md: for all that the account takes the test that has it do so, or the reason why it does not."""
