"""The `volumes` of a service specification.

https://docs.snowflake.com/en/developer-guide/snowpark-container-services/specification-reference
"""

from __future__ import annotations

from typing import Annotated, Literal

from pydantic import Field, StringConstraints

from spcs_local.specification import units
from spcs_local.specification.fields import Fields, Label, Resources


class StageConfig(Fields):
    """The stage, and the directory on it, that a volume shows."""

    name: Annotated[str, StringConstraints(pattern=r"^@.")]
    metadata_cache: str | None = None
    resources: Resources = Resources()
    enable_symlink: bool | None = None


class InitialContents(Fields):
    """What a block volume begins with."""

    from_snapshot: Annotated[str, StringConstraints(min_length=1)]


class BlockConfig(Fields):
    """Settings of a block volume; speed and encryption mean nothing on one machine, and are checked alone."""

    initial_contents: InitialContents | None = None
    iops: int | None = Field(default=None, ge=3000, le=80000)
    throughput: int | None = Field(default=None, ge=125, le=2000)
    encryption: Literal["SNOWFLAKE_SSE", "SNOWFLAKE_FULL"] = "SNOWFLAKE_SSE"
    snapshot_on_delete: Annotated[bool, Field(strict=True)] = True
    snapshot_delete_after: Annotated[str, StringConstraints(pattern=r"^[1-9]\d{0,4}[hd]$")] = "7d"

    @property
    def kept_seconds(self) -> float:
        """How long an automatic snapshot is kept."""
        return int(self.snapshot_delete_after[:-1]) * {"h": 3600.0, "d": 86400.0}[self.snapshot_delete_after[-1]]


class Volume(Fields):
    """Something to mount. `source` may also name a stage, `@stage/path`, as it used to."""

    name: Label
    source: Annotated[str, StringConstraints(pattern=r"^(local|memory|block|stage|@.+)$")]
    size: str | None = None
    stage_config: StageConfig | None = None
    block_config: BlockConfig | None = None
    uid: int | None = Field(default=None, ge=0)
    gid: int | None = Field(default=None, ge=0)

    @property
    def kind(self) -> str:
        """local, memory, block or stage."""
        return "stage" if self.source.startswith("@") else self.source

    @property
    def stage(self) -> str:
        """`@stage/path` of a stage volume."""
        return self.stage_config.name if self.stage_config else self.source

    @property
    def block(self) -> BlockConfig:
        """Settings of a block volume."""
        return self.block_config or BlockConfig()

    @property
    def snapshot(self) -> str | None:
        """The name of the snapshot that a block volume begins with."""
        return self.block.initial_contents.from_snapshot if self.block.initial_contents else None

    @property
    def owner(self) -> tuple[int, int] | None:
        """Whose it is to be, None if the specification leaves it open."""
        return None if self.uid is None and self.gid is None else (self.uid or 0, self.gid or 0)

    @property
    def size_bytes(self) -> int | None:
        """Of memory and block volumes."""
        if self.size is None:
            return None
        return units.block_size(self.size) if self.kind == "block" else units.memory(self.size)
