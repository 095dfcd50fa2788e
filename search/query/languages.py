"""Which language a query is in: naive Bayes over character n-grams, the page's language as prior.

The likelihood of an n-gram in a language is the share of that language's articles that hold it, so nothing has to be
trained or kept beside the profiles' feature weights (Cavnar & Trenkle 1994 for n-grams as evidence of language).
"""

from __future__ import annotations

from collections.abc import Mapping

import numpy as np
from numpy.typing import NDArray


def guess_language(
    features: NDArray[np.uint16], weights: Mapping[str, NDArray[np.float32]], page_language: str, surprise: float
) -> str:
    """Return the language of a query with these n-grams.

    ``weights``: float32 (FEATURES,) a language, negative log-likelihood of each n-gram plus one. Another language
    than the page's must explain each n-gram better by ``surprise`` nats on average.
    """
    if page_language not in weights or not len(features):
        return page_language
    costs = {language: float(table[features].mean()) for language, table in weights.items()}
    best = min(costs, key=lambda language: (costs[language], language))
    return best if costs[best] + surprise < costs[page_language] else page_language
