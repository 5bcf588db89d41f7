"""The module has the version that is built."""

from devkit.versitygw import COMMAND


def test_the_module_has_the_version() -> None:
    module = COMMAND.package.partition("/cmd/")[0]
    assert f"\nrequire {module} v{COMMAND.version}\n" in (COMMAND.module / "go.mod").read_text()
