"""`python -m keeper`: one subcommand for each thing that it does."""

from __future__ import annotations

import argparse
import sys
from collections.abc import Sequence

from keeper import jobs, watch


def main(arguments: Sequence[str]) -> int:
    parser = argparse.ArgumentParser(prog="keeper", description="Keeps a Milvus")
    commands = parser.add_subparsers(required=True, metavar="COMMAND")
    watch.add_to(commands)
    jobs.add_to(commands)
    options = parser.parse_args(arguments)
    code: int = options.run(options)
    return code


if __name__ == "__main__":
    sys.exit(main(sys.argv[1:]))
