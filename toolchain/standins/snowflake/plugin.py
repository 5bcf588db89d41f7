"""The provider: what the engine asks, answered by the table of resource types."""

from __future__ import annotations

import json
from collections.abc import Callable, Mapping

from toolchain.standins.provider.difference import Difference, compare, root
from toolchain.standins.provider.provider import Checked, PartialError, ProviderError, State, Target
from toolchain.standins.provider.values import UNKNOWN, Properties, Secret, Value, has_secret, has_unknown, reveal
from toolchain.standins.snowflake.catalog import types
from toolchain.standins.snowflake.configuration import Configuration, unsupported
from toolchain.standins.snowflake.resource import ResourceType, Session
from toolchain.standins.snowflake.session import ConnectorSession

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
        return Checked(inputs, unsupported(plain(inputs)))

    def diff_config(self, olds: Properties, news: Properties) -> Difference:
        return Difference(compare(olds, news))

    def configure(self, inputs: Properties) -> None:
        if not has_unknown(inputs):
            self._session = self._connect(Configuration.of(inputs, self._environment))

    def check(self, target: Target, news: Properties) -> Checked:
        return Checked(news, self._type(target).check(plain(news)))

    def diff(self, target: Target, olds: State, news: Properties) -> Difference:
        type_ = self._type(target)
        old_inputs, new_inputs = plain(olds.inputs), plain(news)
        kinds = compare(old_inputs, new_inputs, type_.same)
        if not kinds:
            return Difference()
        replaces = type_.replaces(old_inputs, new_inputs)
        kept = all(type_.same_in(name, old_inputs, new_inputs) for name in type_.identity)
        return Difference(kinds, replaces, bool(replaces and type_.identity and kept))

    def create(self, target: Target, inputs: Properties, *, preview: bool) -> State:
        type_ = self._type(target)
        if preview:
            return State("", _marked(type_, {**plain(inputs), **dict.fromkeys(type_.computed, UNKNOWN)}, inputs))
        try:
            made = type_.create(self._open(), plain(inputs))
        except PartialError as error:
            raise PartialError(str(error), error.id, _marked(type_, error.outputs, inputs)) from error
        return State(made.id, _marked(type_, made.outputs, inputs))

    def read(self, target: Target, old: State) -> State:
        type_ = self._type(target)
        found = type_.read(self._open(), _revealed(old))
        if found is None:
            return State("")
        marks = {**old.outputs, **old.inputs}
        return State(found.id, _marked(type_, found.outputs, marks), _marked(type_, found.inputs, marks))

    def update(self, target: Target, olds: State, news: Properties, *, preview: bool) -> Properties:
        type_ = self._type(target)
        if not preview:
            return _marked(type_, type_.update(self._open(), _revealed(olds), plain(news)), news)
        changed = {root(path) for path in compare(plain(olds.inputs), plain(news), type_.same)}
        computed = {name: olds.outputs.get(name, UNKNOWN) for name in type_.computed}
        return _marked(type_, {**plain(news), **computed, **dict.fromkeys(type_.outdated(changed), UNKNOWN)}, news)

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

    def _open(self) -> Session:
        if self._session is None:
            raise ProviderError("the snowflake provider's settings are not known yet")
        return self._session


def plain(properties: Properties) -> Properties:
    """The values without secret marks, and without what the real plugin keeps among them for itself."""

    def cleaned(value: Value) -> Value:
        if isinstance(value, dict):
            return {key: cleaned(item) for key, item in value.items() if not key.startswith("__")}
        return [cleaned(item) for item in value] if isinstance(value, list) else value

    return {key: cleaned(value) for key, value in reveal(properties).items() if not key.startswith("__")}


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
