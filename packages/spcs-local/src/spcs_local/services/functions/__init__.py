"""Service functions: what SQL sends to a service, and what comes back."""
