"""`snow stage`, and what it does about images."""

from __future__ import annotations

from pathlib import Path

from spcs_local_tests.clients.snow import Snow


def test_stage_keeps_and_gives_back_files(snow: Snow, tmp_path: Path) -> None:
    (tmp_path / "a.txt").write_text("text")
    (tmp_path / "down").mkdir()
    assert "successfully created" in snow.answer("stage create @D.PUBLIC.FILES")["status"]
    sent = snow.answer("stage copy", str(tmp_path / "a.txt"), "@D.PUBLIC.FILES/dir/", "--no-auto-compress")
    assert [row["status"] for row in sent] == ["UPLOADED"]
    assert [row["name"] for row in snow.answer("stage list-files @D.PUBLIC.FILES")] == ["files/dir/a.txt"]
    snow.answer("stage copy @D.PUBLIC.FILES/dir/", str(tmp_path / "down"))
    assert (tmp_path / "down" / "a.txt").read_text() == "text"
    assert snow.answer("stage copy @D.PUBLIC.FILES/dir @D.PUBLIC.FILES/copy") == [{"file": "copy/a.txt"}]
    assert snow.answer("stage remove D.PUBLIC.FILES dir/a.txt")["result"] == "removed"
    assert [row["name"] for row in snow.answer("stage list-files @D.PUBLIC.FILES")] == ["files/copy/a.txt"]


def test_stage_lists_describes_and_drops(snow: Snow) -> None:
    snow.answer("stage create GONE")
    assert {row["name"] for row in snow.answer("stage list")} >= {"GONE", "S"}
    assert {row["parent_property"] for row in snow.answer("stage describe GONE")} >= {"STAGE_LOCATION"}
    assert snow.answer("stage drop GONE") == [{"status": "GONE successfully dropped."}]


def test_image_repository_lives(snow: Snow) -> None:
    assert "successfully created" in snow.answer("spcs image-repository create images")["status"]
    assert {row["name"] for row in snow.answer("spcs image-repository list")} >= {"IMAGES", "REPO"}
    assert snow.answer("spcs image-repository url images")["message"].endswith("/d/public/images")
    assert snow.answer("spcs image-repository list-images images") == []
    assert snow.answer("spcs image-repository drop images") == [{"status": "IMAGES successfully dropped."}]


def test_image_registry_knows_its_address_and_gives_a_token(snow: Snow) -> None:
    assert snow.answer("spcs image-registry url")["message"].startswith("127.0.0.1:")
    token = snow.answer("spcs image-registry token")
    assert token["token"]
    assert token["expires_in"] == 3600
