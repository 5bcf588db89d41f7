"""Resource types that are objects: CREATE, SHOW, DESCRIBE, ALTER and DROP from a table of properties."""

from __future__ import annotations

from collections.abc import Collection
from typing import Any

from pulumi_standins.provider.provider import PartialError, State
from pulumi_standins.provider.values import UNKNOWN, Properties, Value
from pulumi_standins.snowflake import planning, rows
from pulumi_standins.snowflake.parameters import KEYWORDS
from pulumi_standins.snowflake.properties import NAME, PARAMETER, TEXT, Property
from pulumi_standins.snowflake.properties import plural as plural_of
from pulumi_standins.snowflake.resource import NOT_FOUND, ResourceType, Session, StatementError
from pulumi_standins.snowflake.sql import Name, literal

CONTAINERS = ("database", "schema")
COMMENT = Property("comment", TEXT, column="comment", reads_zero=True)
FULL_NAME, SHOWN, DESCRIBED, PARAMETERS = "fullyQualifiedName", "showOutputs", "describeOutputs", "parameters"


class ObjectType(ResourceType):
    """`parts` is how many parts its name has; `renames` tells that its last part can change."""

    def __init__(
        self,
        token: str,
        kind: str,
        parts: int,
        *properties: Property,
        plural: str = "",
        renames: bool = False,
        describes: bool = False,
        parameters: tuple[str, ...] = (),
        shows_parameters: bool = False,
        schema_version: int = 0,
        named_outputs: tuple[str, ...] = (),
    ) -> None:
        self.token = f"snowflake:index/{token}:{token[0].upper()}{token[1:]}"
        self.kind, self.parts, self.plural = kind, parts, plural or f"{kind}S"
        self.renames, self.describes, self.parameters = renames, describes, parameters
        self.schema_version, self.named_outputs = schema_version, named_outputs
        self.identity = (*CONTAINERS[: parts - 1], "name")
        containers = [Property(name, NAME, required=True, replaces=True, clause=None) for name in self.identity[:-1]]
        name = Property("name", NAME, required=True, replaces=not renames, clause=None)
        given = {item.name for item in properties}
        others = [
            Property(it, PARAMETER, parameter=True, clause=KEYWORDS.get(it, "")) for it in parameters if it not in given
        ]
        self.properties = (*containers, name, *properties, *others)
        self.computed: tuple[str, ...] = (FULL_NAME, *self.shows)
        self.computed += (DESCRIBED,) if describes else ()
        self.computed += (PARAMETERS,) if shows_parameters else ()

    @property
    def shows(self) -> tuple[str, ...]:
        """Of the computed outputs, what SHOW answers."""
        return (SHOWN,)

    # of the keywords in ALTER … UNSET, where it is not the table's
    unset_order: tuple[str, ...] = ()

    def name(self, state: State) -> Name:
        """Its name by its properties, or by its id when it is imported."""
        known = {**state.inputs, **state.outputs}
        if all(isinstance(known.get(part), str) for part in self.identity):
            return Name.of(*(known[part] for part in self.identity))
        return Name.of(state.id) if self.parts == 1 else Name.parse(state.id, self.parts)

    def id(self, name: Name) -> str:
        return name.last if self.parts == 1 else name.sql

    def outdated(self, changed: set[str], news: Properties) -> set[str]:
        """Of the computed outputs, those that changes of these properties would change."""
        found: set[str] = set()
        those = [item for item in self.properties if item.name in changed]
        if any(item.is_shown for item in those):
            found |= set(self.shows)
        if self.describes and any(item.is_described for item in those):
            found |= {DESCRIBED}
        if "name" in changed:
            found |= self.renamed_outputs()
        if PARAMETERS in self.computed and any(news.get(name) is not None for name in changed & set(self.parameters)):
            found |= {PARAMETERS}
        return found

    def set_here(self, old: State) -> Collection[str]:
        """As SHOW PARAMETERS had told."""
        shown = old.outputs.get(PARAMETERS) or [{}]
        known = shown[0] if shown is not UNKNOWN else {}
        return {
            name for name in self.parameters if any(row["level"] == self.kind for row in known.get(plural_of(name), ()))
        }

    def renamed_outputs(self) -> set[str]:
        """Of the computed outputs, those that another name would change."""
        return {FULL_NAME, *self.shows} if self.renames else set(self.named_outputs)

    def create(self, session: Session, inputs: Properties) -> State:
        name = self.name(State("", inputs))
        session.execute(self.create_sql(name, inputs))
        try:
            self.created(session, name, inputs)
            outputs = self.outputs(session, name, State("", {}), inputs)
        except StatementError as error:
            raise PartialError(f"{name} was created, but then {error}", self.id(name), inputs) from error
        return State(self.id(name), outputs, inputs)

    def create_sql(self, name: Name, inputs: Properties) -> str:
        return " ".join([f"CREATE {self.kind} {name}", *self.clauses(inputs)])

    def clauses(self, inputs: Properties) -> list[str]:
        """The assignments of the properties that are set, in the table's order."""
        return [
            item.assignment(inputs[item.name])
            for item in self.properties
            if item.clause is not None and item.is_set(inputs.get(item.name))
        ]

    def created(self, session: Session, name: Name, inputs: Properties) -> None:
        """What CREATE itself cannot say."""

    def altered(self, session: Session, name: Name) -> None:
        """What was known of the object under this name may no longer be so."""

    def read(self, session: Session, old: State) -> State | None:
        name = self.name(old)
        try:
            shown = self.found(session, name)
        except StatementError as error:
            if error.number in NOT_FOUND:
                return None
            raise
        known = {item.name: old.outputs.get(item.name) for item in self.properties}
        identity = dict(zip(self.identity, name.parts, strict=True))
        unsaid = {item.name: item.kind.zero for item in self.properties if item.reads_zero or item.refreshes_zero}
        drift = {name: self._property(name).settle(value) for name, value in self.drift(old, shown).items()}
        found = {**unsaid, **identity, **_present(known), **drift}
        outputs = {**_present(found), **self.in_force(session, name), **self.told(shown)}
        names = old.inputs or self._told(outputs)
        return State(self.id(name), outputs, _present({key: outputs.get(key) for key in names}))

    def _property(self, name: str) -> Property:
        return next(item for item in self.properties if item.name == name)

    def _told(self, outputs: Properties) -> list[str]:
        """What an import takes for the program's: all that is not as if nobody had said it."""
        defaults = {item.name: item.default for item in self.properties}
        return [
            name
            for name, value in outputs.items()
            if (name in defaults or name in self.parameters)
            and (value not in ("", 0, False, [], {}) or (value == 0 and defaults.get(name) is not None))
        ]

    def drift(self, old: State, outputs: Properties) -> Properties:
        """Properties whose value is not what the state says, or not what it was when the state says nothing."""
        before, now, found = _columns(old.outputs), _columns(outputs), {}
        for item in self.properties:
            if item.column is None or camel_column(item) not in now:
                continue
            value = item.kind.read(now[camel_column(item)])
            given = old.outputs.get(item.name)
            if given == item.kind.zero and item.name not in old.inputs:
                given = None
            if item.is_set(given):
                if not item.same(given, value):
                    found[item.name] = value if item.is_set(value) else item.kind.zero
            elif item.is_set(value) and self.is_news(item, value, old, before):
                found[item.name] = value
        return found

    def is_news(self, item: Property, value: Value, old: State, before: Properties) -> bool:
        if not old.outputs or item.reads_zero:  # an import: there is nothing to compare with
            return True
        was = before.get(camel_column(item))
        return was is not None and not item.same(item.kind.read(was), value)

    def update(self, session: Session, old: State, news: Properties) -> Properties:
        name = self.name(old)
        if self.renames and not self.same_in("name", {"name": name.last}, news):
            target = Name.of(*name.parts[:-1], news["name"])
            session.execute(f"ALTER {self.kind} {name} RENAME TO {target}")
            self.altered(session, name)
            name = target
        for statement in self.alterations(name, old, news):
            session.execute(statement)
        self.altered(session, name)
        return self.outputs(session, name, old, news)

    def alterations(self, name: Name, old: State, news: Properties) -> list[str]:
        assignments, unset, changed = [], [], self.changed(old, news)
        for item in self.properties:
            if item.clause is None or item.create_only or item.replaces or item.name not in changed:
                continue
            value = news.get(item.name) if item.is_set(news.get(item.name)) else item.reset
            if item.empty or item.is_set(value):
                assignments.append(item.assignment(value or "" if item.empty else value) + item.alter_suffix)
            else:
                unset.append(item.keyword)
        unset.sort(key=lambda keyword: self.unset_order.index(keyword) if keyword in self.unset_order else -1)
        unset_sql = [f"ALTER {self.kind} {name} UNSET {', '.join(unset)}"] if unset else []
        return self.set_sql(name, assignments) + unset_sql

    def set_sql(self, name: Name, assignments: list[str]) -> list[str]:
        return [f"ALTER {self.kind} {name} SET {' '.join(assignments)}"] if assignments else []

    def delete(self, session: Session, old: State) -> None:
        for statement in self.drops(self.name(old)):
            try:
                session.execute(statement)
            except StatementError as error:
                # IF EXISTS does not cover a schema or database that is gone
                if error.number not in NOT_FOUND:
                    raise
        self.altered(session, self.name(old))

    def drops(self, name: Name) -> list[str]:
        return [f"DROP {self.kind} IF EXISTS {name}"]

    def outputs(self, session: Session, name: Name, old: State, inputs: Properties) -> Properties:
        shown = self.told(self.shown(session, name))
        settled = planning.settled(self.properties, old.outputs, inputs)
        return {"id": self.id(name), **settled, **self.in_force(session, name), **shown}

    def told(self, shown: Properties) -> Properties:
        """Of what SHOW and DESCRIBE answer, what the state holds."""
        return {name: value for name, value in shown.items() if name in self.computed}

    def in_force(self, session: Session, name: Name) -> Properties:
        """The parameters in force, whether the program says them or not."""
        if not self.parameters:
            return {}
        found = [rows.lower_keys(row) for row in session.execute(f"SHOW PARAMETERS IN {self.kind} {name}")]
        values = rows.parameters(found)
        outputs: Properties = {key: value for key, value in values.items() if key in self.parameters}
        if PARAMETERS in self.computed:
            outputs[PARAMETERS] = [rows.parameter_outputs(found, self.parameters)]
        return outputs

    def shown(self, session: Session, name: Name) -> Properties:
        """The computed outputs; a StatementError like Snowflake's when the object is not there."""
        outputs: Properties = {FULL_NAME: name.sql, SHOWN: [rows.output(self.show(session, name))]}
        if self.describes:
            found = session.execute(f"DESCRIBE {self.kind} {name}")
            outputs[DESCRIBED] = [rows.output(rows.described([rows.lower_keys(row) for row in found]))]
        return outputs

    def found(self, session: Session, name: Name) -> Properties:
        """As `shown`, with what is only looked at to find changes."""
        return self.shown(session, name)

    def show(self, session: Session, name: Name) -> dict[str, Any]:
        inside = ("", " IN DATABASE ", " IN SCHEMA ")[self.parts - 1]
        container = Name(name.parts[:-1]).sql if inside else ""
        statement = f"SHOW {self.plural} LIKE {literal(name.last)}{inside}{container}"
        for row in map(rows.lower_keys, session.execute(statement)):
            # LIKE has wildcards and knows no case
            if row.get("name") == name.last:
                return row
        raise StatementError(2003, f"{self.kind.capitalize()} {name} does not exist or not authorized.", "SHOW")


def _present(values: Properties) -> Properties:
    return {name: value for name, value in values.items() if value is not None}


def camel_column(item: Property) -> str:
    return rows.wire_name(item.column or "")


def _columns(outputs: Properties) -> Properties:
    """All columns of SHOW and DESCRIBE by their wire names."""
    merged: Properties = {}
    for key in (DESCRIBED, SHOWN):
        for row in outputs.get(key) or []:
            if row is not UNKNOWN:
                merged.update(row)
    return merged
