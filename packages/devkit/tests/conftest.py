"""What more than one suite uses."""

pytest_plugins = ["spcs_local_tests.place", "tests.stack.whole"]
