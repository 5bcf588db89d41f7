"""References of the two base images, and how the program that obtains them tells whoever started it."""

import re
from dataclasses import dataclass


@dataclass(frozen=True)
class BaseImages:
    """As a Dockerfile's FROM takes them."""

    milvus: str
    python: str

    def lines(self) -> str:
        return f"MILVUS_IMAGE={self.milvus}\nPYTHON_IMAGE={self.python}"

    @classmethod
    def read(cls, output: str) -> "BaseImages":
        """From the program's output, which has its progress before the lines."""
        found = dict(re.findall(r"^(MILVUS|PYTHON)_IMAGE=(.+)$", output, re.MULTILINE))
        return cls(milvus=found["MILVUS"], python=found["PYTHON"])
