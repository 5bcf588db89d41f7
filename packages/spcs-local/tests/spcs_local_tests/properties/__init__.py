"""Properties: what is quoted comes back as it was sent, and nothing that is sent brings the account down."""
