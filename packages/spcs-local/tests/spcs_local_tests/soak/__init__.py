"""The account under load and under kill -9; small counts in `make test`, long ones in `make soak`."""
