"""Which instances find room on which nodes."""
