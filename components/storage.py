"""Warehouse, database and schema, the image repository and the stages, and who may use them."""

from __future__ import annotations

from collections.abc import Sequence
from dataclasses import dataclass

import pulumi
import pulumi_snowflake as snowflake

from components import grants
from components.options import child_options
from components.settings import StorageSettings, WarehouseSettings
from components.sql import Identifier

PUBLIC = "PUBLIC"  # comes and goes with its database
OWNER_ON_SCHEMA = ("USAGE", "CREATE IMAGE REPOSITORY", "CREATE SERVICE", "CREATE STAGE")
ON_STAGE = ("READ", "WRITE")


@dataclass(frozen=True, kw_only=True)
class StorageArgs:
    """`role` is of those who use, `owner_role` of who owns what lies in the schema. `database` is the provider of who
    makes warehouse, database and schema, `owner` that of the owner."""

    settings: StorageSettings
    role: pulumi.Input[str]
    owner_role: pulumi.Input[str]
    database: pulumi.ProviderResource
    owner: pulumi.ProviderResource


class Storage(pulumi.ComponentResource):
    """Warehouse, database and schema, and what the owner makes by its privileges on the schema.

    `schema` is the schema's name, known once the schema is there.
    """

    schema: pulumi.Output[str]

    def __init__(self, name: str, args: StorageArgs, opts: pulumi.ResourceOptions | None = None) -> None:
        super().__init__("milvus-spcs:index:Storage", name, None, opts)
        settings, by_database = args.settings, child_options(self, args.database)
        self.warehouse = _warehouse(f"{name}-warehouse", settings.warehouse, by_database)
        self.database = snowflake.Database(f"{name}-database", name=settings.database, opts=by_database)
        self.schema = _schema(f"{name}-schema", settings.schema, self.database, by_database)
        self.owner_grants = self._grant(name, "owner", args.owner_role, OWNER_ON_SCHEMA, by_database)
        *self._owner_on_schema, _ = self.owner_grants
        self._grant(name, "role", args.role, (), by_database)
        self._owned(name, args)
        # by its settings and not by its outputs, which no preview knows before the owner's role exists
        self.files_stage_name = pulumi.Output.format(
            "{0}.{1}.{2}", settings.database, settings.schema, settings.files_stage
        )
        self.repository_url = self.repository.show_outputs.apply(lambda rows: rows[0].repository_url or "")
        self.register_outputs({"database": self.database.name, "repository_url": self.repository_url})

    def _owned(self, name: str, args: StorageArgs) -> None:
        """What the owner makes; CREATE IMAGE REPOSITORY and CREATE STAGE need its privileges on the schema."""
        settings, by_owner = args.settings, child_options(self, args.owner, after=self._owner_on_schema)
        self.repository = snowflake.ImageRepository(
            f"{name}-repository",
            name=settings.repository,
            database=self.database.name,
            schema=self.schema,
            opts=by_owner,
        )
        self.spec_stage = self._stage(f"{name}-spec-stage", settings.spec_stage, by_owner, encrypted=False)
        self.data_stage = self._stage(f"{name}-data-stage", settings.data_stage, by_owner)
        self.files_stage = self._stage(f"{name}-files-stage", settings.files_stage, by_owner)
        # all that an internal stage has, by name: so refresh sees when one is revoked
        grants.grant(
            f"{name}-role-on-files-stage",
            args.role,
            _on_stage(self.files_stage),
            child_options(self, args.owner),
            ON_STAGE,
        )

    def _grant(
        self,
        name: str,
        who: str,
        role: pulumi.Input[str],
        on_schema: Sequence[str],
        opts: pulumi.ResourceOptions,
    ) -> list[snowflake.GrantPrivilegesToAccountRole]:
        """USAGE on database and warehouse with `on_schema`, or all privileges on the three when it is empty."""
        usage = ["USAGE"] if on_schema else []
        on_warehouse = grants.on_account_object("WAREHOUSE", self.warehouse.name)
        on_database = grants.on_account_object("DATABASE", self.database.name)
        schema = grants.on_schema(self.database.name, self.schema)
        return [
            grants.grant(f"{name}-{who}-on-database", role, on_database, opts, usage),
            grants.grant(f"{name}-{who}-on-schema", role, schema, opts, on_schema),
            grants.grant(f"{name}-{who}-on-warehouse", role, on_warehouse, opts, usage),
        ]

    def _stage(
        self, name: str, stage: Identifier, opts: pulumi.ResourceOptions, *, encrypted: bool = True
    ) -> snowflake.StageInternal:
        """An internal stage; with server-side encryption, as containers can mount no other."""
        sse: snowflake.StageInternalEncryptionArgsDict = {"snowflake_sse": {}}
        return snowflake.StageInternal(
            name,
            name=stage,
            database=self.database.name,
            schema=self.schema,
            encryption=sse if encrypted else None,
            opts=opts,
        )


def _warehouse(name: str, settings: WarehouseSettings, opts: pulumi.ResourceOptions) -> snowflake.Warehouse:
    return snowflake.Warehouse(
        name,
        name=settings.name,
        warehouse_size=settings.size,
        auto_suspend=settings.auto_suspend,
        auto_resume="true",
        initially_suspended=False,
        opts=opts,
    )


def _schema(
    name: str, schema: Identifier, database: snowflake.Database, opts: pulumi.ResourceOptions
) -> pulumi.Output[str]:
    if schema == PUBLIC:
        return database.name.apply(lambda _: PUBLIC)
    return snowflake.Schema(name, name=schema, database=database.name, opts=opts).name


def _on_stage(stage: snowflake.StageInternal) -> grants.On:
    return grants.on_schema_object("STAGE", stage.database, stage.schema, stage.name)
