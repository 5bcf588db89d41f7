"""The module has the version that is built."""

from devkit.actionlint import COMMAND


def test_the_module_has_the_version() -> None:
    module = COMMAND.program.package.partition("/cmd/")[0]
    assert f"\nrequire {module} v{COMMAND.version}\n" in (COMMAND.program.module / "go.mod").read_text()
