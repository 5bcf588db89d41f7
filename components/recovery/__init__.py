"""What makes a stack usable again after a run of it was killed; docs/recovery.md says how it goes about it."""
