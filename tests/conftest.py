"""What more than one suite uses."""

pytest_plugins = ["tests.stack.whole"]
