"""The stack's own program with its images given."""

import runpy

from bench.programs.given_image import GivenImage
from components import images

images.ServiceImage = GivenImage  # type: ignore[assignment,misc]  # its one use here is by that name
runpy.run_path("program.py", run_name="__main__")
