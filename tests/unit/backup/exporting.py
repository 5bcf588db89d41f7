"""An account with a keeper beside Milvus, whose jobs write exports on the stack's stage and are done at once."""

from __future__ import annotations

import re
from dataclasses import dataclass, field

from components.session import Row
from tests.unit.backup.account import PLACE, Account, Service

_SPEC = """
spec:
  containers: [{name: milvus, image: /a/b/c/milvus:1}, {name: keeper, image: /a/b/c/keeper:1}]
  endpoints: [{name: grpc, port: 19530}]
  volumes: [{name: data, source: block, size: 10Gi}]
"""
_JOB = r'EXECUTE JOB SERVICE IN COMPUTE POOL .* NAME = ".*"\."MILVUS_EXPORT_(\w+)" '
_OF_A_JOB = r'(DESCRIBE SERVICE|DROP SERVICE IF EXISTS) ".*"\."MILVUS_EXPORT_\w+"'
_REMOVAL = r"REMOVE @.*/backup/acme_milvus-spcs_dev/(.*)"
FILES = ("manifest.json", "collection0000-part0000-00000.rows")


@dataclass
class WithKeeper(Service):
    """Milvus, which is asked by jobs."""

    @property
    def spec(self) -> str:
        return _SPEC


@dataclass
class ExportingAccount(Account):
    """`exports` are there from the beginning, `files` are those of all that there are."""

    services: dict[str, Service] = field(default_factory=lambda: {"MILVUS": WithKeeper({"data": ""})})
    exports: tuple[str, ...] = ()
    files: list[str] = field(default_factory=list)

    def __post_init__(self) -> None:
        self.files += [f"{export}/{it}" for export in self.exports for it in FILES]

    @property
    def there(self) -> list[str]:
        """Directories with any file."""
        return sorted({it.partition("/")[0] for it in self.files})

    def as_role(self, _role: str) -> ExportingAccount:
        return self

    def rows(self, statement: str) -> list[Row]:
        if found := re.match(_JOB, statement):
            self.files += [f"{found[1]}/{it}" for it in FILES]
            return []
        if re.match(_OF_A_JOB, statement):
            return [{"status": "DONE"}]
        if found := re.match(_REMOVAL, statement):
            self.files = [it for it in self.files if not it.startswith(found[1])]
            return []
        if statement.startswith("LIST @"):
            assert f'"{PLACE[0]}"."{PLACE[1]}"."DATA"' in statement
            return [{"name": f"data/backup/acme_milvus-spcs_dev/{it}", "size": 10} for it in self.files]
        answer = super().rows(statement)
        return [{**it, "compute_pool": "POOL"} for it in answer] if statement.startswith("DESCRIBE SERVICE") else answer
