"""What fields of a service specification are made of.

https://docs.snowflake.com/en/developer-guide/snowpark-container-services/specification-reference
"""

from __future__ import annotations

from collections.abc import Mapping
from typing import Annotated, Any, ClassVar

from pydantic import BaseModel, BeforeValidator, ConfigDict, Field, StringConstraints, model_validator
from pydantic.alias_generators import to_camel

from spcs_local.specification import units

Port = Annotated[int, Field(ge=1, le=65535, strict=True)]
Label = Annotated[str, StringConstraints(pattern=r"^[a-z]([a-z0-9-]{0,61}[a-z0-9])?$")]
AbsolutePath = Annotated[str, StringConstraints(pattern=r"^/[^\x00]*$")]
Memory = Annotated[int, BeforeValidator(units.memory)]
Cpu = Annotated[float, BeforeValidator(units.cpu)]


# what the system can give a program: no NUL, and no `=` in the name of a variable
Text = Annotated[str, StringConstraints(pattern=r"^[^\x00]*$")]
VariableName = Annotated[str, StringConstraints(pattern=r"^[^=\x00]+$")]


def _value(value: object) -> object:
    """A variable that is written without a value is empty."""
    return "" if value is None else value


VariableValue = Annotated[Text, BeforeValidator(_value)]


class Fields(BaseModel):
    """Fields are camelCase in YAML; one that is not known is an error, one without a value is as if it were absent."""

    model_config = ConfigDict(extra="forbid", frozen=True, alias_generator=to_camel)
    also_called: ClassVar[Mapping[str, str]] = {}  # other names of fields, as examples of the documentation have them

    @model_validator(mode="before")
    @classmethod
    def _as_documented(cls, given: Any) -> Any:
        if not isinstance(given, dict):
            return given
        known = {field.alias for field in cls.model_fields.values()}
        named = {}
        for name, value in given.items():
            proper = cls.also_called.get(name, name)
            if proper in named or (proper != name and proper in given):
                raise ValueError(f"'{name}' and '{proper}' are one field; give one of them")
            if value is not None or proper not in known:
                named[proper] = value
        return named


class Quantities(Fields):
    """Memory in bytes, CPU in processors; `gpu` as it is written, `nvidia.com/gpu`."""

    memory: Memory | None = None
    cpu: Cpu | None = None
    gpu: int | None = Field(default=None, alias="nvidia.com/gpu", ge=0)


class Resources(Fields):
    """What a container is sure to get, and the most that it may take."""

    requests: Quantities = Quantities()
    limits: Quantities = Quantities()
