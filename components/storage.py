"""Warehouse, database and schema, the image repository and the stages, and who may use them."""

from __future__ import annotations

from collections.abc import Collection, Mapping, Sequence
from dataclasses import dataclass

import pulumi
import pulumi_snowflake as snowflake

from components import grants
from components.comments import stack_comment
from components.existing_rules import PUBLIC
from components.options import child_options
from components.settings import StorageSettings, WarehouseSettings
from components.sign_in import SignIn
from components.sql import Existing, Identifier
from components.stack_privileges import GUIDE_TO_USERS, STAGES_TO_OWNERS, STORAGE_TO_OWNERS, STORAGE_TO_USERS


@dataclass(frozen=True, kw_only=True)
class StorageArgs:
    """`role` is of those who use, `owner_roles` of those who own services, of which `mounting` mount the files' stage
    and `exporting` write exports to the data stage.

    `provider` is of the role that makes and owns all of it. With `guide_privileges` the users' role gets all
    privileges, as in the guide. `protected` are "database", "schema", "data-stage" and "files-stage", or some of them.
    `repository_url` is that of a repository that is there before. `specifications_by` is the role that puts
    specifications on a stage, where they come from one.
    """

    settings: StorageSettings
    role: pulumi.Input[str]
    owner_roles: Mapping[str, pulumi.Input[str]]
    mounting: Collection[str] = ()
    exporting: Collection[str] = ()
    specifications_by: str | None = None
    guide_privileges: bool = False
    protected: Collection[str] = ()
    repository_url: pulumi.Input[str] | None = None
    provider: pulumi.ProviderResource

    def __post_init__(self) -> None:
        repository = self.settings.repository
        if isinstance(repository, Existing) and self.repository_url is None:
            raise ValueError(f"repository_url of {repository} is None; allowed: the one it has. To do: look it up")


class Storage(pulumi.ComponentResource):
    """Warehouse, database and schema, and what lies in it.

    `warehouse`, `database`, `schema` and `repository` are names, known once the objects are there; `owner_grants` are
    the grants that are made of what CREATE SERVICE by an owner needs of all this.
    """

    warehouse: pulumi.Input[str]
    database: pulumi.Input[str]
    schema: pulumi.Input[str]
    repository: pulumi.Input[str]
    repository_url: pulumi.Output[str]
    owner_grants: Mapping[str, Sequence[grants.Grant]]

    def __init__(self, name: str, args: StorageArgs, opts: pulumi.ResourceOptions | None = None) -> None:
        super().__init__("milvus-spcs:index:Storage", name, None, opts)
        settings, self._by = args.settings, child_options(self, args.provider)
        self._args = args
        self.warehouse = _warehouse(f"{name}-warehouse", settings.warehouse, self._by)
        self.database = _database(f"{name}-database", settings, self._kept("database"))
        self.schema = _schema(f"{name}-schema", settings.schema, self.database, self._kept("schema"))
        self.repository, self.repository_url = self._repository(f"{name}-repository", args)
        self.spec_stage = self._stage(name, "spec-stage", settings.spec_stage, encrypted=False)
        self.data_stage = self._stage(name, "data-stage", settings.data_stage)
        self.files_stage = self._stage(name, "files-stage", settings.files_stage)
        self._on = self._grantable()
        self.owner_grants = {key: self._to_owner(name, key, role, args) for key, role in args.owner_roles.items()}
        self._to_users(name, args)
        if args.specifications_by:
            SignIn(f"{name}-sign-in", args.specifications_by, pulumi.ResourceOptions(parent=self))
        # by its settings and not by its outputs, so that a first preview knows it
        self.files_stage_name = pulumi.Output.format(
            "{0}.{1}.{2}", settings.database, settings.schema, settings.files_stage
        )
        self.register_outputs({"database": self.database, "repository_url": self.repository_url})

    def _repository(self, name: str, args: StorageArgs) -> tuple[pulumi.Input[str], pulumi.Output[str]]:
        """Its name and its URL."""
        repository = args.settings.repository
        if args.repository_url is not None:
            return repository, pulumi.Output.from_input(args.repository_url)
        made = snowflake.ImageRepository(
            name,
            name=repository,
            database=self.database,
            schema=self.schema,
            comment=stack_comment(),
            opts=self._by,
        )
        return made.name, made.show_outputs.apply(lambda rows: rows[0].repository_url or "")

    def _to_owner(self, name: str, key: str, role: pulumi.Input[str], args: StorageArgs) -> list[grants.Grant]:
        stages = {
            "files-stage": key in args.mounting,
            "spec-stage": bool(args.specifications_by),
            "data-stage": key in args.exporting,
        }
        of_stages = {what: STAGES_TO_OWNERS[what] for what, used in stages.items() if used}
        granted = {
            what: grants.grant(f"{name}-{key}-owner-on-{what}", role, self._on[what], self._by, privileges)
            for what, privileges in {**STORAGE_TO_OWNERS, **of_stages}.items()
        }
        return list(grants.made(granted).values())

    def _to_users(self, name: str, args: StorageArgs) -> None:
        """What a service role needs beside it, or all that the guide grants."""
        wanted = GUIDE_TO_USERS if args.guide_privileges else STORAGE_TO_USERS
        for what, privileges in wanted.items():
            grants.grant(f"{name}-role-on-{what}", args.role, self._on[what], self._by, privileges)

    def _grantable(self) -> dict[str, grants.On]:
        """What privileges are on, by what the names of their grants call it."""
        in_schema = self.database, self.schema
        return {
            "database": grants.on_account_object("DATABASE", self.database),
            "schema": grants.on_schema(*in_schema),
            "warehouse": grants.on_account_object("WAREHOUSE", self.warehouse),
            "repository": grants.on_schema_object("IMAGE REPOSITORY", *in_schema, self.repository),
            "files-stage": grants.on_schema_object("STAGE", *in_schema, self.files_stage.name),
            "data-stage": grants.on_schema_object("STAGE", *in_schema, self.data_stage.name),
            "spec-stage": grants.on_schema_object("STAGE", *in_schema, self.spec_stage.name),
        }

    def _kept(self, what: str) -> pulumi.ResourceOptions:
        return child_options(self, self._args.provider, protect=what in self._args.protected)

    def _stage(self, name: str, what: str, stage: Identifier, *, encrypted: bool = True) -> snowflake.StageInternal:
        """An internal stage; with server-side encryption, as containers can mount no other. It has no directory table,
        and says so: one that somebody enables is taken away again, and the stage stays, with its files."""
        sse: snowflake.StageInternalEncryptionArgsDict = {"snowflake_sse": {}}
        return snowflake.StageInternal(
            f"{name}-{what}",
            name=stage,
            database=self.database,
            schema=self.schema,
            encryption=sse if encrypted else None,
            directory={"enable": False},
            comment=stack_comment(),
            opts=self._kept(what),
        )


def _warehouse(name: str, settings: WarehouseSettings, opts: pulumi.ResourceOptions) -> pulumi.Input[str]:
    if isinstance(settings.name, Existing):
        return settings.name
    return snowflake.Warehouse(
        name,
        name=settings.name,
        warehouse_size=settings.size,
        auto_suspend=settings.auto_suspend,
        auto_resume="true",
        initially_suspended=False,
        # as Snowflake has them, and said: what is left to the plugin's defaults, it takes as it finds it once all of it
        # was changed. Not the scale factor: an edition without query acceleration refuses any value of it (1423)
        enable_query_acceleration="false",
        statement_timeout_in_seconds=settings.statement_timeout,
        statement_queued_timeout_in_seconds=settings.statement_queued_timeout,
        comment=stack_comment(),
        opts=opts,
    ).name


def _database(name: str, settings: StorageSettings, opts: pulumi.ResourceOptions) -> pulumi.Input[str]:
    if isinstance(settings.database, Existing):
        return settings.database
    return snowflake.Database(
        name,
        name=settings.database,
        data_retention_time_in_days=settings.data_retention,
        comment=stack_comment(),
        opts=opts,
    ).name


def _schema(
    name: str, schema: Identifier, database: pulumi.Input[str], opts: pulumi.ResourceOptions
) -> pulumi.Input[str]:
    if isinstance(schema, Existing):
        return schema
    if schema == PUBLIC:
        return pulumi.Output.from_input(database).apply(lambda _: PUBLIC)
    return snowflake.Schema(name, name=schema, database=database, comment=stack_comment(), opts=opts).name
