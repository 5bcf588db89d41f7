"""Backup and restore of a stack (docs/backup.md), by programs beside the stack's own."""
