"""References of the two base images, and how the program that obtains them tells whoever started it."""

import re
from dataclasses import dataclass

MADE_HERE = "milvus-spcs/"  # what the names of images that are made from packages begin with


@dataclass(frozen=True)
class BaseImages:
    """As a Dockerfile's FROM takes them."""

    milvus: str
    python: str

    @property
    def made_here(self) -> bool:
        """Whether no image registry answered, so that they were made from packages."""
        return self.python.startswith(MADE_HERE)

    def lines(self) -> str:
        return f"MILVUS_IMAGE={self.milvus}\nPYTHON_IMAGE={self.python}"

    @classmethod
    def read(cls, output: str) -> "BaseImages":
        """From the program's output, which has its progress before the lines."""
        found = dict(re.findall(r"^(MILVUS|PYTHON)_IMAGE=(.+)$", output, re.MULTILINE))
        return cls(milvus=found["MILVUS"], python=found["PYTHON"])
