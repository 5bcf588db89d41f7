"""`python -m spcs_local`, as the command `spcs-local`."""

from spcs_local.cli import run

if __name__ == "__main__":
    run()
