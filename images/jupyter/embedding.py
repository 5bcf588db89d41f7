"""Sentence embeddings: MiniLM-L6 (a BERT) in numpy, so that the image needs no deep learning library."""

from collections.abc import Sequence
from pathlib import Path

import numpy as np
from numpy.typing import NDArray
from safetensors.numpy import load_file
from tokenizers import Tokenizer

Array = NDArray[np.float32]

MODEL = Path("/opt/model")
LAYERS = 6
HEADS = 12
EPSILON = np.float32(1e-12)
MAX_TOKENS = 256


class Embedder:
    """Turns sentences into unit vectors of 384 numbers; near in meaning is near in angle."""

    def __init__(self, model: Path = MODEL) -> None:
        self._weights: dict[str, Array] = load_file(model / "model.safetensors")
        self._tokenizer = Tokenizer.from_file(str(model / "tokenizer.json"))
        self._tokenizer.enable_truncation(MAX_TOKENS)
        self._tokenizer.enable_padding()

    @property
    def dimension(self) -> int:
        """How many numbers a vector has."""
        return int(self._weights["embeddings.word_embeddings.weight"].shape[1])

    def __call__(self, sentences: Sequence[str]) -> Array:
        """One unit vector a sentence, as rows."""
        if not sentences:
            return np.empty((0, self.dimension), dtype=np.float32)
        encodings = self._tokenizer.encode_batch(list(sentences))
        tokens = np.array([encoding.ids for encoding in encodings])
        mask = np.array([encoding.attention_mask for encoding in encodings], dtype=np.float32)
        hidden = self._embed(tokens)
        for number in range(LAYERS):
            hidden = self._layer(f"encoder.layer.{number}", hidden, mask)
        mean = (hidden * mask[:, :, None]).sum(axis=1) / mask.sum(axis=1, keepdims=True)
        return np.asarray(mean / np.linalg.norm(mean, axis=1, keepdims=True), dtype=np.float32)

    def _embed(self, tokens: NDArray[np.int64]) -> Array:
        weights = self._weights
        words = weights["embeddings.word_embeddings.weight"][tokens]
        positions = weights["embeddings.position_embeddings.weight"][: tokens.shape[1]]
        kind = weights["embeddings.token_type_embeddings.weight"][0]
        return self._normalize("embeddings.LayerNorm", words + positions + kind)

    def _layer(self, name: str, hidden: Array, mask: Array) -> Array:
        attended = self._dense(
            f"{name}.attention.output.dense", self._attention(f"{name}.attention.self", hidden, mask)
        )
        hidden = self._normalize(f"{name}.attention.output.LayerNorm", hidden + attended)
        expanded = gelu(self._dense(f"{name}.intermediate.dense", hidden))
        return self._normalize(f"{name}.output.LayerNorm", hidden + self._dense(f"{name}.output.dense", expanded))

    def _attention(self, name: str, hidden: Array, mask: Array) -> Array:
        rows, length, width = hidden.shape

        def heads(part: str) -> Array:
            return self._dense(f"{name}.{part}", hidden).reshape(rows, length, HEADS, -1).transpose(0, 2, 1, 3)

        query, key, value = heads("query"), heads("key"), heads("value")
        scores = query @ key.transpose(0, 1, 3, 2) / np.sqrt(np.float32(width // HEADS))
        scores += (1 - mask[:, None, None, :]) * np.float32(-1e9)  # padding gets no attention
        return (softmax(scores) @ value).transpose(0, 2, 1, 3).reshape(rows, length, width)

    def _dense(self, name: str, inputs: Array) -> Array:
        outputs: Array = inputs @ self._weights[f"{name}.weight"].T + self._weights[f"{name}.bias"]
        return outputs

    def _normalize(self, name: str, inputs: Array) -> Array:
        centred = inputs - inputs.mean(axis=-1, keepdims=True)
        deviation = np.sqrt((centred**2).mean(axis=-1, keepdims=True) + EPSILON)
        outputs: Array = centred / deviation * self._weights[f"{name}.weight"] + self._weights[f"{name}.bias"]
        return outputs


def softmax(scores: Array) -> Array:
    """Weights that sum to one over the last axis."""
    exponentials = np.exp(scores - scores.max(axis=-1, keepdims=True))
    return np.asarray(exponentials / exponentials.sum(axis=-1, keepdims=True), dtype=np.float32)


def gelu(inputs: Array) -> Array:
    """The Gaussian error linear unit, with erf by formula 7.1.26 of Abramowitz and Stegun (error below 2e-7)."""
    scaled = np.abs(inputs) / np.sqrt(np.float32(2))
    t = 1 / (1 + 0.3275911 * scaled)
    series = t * (0.254829592 + t * (-0.284496736 + t * (1.421413741 + t * (-1.453152027 + t * 1.061405429))))
    erf = np.sign(inputs) * (1 - series * np.exp(-(scaled**2)))
    return np.asarray(inputs * (1 + erf) / 2, dtype=np.float32)
