"""Statements about compute pools, services, and what they run."""

from __future__ import annotations

from dataclasses import field

from spcs_local.model.identifiers import Name
from spcs_local.statements.rules.base import (
    Creating,
    Describing,
    Existing,
    Listing,
    Named,
    Replacing,
    Scope,
    Setting,
    SettingTags,
    Showing,
    Unsetting,
    UnsettingTags,
)
from spcs_local.statements.statement import Phrase, Statement
from spcs_local.statements.values import Number, Options


class CreateComputePool(Creating):
    pass


class AlterComputePool(Existing):
    pool_action: str


class AlterComputePoolSet(Setting):
    pass


class AlterComputePoolUnset(Unsetting):
    pass


class AlterComputePoolSetTags(SettingTags):
    pass


class AlterComputePoolUnsetTags(UnsettingTags):
    pass


class DropComputePool(Existing):
    pass


class ShowComputePools(Listing):
    terse: bool = False


class ShowInstanceFamilies(Showing):
    pass


class DescribeComputePool(Describing):
    pass


class FromSpecification(Phrase):
    specification: str


class FromTemplate(Phrase):
    specification: str


class FromStage(Phrase):
    stage: str


Source = FromSpecification | FromTemplate | FromStage


class TemplateVariable(Phrase):
    variable_name: str
    variable_value: str | Number | bool


class Sourced(Statement):
    """What is given a specification, or the template of one and values for its variables."""

    source: Source
    options: Options = field(default_factory=dict)
    using: tuple[TemplateVariable, ...] | None = None
    last_options: Options = field(default_factory=dict)


class CreateService(Creating, Sourced):
    pool: Name
    first_options: Options = field(default_factory=dict)


class AlterServiceFrom(Existing, Sourced):
    pass


class AlterService(Existing):
    service_action: str


class AlterServiceSet(Setting):
    pass


class AlterServiceUnset(Unsetting):
    pass


class AlterServiceSetTags(SettingTags):
    pass


class AlterServiceUnsetTags(UnsettingTags):
    pass


class DropService(Existing):
    force: bool = False


class ListingServices(Listing):
    """SHOW [JOB] SERVICES."""

    in_scope: Scope | None = None
    in_pool: Name | None = None


class ShowServices(ListingServices):
    terse: bool = False
    exclude_jobs: bool = False


class ShowJobServices(ListingServices):
    pass


class DescribeService(Describing):
    pass


class ShowingInService(Showing, Named):
    """SHOW … IN SERVICE."""


class ShowServiceContainers(ShowingInService):
    pass


class ShowServiceInstances(ShowingInService):
    pass


class ShowServiceVolumes(ShowingInService):
    pass


class ShowEndpoints(ShowingInService):
    pass


class ShowServiceRoles(ShowingInService):
    pass


class ExecuteJobService(Sourced):
    pool: Name
    first_options: Options = field(default_factory=dict)


class RestoreVolume(Existing):
    volume: str
    instances: tuple[Number | str, ...]
    snapshot: Name


class CreateSnapshot(Replacing):
    of_service: Name
    volume: str
    instance: Number | str


class AlterSnapshotSet(Setting):
    pass


class DropSnapshot(Existing):
    pass


class ShowSnapshots(Listing):
    in_scope: Scope | None = None


class DescribeSnapshot(Describing):
    pass


class ServiceRole(Phrase):
    service: Name
    role_name: str


class OnServiceRole(Statement):
    """What names a service role."""

    service_role: ServiceRole


class GrantingServiceRole(OnServiceRole):
    """GRANT and REVOKE of a service role."""

    to_role: Name


class GrantServiceRole(GrantingServiceRole):
    pass


class RevokeServiceRole(GrantingServiceRole):
    pass


class ShowingGrantsOfServiceRole(Showing, OnServiceRole):
    """SHOW GRANTS {OF | TO} SERVICE ROLE."""

    most: str | None = None


class ShowGrantsOfServiceRole(ShowingGrantsOfServiceRole):
    pass


class ShowGrantsToServiceRole(ShowingGrantsOfServiceRole):
    pass
