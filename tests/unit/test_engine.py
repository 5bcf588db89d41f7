"""The engine's command line, with a program in its place."""

from __future__ import annotations

import json
from pathlib import Path

import pytest

from components.deployment import Deployment
from components.engine import Engine, EngineError

SCRIPT = """\
#!/bin/sh
echo "$@" >> "$0.calls"
case "$1 $2" in
  "stack export") echo '{"version": 3, "deployment": {"resources": [{"urn": "a"}]}}' ;;
  "stack import") cat > "$0.state" ;;
  "stack --show-name") echo acme/milvus-spcs/dev ;;
  "config --json") echo '{"a:b": {"value": "1", "secret": true}, "a:c": {"value": "2", "secret": false}}' ;;
  "preview --json") echo '{"diagnostics": [{"severity": "error", "message": "error: no"}]}'; exit 255 ;;
  *) echo 'error: no such thing' >&2; exit 255 ;;
esac
"""


@pytest.fixture
def engine(tmp_path: Path, monkeypatch: pytest.MonkeyPatch) -> Engine:
    (tmp_path / "pulumi").write_text(SCRIPT)
    (tmp_path / "pulumi").chmod(0o755)
    monkeypatch.setenv("PATH", f"{tmp_path}:/usr/bin:/bin")
    return Engine("dev", tmp_path)


def test_a_state_goes_out_and_in_by_export_and_import(engine: Engine) -> None:
    found = engine.export()
    assert [it["urn"] for it in found.resources] == ["a"]
    engine.take(found)
    assert Deployment.parse((engine.directory / "pulumi.state").read_text()).resources == found.resources


def test_only_what_is_named_is_refreshed(engine: Engine) -> None:
    with pytest.raises(EngineError, match=r"^no such thing$"):
        engine.refresh(["urn:1", "urn:2"])
    (call,) = (engine.directory / "pulumi.calls").read_text().splitlines()
    assert "--target urn:1 --target urn:2 --stack dev --non-interactive" in call


def test_a_preview_that_fails_says_why_and_nothing_else(engine: Engine) -> None:
    with pytest.raises(EngineError, match=r"^no$"):
        engine.preview()


def test_configuration_has_its_secrets_and_knows_which_they_are(engine: Engine) -> None:
    found = engine.configuration()
    assert (found.get("a:b"), found.is_secret("a:b"), found.is_secret("a:c")) == ("1", True, False)
    assert json.dumps("1") not in repr(found)


def test_the_stacks_name_is_whole(engine: Engine) -> None:
    assert engine.full_name() == "acme/milvus-spcs/dev"


def test_a_state_that_a_kill_made_unreadable_is_said_with_the_remedy(engine: Engine) -> None:
    script = engine.directory / "pulumi"
    script.write_text("#!/bin/sh\necho 'error: failed to load checkpoint: EOF' >&2; exit 255\n")
    with pytest.raises(EngineError, match=r"failed to load checkpoint: EOF: .*\*\.attrs"):
        engine.export()


def test_an_engine_that_is_not_there_is_said(engine: Engine, monkeypatch: pytest.MonkeyPatch) -> None:
    monkeypatch.setenv("PATH", "/nowhere")
    with pytest.raises(EngineError, match="pulumi is not on PATH"):
        engine.export()
