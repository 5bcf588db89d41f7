"""The provider: what the engine asks, answered by the table of resource types."""

from __future__ import annotations

import json
from collections.abc import Callable, Mapping

from pulumi_standins.provider.difference import ADD, UPDATE, Difference, compare, root
from pulumi_standins.provider.provider import Checked, PartialError, ProviderError, State, Target
from pulumi_standins.provider.values import UNKNOWN, Properties, Secret, has_secret, has_unknown
from pulumi_standins.snowflake import planning
from pulumi_standins.snowflake.catalog import types
from pulumi_standins.snowflake.configuration import Configuration, conflicts, unsupported
from pulumi_standins.snowflake.resource import ResourceType, Session
from pulumi_standins.snowflake.session import ConnectorSession

VERSION = "2.20.0"
Connect = Callable[[Configuration], Session]


class SnowflakeProvider:
    version = VERSION

    def __init__(self, environment: Mapping[str, str], connect: Connect) -> None:
        self._environment, self._connect = environment, connect
        self._types = types()
        self._session: Session | None = None

    def schema(self) -> str:
        return json.dumps({"name": "snowflake", "version": VERSION, "resources": {token: {} for token in self._types}})

    def check_config(self, inputs: Properties) -> Checked:
        given = plain(inputs)
        return Checked(inputs, {**unsupported(given), **conflicts(given, self._environment)})

    def diff_config(self, olds: Properties, news: Properties) -> Difference:
        return Difference(compare(olds, news))

    def configure(self, inputs: Properties) -> None:
        if not has_unknown(inputs):
            self._session = self._connect(Configuration.of(inputs, self._environment))

    def check(self, target: Target, news: Properties, olds: Properties | None = None) -> Checked:
        type_ = self._type(target)
        return Checked(planning.with_defaults(type_.properties, news, olds), type_.check(plain(news)))

    def diff(self, target: Target, olds: State, news: Properties) -> Difference:
        type_, inputs = self._type(target), plain(news)
        old = self._looked_at(type_, _revealed(olds))
        kinds = type_.changes(old, inputs)
        changed = {root(path) for path in kinds}
        stables = frozenset(item.name for item in type_.properties if item.replaces) - changed
        if not kinds:
            return Difference(stables=stables)
        replaces = frozenset(item.name for item in type_.properties if item.replaces) & changed
        if not replaces and type_.forced(old, inputs, changed):
            kinds[planning.META], replaces = UPDATE, frozenset({planning.META})
        outdated = type_.outdated(changed, inputs)
        kinds |= {name: UPDATE if old.outputs.get(name) else ADD for name in outdated}
        return Difference(kinds, replaces, bool(replaces and type_.identity), stables, of_inputs=False)

    def create(self, target: Target, inputs: Properties, *, preview: bool) -> State:
        type_, plain_inputs = self._type(target), plain(inputs)
        if preview:
            outputs = {**type_.meta(preview=True), "id": UNKNOWN, **type_.planned(State(""), plain_inputs)}
            return State("", _marked(type_, outputs, inputs))
        try:
            made = type_.create(self._open(), plain_inputs)
        except PartialError as error:
            raise PartialError(str(error), error.id, _marked(type_, error.outputs, inputs)) from error
        return State(made.id, _marked(type_, _kept(type_, made), inputs))

    def read(self, target: Target, old: State) -> State:
        type_ = self._type(target)
        found = type_.read(self._open(), _revealed(old))
        if found is None:
            return State("")
        marks, imported = {**old.outputs, **old.inputs}, not old.inputs
        inputs = planning.read_inputs(old.inputs, found.inputs)
        outputs = _kept(type_, found, imported=imported)
        return State(found.id, _marked(type_, outputs, marks), _marked(type_, inputs, marks))

    def update(self, target: Target, olds: State, news: Properties, *, preview: bool) -> Properties:
        type_, inputs = self._type(target), plain(news)
        old = self._looked_at(type_, _revealed(olds))
        if preview:
            meta = type_.meta(preview=True) if type_.changes(old, inputs) else {}
            return _marked(type_, {**meta, **type_.planned(old, inputs)}, news)
        outputs = type_.update(self._open(), old, inputs)
        return _marked(type_, _kept(type_, State(outputs.get("id", olds.id), outputs)), news)

    def delete(self, target: Target, old: State) -> None:
        self._type(target).delete(self._open(), _revealed(old))

    def cancel(self) -> None:
        self.close()

    def close(self) -> None:
        if isinstance(self._session, ConnectorSession):
            self._session.close()

    def _type(self, target: Target) -> ResourceType:
        if target.token not in self._types:
            raise ProviderError(
                f"{target.token} is not served by the stand-in of the snowflake plugin; served are "
                f"{', '.join(sorted(self._types))}. For all of them put the real plugin on PATH: "
                f"pulumi plugin install resource snowflake {VERSION}"
            )
        return self._types[target.token]

    def _looked_at(self, type_: ResourceType, old: State) -> State:
        """Not where the settings are still to be known: then nothing is there to be looked at."""
        return type_.looked_at(self._session, old) if self._session is not None else old

    def _open(self) -> Session:
        if self._session is None:
            raise ProviderError("the snowflake provider's settings are not known yet")
        return self._session


def plain(properties: Properties) -> Properties:
    """The values without secret marks, and without what the real plugin keeps among them for itself."""
    return dict(planning.plainly(properties))


def _kept(type_: ResourceType, state: State, *, imported: bool = False) -> Properties:
    """What the plugin's state holds of it."""
    return {"id": state.id, **state.outputs, **type_.meta(imported=imported)}


def _revealed(state: State) -> State:
    return State(state.id, plain(state.outputs), plain(state.inputs))


def _marked(type_: ResourceType, values: Properties, marks: Properties) -> Properties:
    """The values, secret where the type or the inputs say so."""
    secret = {item.name for item in type_.properties if item.secret}
    secret |= {name for name, value in marks.items() if has_secret(value)}
    return {
        name: Secret(value) if name in secret and value is not None and value is not UNKNOWN else value
        for name, value in values.items()
    }
