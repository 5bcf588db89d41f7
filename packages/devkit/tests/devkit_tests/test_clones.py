"""Who else uses what is shared."""

import shutil
from pathlib import Path

from devkit.clones import Users, named
from devkit.paths import Paths


def test_others_are_those_that_are_still_there(tmp_path: Path) -> None:
    mine, theirs, gone = (Paths(tmp_path / name, tmp_path / "cache") for name in ("mine", "theirs", "gone"))
    users = Users.of_cache(mine)
    for paths in (mine, theirs, gone):
        paths.root.mkdir()
        users.add(paths)
    shutil.rmtree(gone.root)

    assert users.others(mine) == [theirs.root]
    assert Users.of_daemon(mine).others(mine) == []
    users.leave(theirs)
    users.leave(theirs)
    assert users.others(mine) == []
    assert named([mine.root, theirs.root]) == f"{mine.root}, {theirs.root}"
