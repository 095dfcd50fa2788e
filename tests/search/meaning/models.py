"""Models of meaning so small that a test can show them."""

from __future__ import annotations

import hashlib
from collections.abc import Mapping
from pathlib import Path

import numpy as np
from numpy.typing import NDArray

from search.meaning import StaticModel

PIECES = ("?", "car", "card", "##s", "##d", "lost", "a", "##b", "##" + "x" * 24)
ROWS = np.array(
    [[0, 0, 0], [100, 0, 0], [0, 100, 0], [0, 0, 10], [0, 0, 50], [60, 60, 0], [1, 2, 3], [-7, 0, 9], [127, 127, 127]],
    dtype=np.int8,
)
SCALES = np.array([1.0, 0.5, 0.25, 1.0, 0.5, 0.125, 2.0, 1.0, 0.03125], dtype=np.float16)
FILES = ("pieces.txt", "vectors.npy", "scales.npy")


def tiny() -> StaticModel:
    """Return a model of nine pieces and three dimensions."""
    return StaticModel({piece: row for row, piece in enumerate(PIECES)}, ROWS, SCALES, "tiny")


def vector(piece: str) -> NDArray[np.float32]:
    """Return the vector of ``piece`` as it was written."""
    row = PIECES.index(piece)
    scaled: NDArray[np.float32] = ROWS[row].astype(np.float32) * np.float32(SCALES[row])
    return scaled


def write_model(
    folder: Path,
    pieces: str = "\n".join(PIECES),
    vectors: NDArray[np.generic] = ROWS,
    scales: NDArray[np.generic] = SCALES,
    sums: Mapping[str, str] | None = None,
) -> Path:
    """Write a model into ``folder`` with the right checksums, or with ``sums``, and return the folder."""
    folder.mkdir(parents=True, exist_ok=True)
    (folder / "pieces.txt").write_text(pieces, "utf-8")
    np.save(folder / "vectors.npy", vectors, allow_pickle=False)
    np.save(folder / "scales.npy", scales, allow_pickle=False)
    write_head(folder, {name: sha256(folder / name) for name in FILES} if sums is None else sums)
    return folder


def write_head(folder: Path, sums: Mapping[str, str]) -> None:
    """Write ``model.toml``."""
    lines = [f'"{name}" = "{each}"' for name, each in sums.items()]
    (folder / "model.toml").write_text("\n".join(['name = "tiny"', "", "[sha256]", *lines, ""]), "utf-8")


def sha256(path: Path) -> str:
    """Return the SHA-256 of a file in hexadecimal."""
    return hashlib.sha256(path.read_bytes()).hexdigest()
