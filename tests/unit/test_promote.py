"""Images of one stack for another one, with the engine and crane in their places."""

from __future__ import annotations

import json
from pathlib import Path

import pytest

from components.promote import main
from tests.unit.test_account_images import ONE, OTHER

FROM, INTO = "a.example/demo/public/repo", "b.example/demo/public/repo"
IMAGES = {
    "milvus": {"image": f"{FROM}/milvus:t1", "digest": ONE},
    "second": {"image": f"{FROM}/milvus:t1", "digest": ONE},
    "hello": {"image": f"{FROM}/hello:t2", "digest": OTHER},
}
PULUMI = """\
#!/bin/sh
echo "$@" >> "$0.calls"
case "$1 $2" in
  "stack output") cat "$0.images" ;;
  "stack export") cat "$0.state" ;;
  "config --json") cat "$0.config" ;;
  "config set") ;;
  *) echo 'error: no such thing' >&2; exit 255 ;;
esac
"""
CRANE = """\
#!/bin/sh
echo "$@" >> "$0.calls"
case "$1" in
  digest) cat "$0.there" || { echo "404 Not Found" >&2; exit 1; } ;;
  copy) test -e "$0.broken" && { echo "denied" >&2; exit 1; }; true ;;
esac
"""
SECOND = '{"second": {"like": "milvus"}}'
OUTPUTS = [{"urn": "s", "type": "pulumi:pulumi:Stack", "outputs": {"repositoryUrl": INTO}}]
REPOSITORY = {
    "urn": "r",
    "type": "snowflake:index/imageRepository:ImageRepository",
    "outputs": {"showOutputs": [{"repositoryUrl": INTO}]},
}


@pytest.fixture(autouse=True)
def programs(tmp_path: Path, monkeypatch: pytest.MonkeyPatch) -> Path:
    """On PATH; the stack that is to get the images has a second Milvus, and no hello."""
    directory = tmp_path / "bin"
    directory.mkdir()
    for name, text in (("pulumi", PULUMI), ("crane", CRANE)):
        (directory / name).write_text(text)
        (directory / name).chmod(0o755)
    (directory / "pulumi.images").write_text(json.dumps(IMAGES))
    config = {"milvus-spcs:services": {"value": SECOND, "objectValue": json.loads(SECOND)}}
    (directory / "pulumi.config").write_text(json.dumps(config))
    state(directory, OUTPUTS)
    monkeypatch.setenv("PATH", f"{directory}:/usr/bin:/bin")
    return directory


def state(directory: Path, resources: object) -> None:
    text = json.dumps({"version": 3, "deployment": {"resources": resources}})
    (directory / "pulumi.state").write_text(text)


def calls(programs: Path, name: str) -> list[str]:
    file = programs / f"{name}.calls"
    return file.read_text().splitlines() if file.exists() else []


def settings_of(programs: Path) -> list[str]:
    return [call for call in calls(programs, "pulumi") if call.startswith("config set")]


ARGUMENTS = ["--from", "dev", "--to", "acme/prod"]


def test_each_is_copied_once_and_its_digest_goes_to_all_that_run_it(
    programs: Path, capsys: pytest.CaptureFixture[str]
) -> None:
    assert main(ARGUMENTS) == 0
    assert calls(programs, "crane") == [f"digest {INTO}/milvus:t1", f"copy {FROM}/milvus@{ONE} {INTO}/milvus:t1"]
    assert [call.partition(" --stack")[0] for call in settings_of(programs)] == [
        f"config set --path milvus-spcs:services.{key}.imageDigest {ONE}" for key in ("milvus", "second")
    ]
    assert all("--stack acme/prod" in call for call in settings_of(programs))
    assert capsys.readouterr().out.splitlines()[-1] == "Next: commit it, and pulumi preview --stack acme/prod"


def test_an_image_beside_the_services_own_has_its_path(programs: Path) -> None:
    beside = {"milvus.keeper": {"image": f"{FROM}/keeper:t3", "digest": OTHER}}
    (programs / "pulumi.images").write_text(json.dumps({**IMAGES, **beside}))
    assert main(ARGUMENTS) == 0
    assert f"milvus-spcs:services.milvus.images.keeper.imageDigest {OTHER}" in settings_of(programs)[-1]
    (programs / "pulumi.config").write_text(json.dumps({"milvus-spcs:services": {"value": SECOND}}))
    assert main(ARGUMENTS) == 0
    text = settings_of(programs)[-1].partition("milvus-spcs:services ")[2].partition(" --stack")[0]
    assert json.loads(text)["milvus"] == {"imageDigest": ONE, "images": {"keeper": {"imageDigest": OTHER}}}


def test_a_table_that_is_a_text_is_set_as_one(programs: Path) -> None:
    config = {"milvus-spcs:services": {"value": SECOND}}
    (programs / "pulumi.config").write_text(json.dumps(config))
    assert main(ARGUMENTS) == 0
    (call,) = settings_of(programs)
    rows = json.loads(call.partition("milvus-spcs:services ")[2].partition(" --stack")[0])
    assert rows == {"milvus": {"imageDigest": ONE}, "second": {"like": "milvus", "imageDigest": ONE}}


def test_one_that_is_there_is_not_copied(programs: Path) -> None:
    (programs / "crane.there").write_text(f"{ONE}\n")
    assert main(ARGUMENTS) == 0
    assert calls(programs, "crane") == [f"digest {INTO}/milvus:t1"]
    assert len(settings_of(programs)) == 2


def test_a_tag_stays_what_it_is(programs: Path, capsys: pytest.CaptureFixture[str]) -> None:
    (programs / "crane.there").write_text(f"{OTHER}\n")
    assert main(ARGUMENTS) == 2
    assert f"milvus:t1 is {OTHER}, another image of the same files; allowed: {ONE}" in capsys.readouterr().err
    assert settings_of(programs) == []


def test_the_repository_of_a_stack_that_waits_for_its_images_is_in_its_state(programs: Path) -> None:
    state(programs, [{"urn": "s", "type": "pulumi:pulumi:Stack"}, REPOSITORY])
    assert main(ARGUMENTS) == 0
    assert calls(programs, "crane")[0] == f"digest {INTO}/milvus:t1"


def test_without_a_repository_it_says_how_to_have_one(programs: Path, capsys: pytest.CaptureFixture[str]) -> None:
    state(programs, [])
    assert main(ARGUMENTS) == 2
    assert "acme/prod has no image repository yet. To do: pulumi up --stack acme/prod" in capsys.readouterr().err
    assert main([*ARGUMENTS, "--repository", "c.example/d/s/r"]) == 0
    assert calls(programs, "crane")[-1] == f"copy {FROM}/milvus@{ONE} c.example/d/s/r/milvus:t1"


def test_what_cannot_be_copied_changes_no_digest(programs: Path, capsys: pytest.CaptureFixture[str]) -> None:
    (programs / "crane.broken").touch()
    assert main(ARGUMENTS) == 2
    assert capsys.readouterr().err == f"error: crane copy {FROM}/milvus@{ONE} {INTO}/milvus:t1: denied\n"
    assert settings_of(programs) == []


def test_without_crane_it_says_where_it_is_from(programs: Path, capsys: pytest.CaptureFixture[str]) -> None:
    (programs / "crane").unlink()
    assert main(ARGUMENTS) == 2
    assert "To do: make promote, which gets it, or install it" in capsys.readouterr().err


def test_a_stack_without_images_is_said(programs: Path, capsys: pytest.CaptureFixture[str]) -> None:
    (programs / "pulumi.images").write_text("{}")
    assert main(ARGUMENTS) == 2
    said = "error: dev has no image of milvus, jupyter, second. To do: pulumi up --stack dev\n"
    assert capsys.readouterr().err == said
