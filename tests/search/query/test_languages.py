"""The language of a query:

1. It is the page's language unless another one explains the n-grams better by the surprise.
2. Of two others the better one is taken, of equals the first by code.
3. Without n-grams, or on a page whose language has no articles, it is the page's language.
"""

from __future__ import annotations

import numpy as np
import pytest
from numpy.typing import NDArray

from search.analysis.analyzer import Analyzer
from search.analysis.features import FEATURES, word_features
from search.query.languages import guess_language
from tests.factories import article, segment

GRAMS = np.array([1, 2, 3], dtype=np.uint16)


def costs(value: float) -> NDArray[np.float32]:
    return np.full(FEATURES, value, dtype=np.float32)


@pytest.mark.parametrize(("other", "expected"), [(1.4, "es"), (1.6, "en"), (2.0, "en"), (3.0, "en")])
def test_another_language_must_explain_the_query_better_by_the_surprise(other: float, expected: str) -> None:
    assert guess_language(GRAMS, {"en": costs(2.0), "es": costs(other)}, "en", surprise=0.5) == expected


def test_the_best_of_the_other_languages_is_taken() -> None:
    weights = {"en": costs(3.0), "es": costs(2.0), "sk": costs(1.0)}
    assert guess_language(GRAMS, weights, "en", surprise=0.5) == "sk"


def test_of_equally_good_languages_the_first_by_code_is_taken() -> None:
    weights = {"sk": costs(1.0), "es": costs(1.0), "en": costs(3.0)}
    assert guess_language(GRAMS, weights, "en", surprise=0.5) == "es"


def test_without_n_grams_it_is_the_pages_language() -> None:
    none = np.zeros(0, dtype=np.uint16)
    assert guess_language(none, {"en": costs(3.0), "es": costs(1.0)}, "en", surprise=0.5) == "en"


def test_a_page_in_a_language_without_articles_keeps_its_language() -> None:
    assert guess_language(GRAMS, {"en": costs(1.0)}, "de", surprise=0.5) == "de"


@pytest.mark.parametrize(
    ("query", "expected"),
    [
        ("ako zmenim heslo", "sk"),
        ("como cambio mi contrasena", "es"),
        ("how do i change my password", "en"),
    ],
)
def test_a_query_typed_on_any_page_is_known_by_its_n_grams(
    query: str, expected: str, analyzers: dict[str, Analyzer]
) -> None:
    texts = {
        "en": ["How do I change my password?", "Where can I see my card payments?", "How long does a transfer take?"],
        "es": ["¿Cómo cambio mi contraseña?", "¿Dónde veo los pagos con tarjeta?", "¿Cuánto tarda la transferencia?"],
        "sk": ["Ako si zmením heslo?", "Kde uvidím platby kartou?", "Ako dlho trvá prevod peňazí na účet?"],
    }
    weights = {
        code: segment(
            [article(f"{code}/{number}", title) for number, title in enumerate(titles)], analyzers[code]
        ).arrays.feature_weights
        for code, titles in texts.items()
    }
    grams = np.concatenate([word_features(word, 2, 4) for word in query.split()])
    for page in texts:
        assert guess_language(grams, weights, page, surprise=0.0) == expected
