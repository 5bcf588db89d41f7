"""`make preview-diff`: brings the base up on a local account in memory, and previews the head against it."""
