"""The rules as Pulumi's policies."""

from __future__ import annotations

from collections.abc import Mapping, Sequence
from typing import Any

from pulumi_policy import (
    EnforcementLevel,
    PolicyConfigSchema,
    PolicyPack,
    PolicyResource,
    ReportViolation,
    ResourceValidationArgs,
    ResourceValidationPolicy,
    StackValidationArgs,
    StackValidationPolicy,
)
from pulumi_policy.proxy import UnknownValueError

from milvus_policies.catalog import RULES
from milvus_policies.resources import UNKNOWN, Resource
from milvus_policies.rules import Config, ResourceRule, StackRule


def serve() -> None:
    """Answer the engine until it ends us."""
    PolicyPack("milvus-spcs", [_policy(it) for it in RULES], enforcement_level=EnforcementLevel.MANDATORY)


def _policy(rule: ResourceRule | StackRule) -> ResourceValidationPolicy | StackValidationPolicy:
    schema = PolicyConfigSchema({name: dict(it) for name, it in rule.settings.items()}) if rule.settings else None
    given = {"name": rule.name, "description": rule.description, "config_schema": schema}
    if isinstance(rule, StackRule):
        return StackValidationPolicy(validate=lambda args, report: _check_stack(rule, args, report), **given)
    return ResourceValidationPolicy(validate=lambda args, report: _check_resource(rule, args, report), **given)


def _check_resource(rule: ResourceRule, args: ResourceValidationArgs, report: ReportViolation) -> None:
    resource = _resource(args, {})
    for text in rule.check(resource, _config(rule.defaults, args.get_config())):
        report(text, resource.urn)


def _check_stack(rule: StackRule, args: StackValidationArgs, report: ReportViolation) -> None:
    resources = [_resource(it, it.property_dependencies) for it in args.resources]
    for resource, text in rule.check(resources, _config(rule.defaults, args.get_config())):
        report(text, resource.urn)


def _config(defaults: Config, given: Mapping[str, Any]) -> Config:
    return {**defaults, **given}


def _resource(given: ResourceValidationArgs | PolicyResource, uses: Mapping[str, Sequence[PolicyResource]]) -> Resource:
    return Resource(
        kind=given.resource_type,
        name=given.name,
        urn=given.urn,
        properties=plain(given.props),
        protected=bool(given.opts.protect),
        uses={name: [it.urn for it in used] for name, used in uses.items()},
    )


def plain(value: Any) -> Any:
    """Without the library's wrapping, which raises where something unknown is looked at."""
    if isinstance(value, Mapping):
        return {name: _known(value, name) for name in value}
    if isinstance(value, Sequence) and not isinstance(value, str | bytes):
        return [_known(value, index) for index in range(len(value))]
    return value


def _known(container: Any, key: str | int) -> Any:
    try:
        return plain(container[key])
    except UnknownValueError:
        return UNKNOWN
