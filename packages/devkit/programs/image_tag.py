"""Computes the tag of an image as the program does, and prints the seconds: CONTEXT PLATFORM [NAME=VALUE…]."""

import sys
import time
from pathlib import Path

from components.image_tag import image_tag

context, platform, *pairs = sys.argv[1:]
build_args = dict(pair.split("=", 1) for pair in pairs)
started = time.monotonic()
image_tag(Path(context), "Dockerfile", build_args, platform)
print(round(time.monotonic() - started, 3))
