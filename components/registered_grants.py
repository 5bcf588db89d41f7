"""What the program grants to which roles, gathered from what it registers."""

from __future__ import annotations

from collections.abc import Callable, Collection, Mapping
from typing import Any

import pulumi

from components.held_grants import ALL
from components.new_resources import GRANT_PRIVILEGES, GRANT_ROLE

Props = Mapping[str, Any]
# a role, and what it is granted, as `Granted.text` has it
Grant = tuple[str, list[str]]


class RegisteredGrants:
    """`watch` is to be a transformation of the stack before its first resource."""

    def __init__(self) -> None:
        self._grants: list[pulumi.Output[Grant]] = []

    def watch(self, args: pulumi.ResourceTransformationArgs) -> None:
        """Transforms nothing."""
        if told := _TOLD.get(args.type_):
            self._grants.append(told(args.props))

    def to(self, roles: Collection[str]) -> pulumi.Output[dict[str, list[str]]]:
        """Of these roles all, by their names."""

        def gathered(grants: list[Grant]) -> dict[str, list[str]]:
            return {role: sorted({it for name, texts in grants if name == role for it in texts}) for role in roles}

        return pulumi.Output.all(*self._grants).apply(gathered)


def _privileges(props: Props) -> pulumi.Output[Grant]:
    privileges = [ALL] if props.get("all_privileges") else props["privileges"]

    def told(known: list[Any]) -> Grant:
        role, names, on = known
        return str(role), [f"{name} ON {on}" for name in names]

    return pulumi.Output.all(props["account_role_name"], privileges, _on(props)).apply(told)


def _on(props: Props) -> pulumi.Input[str]:
    if props.get("on_account"):
        return "ACCOUNT"
    if on_schema := props.get("on_schema"):
        return _plain("SCHEMA", on_schema.schema_name)
    on = props.get("on_account_object") or props["on_schema_object"]
    return _plain(on.object_type, on.object_name)


def _plain(kind: str, name: pulumi.Input[str]) -> pulumi.Output[str]:
    return pulumi.Output.from_input(name).apply(lambda known: f"{kind} {known}".replace('"', ""))


def _role(props: Props) -> pulumi.Output[Grant]:
    """One that a user gets is no role's."""
    both = pulumi.Output.all(props.get("parent_role_name") or "", props["role_name"])
    return both.apply(lambda known: (str(known[0]), [f"ROLE {known[1]}"]))


_TOLD: Mapping[str, Callable[[Props], pulumi.Output[Grant]]] = {
    GRANT_PRIVILEGES: _privileges,
    GRANT_ROLE: _role,
}
