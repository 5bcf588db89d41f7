"""What more than one suite uses."""

pytest_plugins = ["tests.soak.plugin", "tests.stack.whole"]
