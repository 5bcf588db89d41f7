"""`python -m toolchain`."""

import sys

from toolchain.cli import main

if __name__ == "__main__":
    sys.exit(main(sys.argv[1:]))
