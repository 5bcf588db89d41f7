"""What images are pushed with: a password of the configuration, or what Docker itself has for the registry."""

from __future__ import annotations

import os
from collections.abc import Mapping

import pulumi

from components.config_reader import ConfigReader, Place
from components.docker_config import DockerConfig, DockerConfigError, Lack, to_be_found
from components.secret import Secret
from components.settings_table import Table


def read_push_credential(reader: ConfigReader, host: str | None, environment: Mapping[str, str]) -> Secret | None:
    """The password, if one is configured; else Docker has to have a credential. `host` is None where none is needed."""
    password = reader.credential(Table.REGISTRY_PASSWORD)
    if password or host is None:
        return password
    try:
        lack = DockerConfig.of(environment).lacking(host, _path_of_plugins(environment))
    except DockerConfigError as error:
        lack = Lack(error.why)
    if lack:
        login = f"make registry-login STACK={pulumi.get_stack()}"
        place = Place(f"Docker's credential for {host}", to_be_found(lack.program) if lack.program else login)
        allowed = f"a credential helper, docker login, or {Table.REGISTRY_PASSWORD.key}, which is marked secret"
        reader.report(place, f"missing: {lack.why}", allowed)
    return None


def _path_of_plugins(environment: Mapping[str, str]) -> str:
    """PATH as the docker plugin has it: for the program alone its language host puts the virtual environment first."""
    path, own = environment.get("PATH", os.defpath), environment.get("VIRTUAL_ENV")
    first, _, others = path.partition(os.pathsep)
    return others if own and first == os.path.join(own, "bin") else path
