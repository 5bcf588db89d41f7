"""The one set of versions: the engine and the plugins have the versions of the SDK packages in requirements.txt."""

import re
from dataclasses import dataclass
from pathlib import Path


@dataclass(frozen=True)
class Versions:
    engine: str
    snowflake: str
    docker: str

    @property
    def plugins(self) -> dict[str, str]:
        return {"snowflake": self.snowflake, "docker": self.docker}


def read(requirements: Path) -> Versions:
    pins = dict(re.findall(r"^([a-z0-9-]+)==(\S+)", requirements.read_text(), re.MULTILINE))
    return Versions(engine=pins["pulumi"], snowflake=pins["pulumi-snowflake"], docker=pins["pulumi-docker"])
