"""BM25F: field-weighted term frequency, saturated once.

Robertson, Zaragoza, Taylor 2004, "Simple BM25 extension to multiple weighted fields", and Robertson & Zaragoza 2009,
section 3.6: the frequencies of all fields are summed by weight *before* saturation; plain BM25 saturates each alone.
"""

from __future__ import annotations

import math

import numpy as np
from numpy.typing import NDArray


def impacts(
    frequencies: NDArray[np.float32],
    lengths: NDArray[np.float32],
    average_length: float,
    k1: float,
    b: float,
) -> NDArray[np.float32]:
    """Return the saturated frequency of every posting, 0..1.

    ``frequencies``: float32 (postings,), summed over fields by weight; ``lengths``: float32 (postings,), words of
    the article summed alike. The constant factor k1 + 1 of the formula is left out, so that 1 is the most.
    """
    norm = k1 * (1 - b + b * lengths / np.float32(max(average_length, 1e-9)))
    return (frequencies / (frequencies + norm)).astype(np.float32)


def inverse_document_frequency(document_frequency: NDArray[np.float64], document_count: int) -> NDArray[np.float64]:
    """Return the weight of each term's rarity, in nats: 0 < idf.

    ``document_frequency``: float64 (terms,), articles of ``document_count`` that hold the term. Robertson & Zaragoza
    2009, equation 3.3, with the 1 added that keeps it positive.
    """
    holders = np.minimum(document_frequency, document_count)
    return np.log1p((document_count - holders + 0.5) / (holders + 0.5))


def rarity(document_frequency: float, document_count: int) -> float:
    """Return the same for one term; for 0, the weight of an unknown word."""
    holders = min(document_frequency, document_count)
    return math.log1p((document_count - holders + 0.5) / (holders + 0.5))
