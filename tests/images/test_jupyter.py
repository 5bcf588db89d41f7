"""What the notebook's image has, and lets be done."""

from __future__ import annotations

import json

import docker
import pytest
from docker.errors import ContainerError
from docker.models.images import Image

from tests.images.place import run

SIMILARITIES = """
import json
from embedding import Embedder
embed = Embedder()
vectors = embed([
    "Artificial intelligence was founded as an academic discipline in 1956.",
    "Alan Turing was the first person to conduct substantial research in AI.",
    "Born in Maida Vale, London, Turing was raised in southern England.",
])
question = embed(["Who started AI research?"])[0]
print(json.dumps({"cosines": (vectors @ question).tolist(), "lengths": (vectors**2).sum(axis=1).tolist(),
                  "empty": list(embed([]).shape)}))
"""


def test_embeds_the_sentences_as_the_model_does(client: docker.DockerClient, jupyter: Image) -> None:
    found = json.loads(run(client, jupyter, "python", "-c", SIMILARITIES))
    assert found["cosines"] == pytest.approx([0.696, 0.789, 0.299], abs=5e-4)
    assert found["lengths"] == pytest.approx([1, 1, 1], abs=1e-5)
    assert found["empty"] == [0, 384]


def test_holds_the_clients_and_no_installer(client: docker.DockerClient, jupyter: Image) -> None:
    modules = "import notebook, pymilvus, snowflake.connector"
    assert run(client, jupyter, "python", "-c", modules) == ""
    for left_out in ("pip", "setuptools"):
        with pytest.raises(ContainerError, match="No module named"):
            run(client, jupyter, "python", "-c", f"import {left_out}")


def test_lets_the_notebook_and_its_files_be_written(client: docker.DockerClient, jupyter: Image) -> None:
    script = (
        "id -u; touch /home/jupyter/files/x && test -w /home/jupyter/TestMilvus.ipynb && ! touch /opt/x 2>/dev/null"
    )
    assert run(client, jupyter, "sh", "-c", script) == "10001\n"
