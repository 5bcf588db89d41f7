"""What of a stack the account has already, and whether the stack can take it over: all is looked up before anything.

docs/taking-over.md lists what is asked of each object.
"""

from __future__ import annotations

import json
from collections.abc import Iterable, Iterator, Sequence
from dataclasses import dataclass
from functools import partial

from components import account_objects as kinds
from components.account_objects import CANNOT_BE_SEEN, ObjectName, find, owner_by
from components.account_privileges import inherited
from components.account_reader import AccountReader
from components.comments import MADE_BY
from components.new_resources import GRANT_ROLE
from components.problems import AccountError, Problem
from components.recorded_objects import object_name
from components.session import Row, Session, StatementError
from components.sql import quoted
from components.takeover_rules import SPECIFICATION, differing, drop
from components.wanted_resources import Spec, Wanted, WantedResources

STAGE_FILE = "pulumi-python:dynamic/stage_file:StageFile"
# the version of what the plugin keeps of a type: without it the state would be taken for an older plugin's
VERSIONS = {kinds.STAGE: "1", kinds.SCHEMA: "2"}


@dataclass(frozen=True)
class FoundResource:
    """One that the account has. Of a grant, `name` is the role's."""

    wanted: Wanted
    name: ObjectName
    row: Row
    owner: str | None = None

    @property
    def spec(self) -> Spec:
        """For `pulumi import`, which reads the rest from the account, but what it would read otherwise than the plugin
        records it, and so replace: how a stage is encrypted, whether a schema is transient."""
        spec, inputs = {**self.wanted.spec, "id": self.name.id}, self.wanted.inputs
        if self.wanted.type == GRANT_ROLE:
            return {**spec, "id": f"{self.name.parts[-1].quoted}|ROLE|{quoted(inputs['parentRoleName'])}"}
        if self.name.kind == kinds.SERVICE and inputs.get("fromSpecification"):
            return {**spec, "inputs": {"fromSpecification": inputs["fromSpecification"]}}
        if self.name.kind in VERSIONS:
            return {**spec, "inputs": inputs, "outputs": self._recorded()}
        return spec

    def _recorded(self) -> dict[str, object]:
        """As the plugin would have it of one that it had made, with what is otherwise there."""
        row = self.row
        if self.name.kind == kinds.STAGE:
            directory = {"enable": row.get("directory_enabled") == "Y", "autoRefresh": "default"}
            more: dict[str, object] = {"stageType": row["type"], "directory": directory}
        else:
            managed = "true" if "MANAGED ACCESS" in str(row.get("options")) else "default"
            more = {"isTransient": "default", "withManagedAccess": managed}
        return {
            **self.wanted.inputs,
            "__meta": json.dumps({"schema_version": VERSIONS[self.name.kind]}),
            "id": self.name.id,
            "fullyQualifiedName": self.name.id,
            "comment": str(row.get("comment") or ""),
            **more,
        }

    def __str__(self) -> str:
        maker = str(self.row.get("comment") or "")
        made = f"made by {maker}" if maker.startswith(MADE_BY) else "made by hand"
        return f"{self.name}, owned by {self.owner}, {made}"


class Takeover:
    """The questions. `deployer` looks where the role that will make a thing cannot be signed in with. `known` are
    problems that are told with those that are found."""

    def __init__(
        self, wanted: WantedResources, reader: AccountReader, deployer: str, known: Sequence[Problem] = ()
    ) -> None:
        self._wanted, self._reader, self._deployer, self._known = wanted, reader, deployer, known

    def found(self) -> list[FoundResource]:
        """Raises AccountError with all that cannot be taken over, and StatementError."""
        named = [(it, name) for it in self._wanted.resources if (name := object_name(it.type, it.inputs))]
        rows = [self._reader.ask(self._looking(it), partial(_told, name=name)) for it, name in named]
        there = [(it, name, row) for (it, name), answer in zip(named, rows, strict=True) if (row := answer.result())]
        objects = [FoundResource(it, name, row, self._owner(it, name, row)) for it, name, row in there]
        reach = list(self._reach())
        problems = [*self._known, *(problem for it in objects if (problem := self._problem(it)))]
        problems += [*self._places(named, objects), *self._unreached(objects, reach)]
        if problems:
            raise AccountError(problems)
        return [*objects, *reach]

    def looking(self) -> list[str]:
        """The roles that look: what none of them has a privilege on is not shown, and taken for absent."""
        return sorted({self._looking(it) for it in self._wanted.resources if object_name(it.type, it.inputs)})

    def _places(self, named: Sequence[tuple[Wanted, ObjectName]], objects: Iterable[FoundResource]) -> list[Problem]:
        """Schemas that come with a database which is there: the stack makes none of them, and puts things into them."""
        databases = {it.name.parts[0]: it.wanted for it in objects if it.name.kind == kinds.DATABASE}
        used = dict.fromkeys(ObjectName(kinds.SCHEMA, name.parts[:2]) for _, name in named if len(name.parts) > 2)
        made = {name for _, name in named}
        places = [it for it in used if it not in made and it.parts[0] in databases]
        found = [(it, databases[it.parts[0]], self._row(databases[it.parts[0]], it)) for it in places]
        owned = [FoundResource(by, it, row, self._owner(by, it, row)) for it, by, row in found]
        return [problem for it in owned if (problem := self._owned_otherwise(it))]

    def _row(self, by: Wanted, name: ObjectName) -> Row:
        return self._reader.ask(self._looking(by), partial(find, name=name)).result() or {}

    def _problem(self, it: FoundResource) -> Problem | None:
        """Somebody else's, of an owner that the stack cannot act as, or what cannot be altered."""
        comment, ours = str(it.row.get("comment") or ""), str(it.wanted.inputs.get("comment"))
        if comment.startswith(MADE_BY) and comment != ours:
            remedy = "choose another name, or have that stack forget it (pulumi state delete) and take its comment away"
            return Problem(str(it.name), f"made by {comment}", f"what no stack but {ours} has made", remedy)
        inputs = dict(it.wanted.inputs)
        if it.name.kind == kinds.SERVICE and (text := self._specification(it.wanted)):
            inputs[SPECIFICATION] = text
        return self._owned_otherwise(it) or differing(it.name, it.row, inputs)

    def _owned_otherwise(self, it: FoundResource) -> Problem | None:
        role, owner = str(it.wanted.role), it.owner
        if it.name.kind == kinds.SERVICE and owner != role:
            return Problem(str(it.name), f"owned by {owner}", f"owner {role}: a service keeps its owner", drop(it.name))
        if owner and (owner == role or owner in self._below(role, owner)):
            return None
        remedy = f"let {owner or 'its owner'} run GRANT OWNERSHIP ON {it.name.sql} TO ROLE {role} COPY CURRENT GRANTS"
        allowed = f"owner {role}, which makes it in this stack, or a role that {role} inherits"
        return Problem(str(it.name), f"owned by {owner or 'a role that is not shown'}", allowed, remedy)

    def _below(self, role: str, owner: str) -> frozenset[str]:
        return self._reader.ask(role, partial(inherited, roles=[owner])).result()

    def _owner(self, it: Wanted, name: ObjectName, row: Row) -> str | None:
        """What SHOW does not tell of every kind, the grants on it do."""
        if row.get("owner"):
            return str(row["owner"])
        rows = self._reader.ask(self._looking(it), partial(_grants, shown=f"ON {name.sql}")).result()
        return owner_by(rows)

    def _reach(self) -> Iterator[FoundResource]:
        """Grants by which who deploys reaches the owners' roles: providers sign in with what follows from them."""
        for it in self._wanted.resources:
            role, above = it.inputs.get("roleName"), it.inputs.get("parentRoleName")
            if it.type == GRANT_ROLE and isinstance(role, str) and isinstance(above, str):
                name = ObjectName.of(kinds.ROLE, role)
                rows = self._reader.ask(self._deployer, partial(_grants, shown=f"OF ROLE {quoted(role)}")).result()
                if any((row["granted_to"], row["grantee_name"]) == ("ROLE", above) for row in rows):
                    yield FoundResource(it, name, {})

    def _unreached(self, objects: Iterable[FoundResource], reach: Sequence[FoundResource]) -> list[Problem]:
        """Roles whose objects are to be read as them, and that nobody granted."""
        wanted = {it.inputs["roleName"]: it for it in self._wanted.resources if it.type == GRANT_ROLE}
        reached = {it.name.parts[-1] for it in reach}
        roles = dict.fromkeys(it.owner for it in objects if it.owner == it.wanted.role)
        return [
            Problem(
                f"role {role}",
                f"not granted to {wanted[role].inputs.get('parentRoleName')}",
                "the role of a service that is there within reach of who deploys",
                f"let its owner run GRANT ROLE {role} TO ROLE {wanted[role].inputs.get('parentRoleName')}",
            )
            for role in roles
            if role in wanted and "parentRoleName" in wanted[role].inputs and role not in reached
        ]

    def _specification(self, service: Wanted) -> str | None:
        """The text that the service is to run: its own, or that of a file on a stage, which lies beside it."""
        files = (it for it in self._wanted.resources if it.type == STAGE_FILE)
        beside = (it.inputs.get("content") for it in files if it.spec.get("parent") == service.spec.get("parent"))
        own = (service.inputs.get("fromSpecification") or {}).get("text")
        return next((text for text in (own, *beside) if text and isinstance(text, str)), None)

    def _looking(self, it: Wanted) -> str:
        try:
            self._reader.sign_in(it.role or self._deployer).result()
        except StatementError:
            return self._deployer
        return it.role or self._deployer


def _told(session: Session, name: ObjectName) -> Row | None:
    """What SHOW tells, and of a service its specification, which its owner alone is told."""
    row = find(session, name)
    if row is None or name.kind != kinds.SERVICE:
        return row
    try:
        return {**row, "spec": session.rows(f"DESCRIBE SERVICE {name.id}")[0].get("spec")}
    except StatementError:
        return row


def _grants(session: Session, shown: str) -> list[Row]:
    """None where the role may not see what they are on."""
    try:
        return session.rows(f"SHOW GRANTS {shown}")
    except StatementError as error:
        if error.number in CANNOT_BE_SEEN:
            return []
        raise
