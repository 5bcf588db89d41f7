"""YAML to a specification, or the error that a client is to see."""

from __future__ import annotations

from functools import lru_cache

from pydantic import ValidationError

from spcs_local.errors import SnowflakeError
from spcs_local.specification.loading import UnreadableError, load
from spcs_local.specification.model import Specification
from spcs_local.specification.problems import sentence
from spcs_local.specification.rules import broken_rules

MOST_CHARACTERS = 100_000


class InvalidSpecificationError(SnowflakeError):
    """A specification that is refused. No page documents a number for it: this one and the SQLSTATE are unverified."""

    def __init__(self, problem: str) -> None:
        super().__init__(395018, "22023", f"Invalid spec: {problem}")


@lru_cache(maxsize=64)
def parse(text: str) -> Specification:
    """Read and check a specification."""
    if len(text) > MOST_CHARACTERS:
        raise InvalidSpecificationError(f"it has more than {MOST_CHARACTERS:,} characters.")
    try:
        content = load(text)
    except UnreadableError as error:
        raise InvalidSpecificationError(f"failed to parse YAML: {error}.") from None
    if not isinstance(content, dict):
        raise InvalidSpecificationError("expected a mapping with the field 'spec'.")
    try:
        found = Specification.model_validate(content, by_alias=True, by_name=False)
    except ValidationError as error:
        raise InvalidSpecificationError(sentence(error)) from None
    for problem in broken_rules(found):
        raise InvalidSpecificationError(problem)
    return found
