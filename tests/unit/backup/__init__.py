"""Of what takes backups and puts them in place."""
