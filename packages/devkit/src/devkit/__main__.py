"""`python -m devkit`."""

import sys

from devkit.cli import main

if __name__ == "__main__":
    sys.exit(main(sys.argv[1:]))
