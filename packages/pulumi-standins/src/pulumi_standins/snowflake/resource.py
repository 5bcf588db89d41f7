"""What a resource type does, whether it is an object, a grant or a pair of statements."""

from __future__ import annotations

from collections.abc import Collection, Mapping
from typing import Protocol

from pulumi_standins.provider.difference import root
from pulumi_standins.provider.provider import ProviderError, State
from pulumi_standins.provider.values import UNKNOWN, Properties, Value, has_unknown
from pulumi_standins.snowflake import planning
from pulumi_standins.snowflake.properties import Property
from pulumi_standins.snowflake.reads import Rows, SharedReads

# "does not exist or not authorized", as objects, roles and users say it, and a schema's database
NOT_FOUND = frozenset({2003, 2043})


class StatementError(ProviderError):
    """Snowflake's number and sentence, and what kind of statement they answered."""

    def __init__(self, number: int, message: str, statement: str) -> None:
        super().__init__(f"{statement}: {number:06d}: {message}")
        self.number = number


class Session(Protocol):
    """A role's way to send statements."""

    @property
    def reads(self) -> SharedReads: ...

    def execute(self, sql: str) -> Rows: ...

    def has_preview_feature(self, name: str) -> bool: ...

    def warn(self, message: str) -> None: ...


class ResourceType:
    """Checks and compares by its properties; subclasses send statements. All values are revealed."""

    token: str
    properties: tuple[Property, ...]
    # outputs that only the account knows
    computed: tuple[str, ...] = ()
    # outputs of what is in force whether the program says it or not
    parameters: tuple[str, ...] = ()
    # an object whose name is given cannot be made anew before the old one is gone
    identity: tuple[str, ...] = ()
    # of the plugin's timeouts
    seconds = 1200
    schema_version = 0

    def check(self, inputs: Properties) -> dict[str, str]:
        """What is wrong with each property."""
        known = {item.name: item for item in self.properties}
        failures = {
            name: f"unknown property of {self.token}; allowed: {', '.join(known)}"
            for name in inputs
            if name not in known and not name.startswith("__")
        }
        for name, item in known.items():
            value = inputs.get(name)
            if item.required and value is None:
                failures[name] = f"missing; needed: {item.kind.allowed}"
            elif value is not None and not has_unknown(value) and not item.kind.accepts(value):
                failures[name] = f"the value is {_shown(item, value)}; allowed: {item.kind.allowed}"
        return failures

    def changes(self, old: State, news: Properties) -> dict[str, str]:
        """The kind of each change of a property, by path."""
        return planning.changes(self.properties, old.outputs, news, self.set_here(old))

    def set_here(self, _old: State) -> Collection[str]:
        """The parameters that are set on the object itself."""
        return ()

    def looked_at(self, _session: Session, old: State) -> State:
        """The state with what is not in it, and has to be known before anything is compared with it."""
        return old

    def changed(self, old: State, news: Properties) -> set[str]:
        """The properties that change."""
        return {root(path) for path in self.changes(old, news)}

    def forced(self, _old: State, _news: Properties, changed: set[str]) -> bool:
        """Whether changes need a new resource though no schema says so."""
        return any(item.forces and item.name in changed for item in self.properties)

    def meta(self, *, preview: bool = False, imported: bool = False) -> Properties:
        return planning.meta(self.seconds, self.schema_version, preview=preview, imported=imported)

    def planned(self, old: State, news: Properties) -> Properties:
        """What the state will say, as far as it is known."""
        settled = planning.planned(self.properties, old.outputs, news)
        if not old.id:
            return {**dict.fromkeys(self.parameters, UNKNOWN), **settled, **dict.fromkeys(self.computed, UNKNOWN)}
        changed = self.changed(old, news)
        # what is in force is known beforehand where the program had set it, and sets it to something else
        known = {name for name in self.set_here(old) if news.get(name) is not None}
        outdated = dict.fromkeys(self.outdated(changed, news) | (changed & set(self.parameters) - known), UNKNOWN)
        own = {item.name for item in self.properties} - set(self.parameters)
        kept = {name: value for name, value in old.outputs.items() if name not in own}
        return {**kept, **settled, **outdated}

    def same_in(self, name: str, olds: Mapping[str, Value], news: Mapping[str, Value]) -> bool:
        item = self.property(name)
        return item.same(olds.get(name), news.get(name)) if item else bool(olds.get(name) == news.get(name))

    def property(self, name: str) -> Property | None:
        return next((item for item in self.properties if item.name == name), None)

    def outdated(self, _changed: set[str], _news: Properties) -> set[str]:
        """Of the computed outputs, those that changes of these properties would change."""
        return set()

    def create(self, session: Session, inputs: Properties) -> State:
        raise NotImplementedError

    def read(self, session: Session, old: State) -> State | None:
        """The resource as it is, or nothing when it is gone. With no inputs in `old` it is being imported."""
        raise NotImplementedError

    def update(self, session: Session, old: State, news: Properties) -> Properties:
        raise NotImplementedError

    def delete(self, session: Session, old: State) -> None:
        raise NotImplementedError


def _shown(item: Property, value: Value) -> str:
    return "secret" if item.secret else repr(value)
