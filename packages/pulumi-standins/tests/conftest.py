"""What more than one suite uses."""

pytest_plugins = ["spcs_local_tests.place", "standins_tests.conformance.option", "tests.stack.whole"]
