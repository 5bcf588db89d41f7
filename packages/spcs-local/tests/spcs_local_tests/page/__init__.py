"""The account's own page, over HTTP."""
