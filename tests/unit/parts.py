"""Settings of single components, as another program would write them."""

from __future__ import annotations

from components.secret import Secret
from components.settings import AccessSettings, EgressSettings, StorageSettings, WarehouseSettings
from components.sql import Identifier


def access(role: str = "USERS", **owners: str) -> AccessSettings:
    owned = {key: Identifier(owner) for key, owner in (owners or {"milvus": "OWNERS"}).items()}
    return AccessSettings(role=Identifier(role), owners=owned, user=Identifier("U"), user_password=Secret("p"))


def warehouse(size: str = "XSMALL", auto_suspend: int = 60) -> WarehouseSettings:
    return WarehouseSettings(name=Identifier("W"), size=size, auto_suspend=auto_suspend)


def storage() -> StorageSettings:
    return StorageSettings(
        warehouse=warehouse(),
        database=Identifier("D"),
        schema=Identifier("PUBLIC"),
        repository=Identifier("R"),
        spec_stage=Identifier("Y"),
        data_stage=Identifier("DATA"),
        files_stage=Identifier("FILES"),
    )


def egress(*hosts: str) -> EgressSettings:
    return EgressSettings(rule=Identifier("N"), integration=Identifier("E"), hosts=hosts)
