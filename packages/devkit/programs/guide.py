"""The stack's own program with its images given."""

import runpy
import sys

import given_image

# before the program imports it, and without the SDK that it would import
sys.modules["components.images"] = given_image
runpy.run_path("program.py", run_name="__main__")
