"""What is said of the containers' memory."""

from devkit.bench import vectors


def test_memory_is_that_of_parts_and_of_all() -> None:
    most = {"milvus-spcs-1-24-0-milvus": 100.0, "milvus-spcs-1-24-0-_network": 2.0, "milvus-spcs-1-25-0-_network": 3.0}
    assert vectors.by_parts(most) == {"together": 105.0, "milvus": 100.0, "_network": 5.0}
