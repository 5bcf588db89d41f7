"""A service: its specification, its roll, and who may reach its endpoints."""

from __future__ import annotations

from collections.abc import Mapping, Sequence
from dataclasses import dataclass, field
from typing import Any

import pulumi
import pulumi_snowflake as snowflake

from components import grants
from components.comments import stack_comment, stack_name
from components.full_name import quoted
from components.image_snapshot import ImageSnapshot
from components.options import child_options
from components.rolled_specification import TEXT, RolledSpecification, content_hash
from components.rollout import Rollout
from components.service_definitions import USERS
from components.service_role import ServiceRole
from components.specification import Specification, initial_snapshots, role_of_clients
from components.sql import Identifier
from components.stage_file import StageFile


@dataclass(frozen=True, kw_only=True)
class ServiceSnapshots:
    """Of a service with block volumes, before it gets another image: `role` takes them, `keep` are kept, none for 0.
    `version` is the Milvus that it runs, as far as that is known."""

    role: str
    keep: int
    version: str | None


@dataclass(frozen=True, kw_only=True)
class SpcsServiceArgs:
    """A service and all that it is made of.

    `owner` is the provider of the owner, `role` the owner's role once it can be signed in with. `may_enter` are roles
    that get the endpoints, by what tells their resources apart. `spec_stage`, if given, is where `storage_role` puts
    the specification. `needs` is what CREATE SERVICE checks and no reference carries: privileges of the owner.
    `pushed` is the digest of an image that was built. `timeout` is in seconds. `own_pool` is the pool's name where the
    stack has made it, and may resume it. A service that is `parked` is there, and suspended.
    """

    service: Identifier
    database: pulumi.Input[str]
    schema: pulumi.Input[str]
    pool: pulumi.Input[str]
    warehouse: pulumi.Input[str]
    integrations: Sequence[pulumi.Input[str]] = ()
    specification: Specification
    placeholders: Mapping[str, pulumi.Input[str | int]]
    spec_stage: pulumi.Input[str] | None = None
    storage_role: str
    owner: pulumi.ProviderResource
    role: pulumi.Input[str]
    may_enter: Mapping[str, pulumi.Input[str]] = field(default_factory=dict)
    needs: Sequence[pulumi.Resource] = ()
    pushed: pulumi.Input[str] | None = None
    instances: int = 1
    timeout: int
    own_pool: pulumi.Input[str] | None = None
    parked: bool = False
    protect: bool = False
    snapshots: ServiceSnapshots | None = None

    def __post_init__(self) -> None:
        if self.timeout <= 0:
            raise ValueError(f"timeout is {self.timeout}; allowed: more than 0 seconds. To do: raise it")
        self.specification.check_values(self.placeholders.keys())

    @property
    def file(self) -> str:
        """The specification's, on the stage."""
        return f"{self.service.lower()}.yaml"


class SpcsService(pulumi.ComponentResource):
    """A service, made by its owner. It is there when `rollout` is: READY, with its addresses, or suspended."""

    def __init__(self, name: str, args: SpcsServiceArgs, opts: pulumi.ResourceOptions | None = None) -> None:
        super().__init__("milvus-spcs:index:SpcsService", name, None, opts)
        text = pulumi.Output.all(**args.placeholders).apply(args.specification.render)
        uploaded = self._upload(name, args, text)
        kept = self._keep(name, args, text)
        self.service = snowflake.Service(
            f"{name}-service",
            name=args.service,
            database=args.database,
            schema=args.schema,
            compute_pool=args.pool,
            from_specification=_from_specification(args, text, uploaded),
            external_access_integrations=list(args.integrations) or None,
            query_warehouse=args.warehouse,
            min_instances=args.instances,
            max_instances=args.instances,
            min_ready_instances=args.instances,
            # as Snowflake has them, and said: see the warehouse. A visit would wake one that is parked
            auto_resume="false" if args.parked else "true",
            auto_suspend_secs=0,
            comment=stack_comment(),
            opts=child_options(self, args.owner, after=[*args.needs, *kept], protect=args.protect),
        )
        self.rollout = Rollout(f"{name}-rollout", _rollout(args, text, self.service), child_options(self, None))
        for who, role in args.may_enter.items():
            self._let_in(name if who == USERS else f"{name}-{who}", role, args)
        self.register_outputs({"status": self.rollout.status, "ingress_url": self.rollout.ingress_url})

    def url(self, protocol: str) -> pulumi.Output[str]:
        """Where the public endpoint is; empty while it has no address, as of a service that was made while parked. The
        account gives addresses without a scheme."""
        return self.rollout.ingress_url.apply(lambda address: address and f"{protocol}://{address}")

    def summary(self, image: pulumi.Input[str]) -> dict[str, pulumi.Input[str]]:
        """What a person asks of a service, for the stack's outputs."""
        return {
            "status": self.rollout.status,
            "dnsName": self.rollout.dns_name,
            "specDigest": self.rollout.spec_digest,
            "image": image,
        }

    def _upload(self, name: str, args: SpcsServiceArgs, text: pulumi.Output[str]) -> StageFile | None:
        if args.spec_stage is None:
            return None
        props = {
            "database": args.database,
            "schema": args.schema,
            "stage": args.spec_stage,
            "file": args.file,
            "content": text,
            "role": args.storage_role,
        }
        return StageFile(f"{name}-specification", props, pulumi.ResourceOptions(parent=self))

    def _keep(self, name: str, args: SpcsServiceArgs, text: pulumi.Output[str]) -> list[ImageSnapshot]:
        if args.snapshots is None:
            return []
        props = {
            "database": args.database,
            "schema": args.schema,
            "service": args.service,
            "image": args.placeholders.get("image", ""),
            "version": args.snapshots.version,
            "initial": text.apply(lambda known: list(initial_snapshots(known))),
            "stack": stack_name(),
            "role": args.snapshots.role,
            "keep": args.snapshots.keep,
            "timeout": args.timeout,
        }
        return [ImageSnapshot(f"{name}-image-snapshot", props, pulumi.ResourceOptions(parent=self))]

    def _let_in(self, name: str, role: pulumi.Input[str], args: SpcsServiceArgs) -> None:
        """USAGE lets the role list the service, the service role lets it open endpoints. Only the owner can grant it,
        and both go with the service: the names come from its id, so that they are granted again to a new one."""
        service = self.service
        grants.grant(
            f"{name}-usage",
            role,
            grants.on_schema_object("SERVICE", service.database, service.schema, _of(service)),
            child_options(self, args.owner),
            ["USAGE"],
        )
        granted = {
            **_identity(service),
            "created_on": service.show_outputs.apply(lambda rows: rows[0].created_on),
            "grantee": role,
            "role": args.role,
            # what the state of one that opens all endpoints has not
            "service_role": role_of_clients(args.specification.text),
        }
        ServiceRole(f"{name}-service-role", granted, child_options(self, None))


def _of(service: snowflake.Service) -> pulumi.Output[str]:
    """The service's name, unknown while it is being replaced."""
    return pulumi.Output.all(service.id, service.name).apply(lambda known: str(known[1]))


def _identity(service: snowflake.Service) -> dict[str, pulumi.Output[str]]:
    """What tells services apart, of those who go with theirs."""
    return {
        "service_id": service.id,
        "database": service.database,
        "schema": service.schema,
        "service": service.name,
    }


def _from_specification(
    args: SpcsServiceArgs, text: pulumi.Output[str], uploaded: StageFile | None
) -> snowflake.ServiceFromSpecificationArgs:
    if uploaded is None:
        return snowflake.ServiceFromSpecificationArgs(text=text)
    return snowflake.ServiceFromSpecificationArgs(
        stage=quoted(args.database, args.schema, _required(args.spec_stage)),
        path=uploaded.content.apply(content_hash),
        file=args.file,
    )


def _rollout(args: SpcsServiceArgs, text: pulumi.Output[str], service: snowflake.Service) -> dict[str, Any]:
    source = None
    if args.spec_stage is not None:
        source = {"stage": args.spec_stage, "directory": text.apply(content_hash), "file": args.file}
    sent = args.spec_stage is None
    rolled = text.apply(lambda it: {**RolledSpecification.of_text(it).props, **({TEXT: it} if sent else {})})
    return {
        **_identity(service),
        "specification": rolled,
        "source": source,
        "pushed": args.pushed,
        "role": args.role,
        "timeout": args.timeout,
        "pool": args.own_pool,
        "parked": args.parked,
        # what the state of a service with one has not
        "instances": args.instances if args.instances > 1 else None,
    }


def _required(value: pulumi.Input[str] | None) -> pulumi.Input[str]:
    if value is None:
        raise ValueError("a specification that was uploaded has a stage")
    return value
