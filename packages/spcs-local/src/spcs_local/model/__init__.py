"""The rules: objects, grants, sessions. Knows the catalog and nothing above."""
