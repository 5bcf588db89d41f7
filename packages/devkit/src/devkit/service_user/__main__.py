"""`python -m devkit.service_user FILE` makes or mends the user in the account of SNOWFLAKE_*, and writes FILE."""

from __future__ import annotations

import os
import subprocess
import sys
from pathlib import Path

import snowflake.connector

from devkit.service_user import credentials
from devkit.service_user.making import USER, Site, accepted, make


def main(file: Path) -> int:
    site, known = Site(os.environ), credentials.read(file)
    if known and accepted(site, known):
        return 0
    try:
        make(site, known).write(file)
    except snowflake.connector.errors.Error as error:
        print(f"{USER}: {error.raw_msg or error.msg}", file=sys.stderr)
        return 2
    except subprocess.CalledProcessError:  # it has said why
        return 2
    return 0


if __name__ == "__main__":
    sys.exit(main(Path(sys.argv[1])))
