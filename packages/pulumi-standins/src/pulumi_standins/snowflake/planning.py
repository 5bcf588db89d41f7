"""What a resource's state will be, and where it differs from what the program says.

The plugin compares with its state, which holds defaults and what was read back, and not with what the program said.
"""

from __future__ import annotations

import json
from collections.abc import Collection, Iterable, Mapping, Sequence

from pulumi_standins.provider.difference import ADD, DELETE, UPDATE, compare
from pulumi_standins.provider.values import Properties, Secret, Value, has_unknown, reveal
from pulumi_standins.snowflake.properties import Property

DEFAULTS = "__defaults"
META = "__meta"
# under this key the plugin's state holds its timeouts: https://pkg.go.dev/github.com/hashicorp/terraform-plugin-sdk/v2
TIMEOUTS = "e2bfb730-ecaa-11e6-8f88-34363bc7c4c0"


def with_defaults(properties: Iterable[Property], inputs: Properties, olds: Properties | None = None) -> Properties:
    """The inputs as the plugin has them checked: with its defaults, and their names. `olds` are those of the state."""
    known = reveal(olds or {})
    defaults = {item.name: item.default for item in properties if item.default is not None and not item.quiet_default}
    missing = {name: _as_before(known, name, value) for name, value in defaults.items() if inputs.get(name) is None}
    nested = {item.name: item.nested_defaults for item in properties}
    given = {name: _nested(value, nested.get(name) or {}, known.get(name)) for name, value in inputs.items()}
    return {**given, **missing, DEFAULTS: sorted(missing)}


def _as_before(olds: Properties, name: str, default: Value) -> Value:
    """The plugin's bridge takes what the state has for the default, unless the state says that others are. So where
    all that the program had left to it was changed, it finds none of it."""
    is_default = name in olds.get(DEFAULTS, (name,))
    return olds[name] if is_default and olds.get(name) is not None else default


def read_inputs(olds: Properties, found: Properties) -> Properties:
    """The inputs that were read; a default that is no longer one is the program's."""
    if not olds:
        return with_defaults((), {name: _without_nothing(value) for name, value in found.items()})
    found = {name: _no_longer(olds.get(name), value) for name, value in found.items()}
    kept = [name for name in olds.get(DEFAULTS, ()) if found.get(name) == olds.get(name)]
    same = {name for name, value in found.items() if plainly(olds.get(name)) == _without_nothing(value)}
    nested = {name: _without_no_defaults(olds[name]) if name in same else value for name, value in found.items()}
    return {**nested, **({DEFAULTS: kept} if kept else {})}


def _no_longer(old: Value, found: Value) -> Value:
    """The plugin's bridge reads no more items of a list than the program had said."""
    return found[: len(old)] if isinstance(old, list) and isinstance(found, list) else found


def _without_no_defaults(value: Value) -> Value:
    if not isinstance(value, dict):
        return value
    items = {name: _without_no_defaults(item) for name, item in value.items()}
    return {name: item for name, item in items.items() if name != DEFAULTS or item}


def plainly(value: Value) -> Value:
    """Without secrets' marks and what the plugin keeps among the values."""
    value = reveal(value)
    if isinstance(value, dict):
        items = {name: plainly(item) for name, item in value.items() if not name.startswith("__")}
        return {name: item for name, item in items.items() if item is not None}
    return [plainly(item) for item in value] if isinstance(value, list) else value


def meta(seconds: int, schema_version: int, *, preview: bool = False, imported: bool = False) -> Properties:
    """What the plugin keeps with each state."""
    nanoseconds = seconds * 1_000_000_000
    content: Properties = {TIMEOUTS: dict.fromkeys(("create", "delete", "read", "update"), nanoseconds)}
    if preview:
        content["_new_extra_shim"] = {}
    elif schema_version or imported:
        content["schema_version"] = str(schema_version)
    return {META: json.dumps(content, sort_keys=True, separators=(",", ":"))}


def settled(properties: Sequence[Property], before: Properties, inputs: Properties) -> Properties:
    """What the state says of each property once the inputs are in force. `before` is empty for a new resource."""
    values = planned(properties, before, inputs)
    for item in properties:
        value = values.get(item.name)
        if item.keeps_spelling and inputs.get(item.name) is not None:
            value = inputs[item.name]
        if isinstance(value, dict) and item.nested_zeros:
            values[item.name] = {**item.nested_zeros, **value}
        elif value is None and (item.reads_zero or (before.get(item.name) is not None and not item.create_only)):
            values[item.name] = item.kind.zero
        elif value is not None:
            values[item.name] = item.settle(value)
    return values


def planned(properties: Iterable[Property], before: Properties, inputs: Properties) -> Properties:
    """As far as it is known beforehand."""
    values = {item.name: _planned(item, before, inputs.get(item.name)) for item in properties}
    return {name: value for name, value in values.items() if value is not None}


def changes(
    properties: Sequence[Property], state: Properties, inputs: Properties, set_here: Collection[str]
) -> dict[str, str]:
    """The kind of each change, by path. `set_here` are the parameters that are set on the object itself: all others are
    in force as well."""
    kinds: dict[str, str] = {}
    for item in properties:
        old, new = state.get(item.name), inputs.get(item.name)
        if new is not None and not item.is_set(old) and item.is_current(state, new):
            continue
        if item.parameter and new is None:
            kinds |= {item.name: UPDATE} if item.name in set_here else {}
            continue
        new = item.default if new is None else new
        # what an import did not find is no default yet
        unread = old is None and new is not None and not item.create_only and bool(state)
        if (unread and item.default == new) or not _same(item, old, new):
            kinds |= _kinds(item, old, new)
    return kinds


def _planned(item: Property, before: Properties, value: Value) -> Value:
    old = before.get(item.name)
    if (item.create_only and before) or (not item.is_set(old) and item.is_current(before, value)):
        return old
    value = item.default if value is None else value
    if value is None:
        return item.kind.zero if isinstance(old, list) or (old is not None and old == item.kind.zero) else None
    if isinstance(value, dict) and before:
        value = {**item.nested_zeros, **value}
    if old is not None and item.kind.accepts(_without_nothing(old)) and _same(item, old, value):
        return old
    return sorted(value) if item.kind.is_set_of_texts and not has_unknown(value) else value


def _same(item: Property, old: Value, new: Value) -> bool:
    if item.create_only:
        return True
    if has_unknown(new):
        return False
    old = _without_nothing(old)
    if not item.is_set(new):
        return not item.is_set(old) or (new is None and old == item.kind.zero)
    return item.same(old, new)


def _without_nothing(value: Value) -> Value:
    """A block of values without those that say nothing."""
    if not isinstance(value, dict):
        return value
    return {name: item for name, item in value.items() if item not in ("", None)}


def _kinds(item: Property, old: Value, new: Value) -> dict[str, str]:
    if item.kind.is_set_of_texts and isinstance(old, list) and isinstance(new, list) and old and new:
        return _of_sets(item.name, old, new)
    if item.kind.is_set_of_texts and not new:
        return {item.name: DELETE}
    if isinstance(old, dict) and isinstance(new, dict):
        return compare({item.name: _without_nothing(old)}, {item.name: new})
    return {item.name: ADD if old in (None, [], {}) else DELETE if new is None else UPDATE}


def _of_sets(name: str, old: list[str], new: list[str]) -> dict[str, str]:
    added = {f"{name}[{new.index(value)}]" for value in new if value not in old}
    gone = {f"{name}[{old.index(value)}]" for value in old if value not in new}
    return {path: UPDATE if path in added & gone else ADD if path in added else DELETE for path in sorted(added | gone)}


def _nested(value: Value, defaults: Mapping[str, Value], olds: Value) -> Value:
    if not isinstance(value, dict) or isinstance(value, Secret):
        return value
    known = olds if isinstance(olds, dict) else {}
    missing = {name: _as_before(known, name, item) for name, item in defaults.items() if value.get(name) is None}
    inner = {name: _nested(item, {}, known.get(name)) for name, item in value.items() if name != DEFAULTS}
    return {**inner, **missing, DEFAULTS: sorted(missing)}
