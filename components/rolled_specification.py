"""What the state has of a specification that was rolled out: not the text, which is in the service or on the stage."""

from __future__ import annotations

import hashlib
from collections.abc import Mapping
from dataclasses import dataclass
from typing import Any

TEXT = "text"  # for who sends it; no part of the state


@dataclass(frozen=True)
class RolledSpecification:
    """`digest` tells texts apart; `volumes` are the sizes of block volumes by their names, and `public_endpoints` as
    many as the account is to give addresses to."""

    digest: str
    volumes: Mapping[str, str]
    public_endpoints: int

    @classmethod
    def of_text(cls, text: str) -> RolledSpecification:
        from components.specification import block_volumes, public_endpoints  # YAML, which a roll needs for this alone

        return cls(content_hash(text), block_volumes(text), len(public_endpoints(text)))

    @classmethod
    def of(cls, told: Mapping[str, Any] | str) -> RolledSpecification:
        """As a state has it. One of before this has the text itself."""
        if isinstance(told, str):
            return cls.of_text(told)
        return cls(told["digest"], told.get("volumes") or {}, int(told.get("public_endpoints") or 0))

    @property
    def props(self) -> dict[str, Any]:
        """The same for a state, where what is not is left out."""
        volumes = {"volumes": dict(self.volumes)} if self.volumes else {}
        public = {"public_endpoints": self.public_endpoints} if self.public_endpoints else {}
        return {"digest": self.digest, **volumes, **public}


def content_hash(content: str) -> str:
    """Of a text, as a directory on a stage is named by it."""
    return hashlib.sha256(content.encode()).hexdigest()[:16]
