"""What privileges are granted on: the account, or an object of it."""

from __future__ import annotations

from dataclasses import dataclass

from pulumi_standins.provider.provider import ProviderError
from pulumi_standins.provider.values import Properties, Value
from pulumi_standins.snowflake.properties import BOOLEAN, Kind
from pulumi_standins.snowflake.sql import Name, word


@dataclass(frozen=True)
class Securable:
    """`kind` and `name` are None for the account."""

    kind: str | None
    name: Name | None

    @property
    def sql(self) -> str:
        return "ACCOUNT" if self.kind is None else f"{self.kind} {self.name}"

    @property
    def id(self) -> str:
        """The part of a grant's id that says what it is on."""
        if self.kind is None or self.name is None:
            return "OnAccount"
        if self.kind == "SCHEMA":
            return f"OnSchema|OnSchema|{self.name}"
        form = "OnAccountObject" if len(self.name.parts) == 1 else "OnSchemaObject|OnObject"
        return f"{form}|{self.kind}|{self.name}"

    @property
    def inputs(self) -> Properties:
        if self.kind is None or self.name is None:
            return {"onAccount": True}
        if self.kind == "SCHEMA":
            return {"onSchema": {"schemaName": self.name.sql}}
        form = "onAccountObject" if len(self.name.parts) == 1 else "onSchemaObject"
        return {form: {"objectType": self.kind, "objectName": self.name.sql}}

    @classmethod
    def of(cls, inputs: Properties) -> Securable:
        if inputs.get("onSchema"):
            return cls("SCHEMA", Name.parse(inputs["onSchema"]["schemaName"], 2))
        for form, parts in (("onAccountObject", 1), ("onSchemaObject", 3)):
            if inputs.get(form):
                on = inputs[form]
                return cls(word(on["objectType"]), Name.parse(on["objectName"], parts))
        return cls(None, None)

    @classmethod
    def parse(cls, parts: list[str]) -> Securable:
        match parts:
            case ["OnAccount"]:
                return cls(None, None)
            case ["OnAccountObject", kind, name]:
                return cls(word(kind), Name.parse(name, 1))
            case ["OnSchema", "OnSchema", name]:
                return cls("SCHEMA", Name.parse(name, 2))
            case ["OnSchemaObject", "OnObject", kind, name]:
                return cls(word(kind), Name.parse(name, 3))
        raise ProviderError(f"{'|'.join(parts)!r} is no end of a grant's id; needed: {ID_END}")


ID_END = (
    'OnAccount, OnAccountObject|TYPE|"NAME", OnSchema|OnSchema|"DB"."SCHEMA" '
    'or OnSchemaObject|OnObject|TYPE|"DB"."SCHEMA"."NAME"'
)


def _named(*keys: str) -> Kind:
    """An object's type and name; the types' bulk forms are not served."""

    def accepts(value: Value) -> bool:
        texts = isinstance(value, dict) and all(isinstance(item, str) for item in value.values())
        return texts and set(value) == set(keys)

    def normal(value: Properties) -> Properties:
        names = {key: Name.parse(item).sql for key, item in value.items() if key != "objectType"}
        return {**value, **names, **({"objectType": value["objectType"].upper()} if "objectType" in value else {})}

    return Kind(f"{' and '.join(keys)}; the stand-in knows no other form", accepts, str, normal, unset=(None, {}))


ON = {
    "onAccount": Kind(BOOLEAN.allowed, BOOLEAN.accepts, str, unset=(None, False)),
    "onAccountObject": _named("objectType", "objectName"),
    "onSchema": _named("schemaName"),
    "onSchemaObject": _named("objectType", "objectName"),
}
