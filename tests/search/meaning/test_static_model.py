"""The static model:

1. Words are folded: case and diacritics do not count.
2. A word is made of the longest pieces from left to right, and cut at 24 letters.
3. A word that no pieces make up is row 0 and adds nothing.
4. The vector of a text is the sum of its words at length 1; that of a text without words is 0.
5. The order of the words does not count.
6. Many texts are encoded as they are one by one, also where they are more than a chunk.
7. A folder that is no model, is altered or does not fit together is refused with a remedy.
8. The built-in model is whole and holds three languages in one space.
"""

from __future__ import annotations

import tomllib
from concurrent.futures import ThreadPoolExecutor
from pathlib import Path

import numpy as np
import pytest
from hypothesis import given
from hypothesis import strategies as st
from numpy.typing import NDArray

from search.errors import SettingsError
from search.meaning import StaticModel, open_model, static_model
from search.meaning.static_model import MODEL, UNKNOWN, load_model, unit
from search.settings import BUILT_IN, NO_MODEL, MeaningSettings
from tests.search.meaning.models import FILES, PIECES, ROWS, SCALES, sha256, tiny, vector, write_head, write_model

TINY = tiny()
ROW = {piece: row for row, piece in enumerate(PIECES)}
WORDS = st.sampled_from(["card", "cars", "CARD", "lost", "ab", "abb", "zebra", "", "a", "x" * 30, "á", "🙂"])
TEXTS = st.lists(st.lists(WORDS, max_size=6), max_size=8)


def encoded(*texts: str, model: StaticModel = TINY) -> NDArray[np.float32]:
    return model.encode([text.split() for text in texts])


@pytest.mark.parametrize("word", ["card", "CARD", "Card", "cárd", "ｃａｒｄ"])
def test_case_and_diacritics_do_not_count(word: str) -> None:
    assert TINY.word(word).tolist() == vector("card").tolist()
    assert TINY.is_word(word)


@pytest.mark.parametrize(
    ("word", "pieces"),
    [
        ("car", ["car"]),
        ("card", ["card"]),
        ("cars", ["car", "##s"]),
        ("cards", ["card", "##s"]),
        ("card" + "d" * 3, ["card", "##d", "##d", "##d"]),
        ("abs", ["a", "##b", "##s"]),
        ("a" + "x" * 24, ["a", "##" + "x" * 24]),
        ("", []),
    ],
)
def test_a_word_is_made_of_the_longest_pieces(word: str, pieces: list[str]) -> None:
    assert TINY.pieces_of(word) == [ROW[piece] for piece in pieces]


@pytest.mark.parametrize("word", ["zebra", "s", "b", "carz", "cardlost", "x", "日本", "🙂"])
def test_a_word_that_no_pieces_make_up_is_unknown(word: str) -> None:
    assert TINY.pieces_of(word) == [UNKNOWN]
    assert TINY.word(word).tolist() == [0, 0, 0]
    assert not TINY.is_word(word)


def test_the_longest_piece_is_taken_even_where_a_shorter_one_would_lead_on() -> None:
    greedy = StaticModel({"?": 0, "ab": 1, "a": 2, "##bc": 3}, ROWS[:4], SCALES[:4], "greedy")
    assert greedy.pieces_of("abc") == [UNKNOWN]


def test_a_word_is_the_sum_of_its_pieces() -> None:
    assert TINY.word("cards").tolist() == (vector("card") + vector("##s")).tolist()
    assert TINY.word("cards").dtype == np.float32


@pytest.mark.parametrize("tail", ["", "d", "s" * 100, "z", "🙂" * 5])
def test_a_word_is_cut_at_24_letters(tail: str) -> None:
    word = "card" + "d" * 20
    assert len(word) == 24
    assert TINY.word(word + tail).tolist() == TINY.word(word).tolist()


def test_only_what_was_learnt_whole_is_a_word() -> None:
    assert [TINY.is_word(word) for word in ("card", "lost", "cards", "zebra", "")] == [True, True, False, False, False]


def test_a_text_is_the_sum_of_its_words_at_length_1() -> None:
    total = vector("lost") + vector("card") + vector("##s")
    assert encoded("lost cards")[0].tolist() == pytest.approx((total / np.linalg.norm(total)).tolist(), abs=1e-6)


def test_unknown_words_add_nothing() -> None:
    assert encoded("zebra lost 日本 card")[0].tolist() == encoded("lost card")[0].tolist()


@pytest.mark.parametrize("text", ["", "zebra", "zebra unicorn", "🙂"])
def test_a_text_without_a_known_word_is_0(text: str) -> None:
    assert encoded("lost", text, "card")[1].tolist() == [0, 0, 0]


@pytest.mark.parametrize("count", [0, 1, 3])
def test_texts_without_words_are_encoded_too(count: int) -> None:
    found = TINY.encode([[]] * count)
    assert (found.shape, found.dtype) == ((count, 3), np.dtype(np.float32))
    assert not found.any()


@given(st.lists(WORDS, max_size=8), st.randoms(use_true_random=False))
def test_the_order_of_the_words_does_not_count(words: list[str], chance: object) -> None:
    assert TINY.encode([sorted(words)])[0].tolist() == pytest.approx(TINY.encode([words])[0].tolist(), abs=1e-6)


@given(TEXTS)
def test_many_texts_are_encoded_as_one_by_one(texts: list[list[str]]) -> None:
    found = TINY.encode(texts)
    assert found.shape == (len(texts), 3)
    for text, row in zip(texts, found, strict=True):
        assert row.tolist() == pytest.approx(TINY.encode([text])[0].tolist(), abs=1e-6)


@given(st.lists(WORDS, max_size=8))
def test_one_text_is_encoded_as_among_many(words: list[str]) -> None:
    found = TINY.vector(words)
    assert (found.shape, found.dtype) == ((3,), np.dtype(np.float32))
    assert found.tolist() == pytest.approx(TINY.encode([words])[0].tolist(), abs=1e-6)


@pytest.mark.parametrize("at_once", [1, 2, 1000])
@given(words=st.lists(WORDS, max_size=8))
def test_many_words_have_the_vectors_that_each_has_alone(at_once: int, words: list[str]) -> None:
    with pytest.MonkeyPatch.context() as patch:
        patch.setattr(static_model, "WORDS_AT_ONCE", at_once)
        assert TINY.vectors_of(words).tolist() == [TINY.word(word).tolist() for word in words]


@given(TEXTS)
def test_every_vector_has_length_1_or_0(texts: list[list[str]]) -> None:
    lengths = np.linalg.norm(TINY.encode(texts), axis=1)
    assert np.minimum(np.abs(lengths - 1), lengths).max(initial=0) < 1e-5


@pytest.mark.parametrize("chunk", [1, 2, 3, 7])
@given(texts=TEXTS)
def test_texts_longer_than_a_chunk_are_summed_all_the_same(chunk: int, texts: list[list[str]]) -> None:
    expected = TINY.encode(texts)
    with pytest.MonkeyPatch.context() as patch:
        patch.setattr(static_model, "CHUNK", chunk)
        assert TINY.encode(texts).ravel().tolist() == pytest.approx(expected.ravel().tolist(), abs=1e-5)


def test_threads_get_the_same_vectors() -> None:
    texts = [["card", "lost"], ["cars"], ["ab", "abb"]] * 20
    expected = tiny().encode(texts).tolist()
    shared = tiny()
    with ThreadPoolExecutor(8) as pool:
        assert all(each.tolist() == expected for each in pool.map(shared.encode, [texts] * 40))


def test_unit_leaves_what_has_no_length() -> None:
    found = unit(np.array([[3, 4], [0, 0]], dtype=np.float32))
    assert (found.tolist(), found.dtype) == ([[pytest.approx(0.6), pytest.approx(0.8)], [0, 0]], np.dtype(np.float32))


def opened(folder: Path) -> StaticModel:
    """Return the model that lies in ``folder`` now."""
    load_model.cache_clear()
    model = open_model(MeaningSettings(model=str(folder)))
    assert model
    return model


def test_a_model_is_opened_as_it_was_written(tmp_path: Path) -> None:
    model = opened(write_model(tmp_path / "model"))
    assert model.dimensions == 3
    assert len(model.fingerprint) == 16
    texts = [["lost", "cards"], ["zebra"], ["ab"]]
    assert model.encode(texts).tolist() == TINY.encode(texts).tolist()


def test_a_line_at_the_end_of_the_pieces_is_no_piece(tmp_path: Path) -> None:
    assert opened(write_model(tmp_path, pieces="\n".join(PIECES) + "\n")).pieces_of("ab") == [ROW["a"], ROW["##b"]]


def test_models_of_other_vectors_have_other_fingerprints(tmp_path: Path) -> None:
    one = opened(write_model(tmp_path / "one"))
    other = opened(write_model(tmp_path / "other", vectors=ROWS[:, ::-1].copy()))
    assert one.fingerprint != other.fingerprint


@pytest.mark.parametrize("altered", ["pieces", "scales"])
def test_models_of_other_pieces_or_scales_have_other_fingerprints(altered: str, tmp_path: Path) -> None:
    one = opened(write_model(tmp_path / "one"))
    if altered == "pieces":
        other = write_model(tmp_path / "other", pieces="\n".join([PIECES[0], *reversed(PIECES[1:])]))
    else:
        other = write_model(tmp_path / "other", scales=(SCALES * np.arange(len(SCALES))).astype(np.float16))
    assert one.fingerprint != opened(other).fingerprint


def test_none_is_no_model() -> None:
    assert open_model(MeaningSettings(model=NO_MODEL)) is None


def refusal(folder: Path) -> str:
    """Return why ``folder`` is no model."""
    with pytest.raises(SettingsError) as caught:
        opened(folder)
    message = str(caught.value)
    remedy = "). Give the folder of one, 'built-in' or 'none'."
    assert message.startswith(f"{folder}: no model of meaning (")
    assert message.endswith(remedy)
    return message.removeprefix(f"{folder}: no model of meaning (").removesuffix(remedy)


def test_a_folder_that_is_not_there_is_refused(tmp_path: Path) -> None:
    assert "No such file or directory" in refusal(tmp_path / "nowhere")


@pytest.mark.parametrize("name", ["model.toml", *FILES])
def test_a_missing_file_is_refused(name: str, tmp_path: Path) -> None:
    (write_model(tmp_path) / name).unlink()
    assert name in refusal(tmp_path)


@pytest.mark.parametrize("name", FILES)
def test_an_altered_file_is_refused(name: str, tmp_path: Path) -> None:
    path = write_model(tmp_path) / name
    content = bytearray(path.read_bytes())
    content[-1] ^= 1
    path.write_bytes(content)
    assert refusal(tmp_path) == f"{name} is not the file it was"


@pytest.mark.parametrize("name", FILES)
def test_a_file_without_its_checksum_is_refused(name: str, tmp_path: Path) -> None:
    sums = {each: sha256(write_model(tmp_path) / each) for each in FILES if each != name}
    write_head(tmp_path, sums)
    assert refusal(tmp_path) == f"'{name}'"


@pytest.mark.parametrize(
    "head", ["", "sha256 = 3\n", "sha256 = ['a']\n", "no toml", "\x00", "[sha256]\n'pieces.txt' = 3\n"]
)
def test_a_head_that_names_no_checksums_is_refused(head: str, tmp_path: Path) -> None:
    (write_model(tmp_path) / "model.toml").write_text(head)
    assert refusal(tmp_path)


def test_a_head_that_is_no_text_is_refused(tmp_path: Path) -> None:
    (write_model(tmp_path) / "model.toml").write_bytes(b"\xff\xfe")
    assert refusal(tmp_path)


@pytest.mark.parametrize(
    ("vectors", "scales", "pieces", "reason"),
    [
        (ROWS[:5], SCALES, "\n".join(PIECES), "9 pieces, vectors (5, 3), scales (9,)"),
        (ROWS, SCALES[:5], "\n".join(PIECES), "9 pieces, vectors (9, 3), scales (5,)"),
        (ROWS, SCALES, "\n".join(PIECES[:5]), "5 pieces, vectors (9, 3), scales (9,)"),
        (ROWS, SCALES, "\n".join([*PIECES[:5], "", *PIECES[5:]]), ""),
        (ROWS, SCALES, "\n".join([*PIECES[:8], "car"]), "8 pieces, vectors (9, 3), scales (9,)"),
        (ROWS.astype(np.float32), SCALES, "\n".join(PIECES), "9 pieces, vectors (9, 3), scales (9,)"),
        (ROWS.ravel()[:9].copy(), SCALES, "\n".join(PIECES), "9 pieces, vectors (9,), scales (9,)"),
    ],
    ids=["few vectors", "few scales", "few pieces", "a blank line", "a piece twice", "floats", "flat"],
)
def test_files_that_do_not_fit_together_are_refused(
    vectors: NDArray[np.generic], scales: NDArray[np.generic], pieces: str, reason: str, tmp_path: Path
) -> None:
    assert reason in refusal(write_model(tmp_path, pieces, vectors, scales))


def test_a_file_that_is_no_array_is_refused(tmp_path: Path) -> None:
    (write_model(tmp_path) / "vectors.npy").write_bytes(b"no array")
    write_head(tmp_path, {name: sha256(tmp_path / name) for name in FILES})
    assert refusal(tmp_path)


def test_an_empty_array_file_is_refused(tmp_path: Path) -> None:
    (write_model(tmp_path) / "vectors.npy").write_bytes(b"")
    write_head(tmp_path, {name: sha256(tmp_path / name) for name in FILES})
    assert refusal(tmp_path)


def test_pieces_that_are_not_utf_8_are_refused(tmp_path: Path) -> None:
    (write_model(tmp_path) / "pieces.txt").write_bytes(b"\xff\n" * 9)
    write_head(tmp_path, {name: sha256(tmp_path / name) for name in FILES})
    assert refusal(tmp_path)


@pytest.fixture(scope="module")
def built_in() -> StaticModel:
    model = open_model(MeaningSettings())
    assert model
    return model


def cosine(model: StaticModel, one: str, other: str) -> float:
    first, second = encoded(one, other, model=model)
    return float(first @ second)


def test_the_built_in_model_is_the_default_and_whole(built_in: StaticModel) -> None:
    sums = tomllib.loads((MODEL / "model.toml").read_text("utf-8"))["sha256"]
    assert MeaningSettings().model == BUILT_IN
    assert {name: sha256(MODEL / name) for name in FILES} == sums
    assert built_in.dimensions == 128
    assert built_in is open_model(MeaningSettings(model=BUILT_IN))


def test_the_built_in_model_names_its_sources_and_licences() -> None:
    notice = (MODEL / "NOTICE.md").read_text("utf-8")
    assert {"licence", "Apache-2.0", "CC-BY-4.0"} <= {word.strip("|(),.") for word in notice.split()}


@pytest.mark.parametrize("other", ["devolución", "vrátenie", "refunds"])
def test_the_same_thing_is_near_in_all_three_languages(other: str, built_in: StaticModel) -> None:
    assert cosine(built_in, "refund", other) > 0.6
    assert abs(cosine(built_in, "pizza", other)) < 0.2


@pytest.mark.parametrize(
    ("one", "other", "unrelated"),
    [
        ("get my money back", "request a refund", "opening hours"),
        ("vrátenie peňazí", "devolución del dinero", "pizza margherita"),
        ("stratil som kartu", "he perdido la tarjeta", "comisiones"),
    ],
)
def test_questions_about_one_thing_are_nearer_than_others(
    one: str, other: str, unrelated: str, built_in: StaticModel
) -> None:
    assert cosine(built_in, one, other) > 0.4 > 0.2 > cosine(built_in, one, unrelated)


def test_words_typed_without_diacritics_are_the_same_in_the_built_in_model(built_in: StaticModel) -> None:
    assert cosine(built_in, "vrátenie peňazí", "vratenie penazi") == pytest.approx(1, abs=1e-6)


@pytest.mark.parametrize("word", ["日本", "🙂", "пароль"])
def test_an_unknown_word_adds_nothing_in_the_built_in_model(word: str, built_in: StaticModel) -> None:
    assert built_in.pieces_of(word) == [UNKNOWN]
    assert not built_in.word(word).any()


def test_a_very_long_word_is_encoded_at_once(built_in: StaticModel) -> None:
    assert built_in.encode([["x" * 1_000_000]]).shape == (1, 128)
