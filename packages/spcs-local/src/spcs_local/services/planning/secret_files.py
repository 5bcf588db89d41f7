"""Secrets as containers get them: variables, or files that follow the secret, in a directory of their own.

https://docs.snowflake.com/en/developer-guide/snowpark-container-services/additional-considerations-services-jobs
"""

from __future__ import annotations

from collections.abc import Callable, Collection
from pathlib import Path

from spcs_local.services.planning.service_directories import ServiceDirectories, write_file
from spcs_local.specification import Container, Secret, Specification

Read = Callable[[Secret], dict[str, str]]  # a secret's values by field: USERNAME, PASSWORD, SECRET_STRING


class SecretFiles:
    """One directory for each secret that a container has as files."""

    def __init__(self, root: Path) -> None:
        self._directories = ServiceDirectories(root)

    def environment(self, container: Container, read: Read) -> dict[str, str]:
        """Of a container about to start; what runs keeps what it has."""
        secrets = [secret for secret in container.secrets if secret.env_var_name is not None]
        return {str(secret.env_var_name): read(secret)[str(secret.secret_key_ref).upper()] for secret in secrets}

    def directories(self, service_id: int, container: Container, read: Read) -> list[tuple[Path, str]]:
        """The directories of a container, with where they are mounted; their files are as the secrets are now."""
        found = []
        for number, secret in enumerate(container.secrets):
            if secret.directory_path is not None:
                directory = self._directories.of(service_id, f"{container.name}-{number}")
                for field, value in read(secret).items():
                    write_file(directory / field.lower(), value)
                found.append((directory, secret.directory_path))
        return found

    def refresh(self, service_id: int, specification: Specification, read: Read) -> None:
        """Write what has changed."""
        for container in specification.containers:
            self.directories(service_id, container, read)

    def keep(self, service_ids: Collection[int]) -> None:
        """Take away what services had that are gone."""
        self._directories.keep(service_ids)
