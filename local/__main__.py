"""`python -m local start|serve|stop|status|logs`."""

import sys

from local.cli import main

if __name__ == "__main__":
    sys.exit(main(sys.argv[1:]))
