"""`python -m devkit.bases` obtains the base images and prints their references as NAME=value lines."""

import signal
import sys

from devkit.bases.obtain import ensure_bases
from devkit.bases.rootfs import BasesError
from devkit.paths import Paths


def main() -> int:
    signal.signal(signal.SIGTERM, lambda *_: sys.exit(143))
    try:
        bases = ensure_bases(Paths.of_clone().cache, lambda line: print(line, file=sys.stderr, flush=True))
    except BasesError as error:
        print(error, file=sys.stderr)
        return 2
    except KeyboardInterrupt:
        return 130
    print(bases.lines())
    return 0


if __name__ == "__main__":
    sys.exit(main())
