"""How far a command is, by its lines."""

from devkit import progress
from devkit.progress import Progress


def test_bar_is_full_where_more_is_done_than_was_known() -> None:
    assert Progress(1, 4).bar(8) == "[##------] 1/4"
    assert Progress(5, 4).bar(8) == "[########] 4/4"


def test_bytes_are_told_in_megabytes() -> None:
    assert Progress.of_bytes(3 << 20, 56 << 20).bar(0) == "[] 3/56 MB"
    assert Progress.of_bytes(10, 100).bar(2) == "[--] 0/1 MB"


def test_lines_are_counted_that_begin_as_they_should() -> None:
    follow = progress.counting(2, "Collecting ", "Ignoring ")
    found = [follow(line) for line in ("Collecting a", "Downloading a", "Ignoring b")]
    assert found == [Progress(1, 2), None, Progress(2, 2)]


def test_without_a_total_nothing_is_told() -> None:
    assert progress.counting(0, "Collecting ")("Collecting a") is None


def test_apt_says_how_many_packages_there_are() -> None:
    follow = progress.of_apt()
    lines = [
        "Unpacking nothing yet",
        "1 upgraded, 1 newly installed, 0 to remove and 12 not upgraded.",
        "Selecting previously unselected package libip6tc2:amd64.",
        "Unpacking libip6tc2:amd64 (1.8.9-2) ...",
        "Setting up libip6tc2:amd64 (1.8.9-2) ...",
    ]
    assert [follow(line) for line in lines] == [None, None, None, Progress(1, 4), Progress(2, 4)]


def test_debootstrap_unpacks_and_configures_what_it_has_retrieved() -> None:
    follow = progress.of_debootstrap()
    lines = [
        "I: Retrieving InRelease ",
        "I: Retrieving Packages ",
        "I: Retrieving passwd 1:4.13",
        "I: Retrieving libcap-ng0 0.8.3-1",
        "I: Unpacking required packages...",
        "I: Unpacking passwd...",
        "I: Unpacking libcap-ng0:amd64...",
        "I: Configuring libcap-ng0:amd64...",
        "I: Configuring libcap-ng0:amd64...",
    ]
    found = [it for line in lines if (it := follow(line))]
    assert found == [Progress(1, 4), Progress(2, 4), Progress(3, 4), Progress(3, 4)]


def test_command_of_ours_says_it_itself() -> None:
    assert progress.said("Debian bookworm: Unpacking passwd... (45/306)") == Progress(45, 306)
    assert progress.said("Step 1/5 : FROM base") is None
    assert progress.said("nothing (0/0)") is None
