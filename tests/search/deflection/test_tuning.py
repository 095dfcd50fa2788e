"""The file of thresholds:

1. What is written is read again.
2. People can read it, and it is TOML.
3. Without a file there are the defaults.
4. A file that is none is refused: where, what, remedy.
5. A file of another version keeps the knob and forgets its thresholds.
6. A half-written file is never seen.
"""

from __future__ import annotations

import tomllib
from pathlib import Path

import pytest
from hypothesis import given
from hypothesis import strategies as st

from search.deflection.tuning import DEFAULT, UNTUNED, VERSION, Thresholds, Tuning, read_tuning, write_tuning
from search.errors import SettingsError

ENGLISH = Thresholds(
    possible=0.3125,
    strong=0.6,
    slope=11.5,
    intercept=-3.25,
    questions=120,
    judged=7,
    keeps=0.95,
    reveals=0.42,
)
TUNING = Tuning(0.9, {"en": ENGLISH, "sk": Thresholds(questions=30)})
TEXT = """\
# Thresholds of the decision between suggesting and opening the form, set by 'python indexer.py tune'.
# possible: evidence from which articles are suggested; strong: from which the first is opened in place.
# keeps, reveals: what is expected, as shares of answerable and of unanswerable questions.

version = 2
keep = 0.9

[en]
possible = 0.3125
strong = 0.6
slope = 11.5
intercept = -3.25
questions = 120
judged = 7
keeps = 0.95
reveals = 0.42

[sk]
possible = 0.25
strong = 0.6
slope = 10.0
intercept = -3.0
questions = 30
judged = 0
keeps = 0.0
reveals = 0.0
"""


def written(folder: Path, text: str) -> Path:
    (folder / "decision.toml").write_text(text, "utf-8")
    return folder


def test_what_is_written_is_read_again(tmp_path: Path) -> None:
    assert write_tuning(tmp_path, TUNING) == tmp_path / "decision.toml"
    assert read_tuning(tmp_path) == TUNING


@given(
    st.floats(0.5, 0.999),
    st.builds(
        Thresholds,
        possible=st.floats(0, 1),
        strong=st.floats(0, 1),
        slope=st.floats(-1e3, 1e3),
        intercept=st.floats(-1e3, 1e3),
        questions=st.integers(0, 9999),
        judged=st.integers(0, 9999),
        keeps=st.floats(0, 1),
        reveals=st.floats(0, 1),
    ),
)
def test_any_thresholds_are_read_again_to_four_decimals(
    tmp_path_factory: pytest.TempPathFactory, keep: float, thresholds: Thresholds
) -> None:
    folder = tmp_path_factory.mktemp("index")
    write_tuning(folder, Tuning(keep, {"en": thresholds}))
    tuning = read_tuning(folder)
    assert tuning.keep == keep
    for name in Thresholds.__slots__:
        assert getattr(tuning.of("en"), name) == pytest.approx(getattr(thresholds, name), abs=5.1e-5)


def test_people_can_read_it(tmp_path: Path) -> None:
    backwards = {language: TUNING.of(language) for language in ("sk", "en")}
    text = write_tuning(tmp_path, Tuning(0.9, backwards)).read_text("utf-8")
    assert text == TEXT
    assert tomllib.loads(text)["en"]["possible"] == 0.3125


def test_a_language_it_does_not_name_has_the_defaults(tmp_path: Path) -> None:
    write_tuning(tmp_path, TUNING)
    assert read_tuning(tmp_path).of("es") is DEFAULT


def test_without_a_file_there_are_the_defaults(tmp_path: Path) -> None:
    assert read_tuning(tmp_path) is UNTUNED
    assert read_tuning(tmp_path / "nowhere") is UNTUNED
    assert (UNTUNED.keep, UNTUNED.languages, UNTUNED.of("en")) == (0.95, {}, Thresholds())


def test_a_knob_without_languages_is_kept(tmp_path: Path) -> None:
    write_tuning(tmp_path, Tuning(0.8, {}))
    assert read_tuning(tmp_path) == Tuning(0.8, {})


def test_thresholds_without_a_count_of_judged_queries_have_none(tmp_path: Path) -> None:
    tuning = read_tuning(written(tmp_path, TEXT.replace("judged = 7\n", "")))
    assert (tuning.of("en").judged, tuning.of("en").questions) == (0, 120)


BROKEN = {
    "empty": ("", "'keep'"),
    "no keep": (TEXT.replace("keep = 0.9\n", ""), "'keep'"),
    "keep is a list": (TEXT.replace("keep = 0.9", "keep = [0.9]"), "float() argument must be"),
    "keep is a word": (TEXT.replace("keep = 0.9", "keep = 'much'"), "could not convert string to float: 'much'"),
    "a threshold is a list": (TEXT.replace("strong = 0.6", "strong = [0.6]"), "float() argument must be"),
    "a threshold is a word": (TEXT.replace("possible = 0.3125", "possible = 'x'"), "could not convert string"),
    "a threshold is missing": (TEXT.replace("possible = 0.3125\n", ""), "'possible'"),
    "a count is a word": (TEXT.replace("questions = 120", "questions = 'all'"), "invalid literal for int()"),
    "a language is a number": (TEXT.split("\n[en]")[0] + "en = 3\n", "'int' object is not a mapping"),
    "a language is a list": (TEXT.split("\n[en]")[0] + "en = [3]\n", "'list' object is not a mapping"),
    "no TOML": ("possible: 0.3\n", "Expected '='"),
}


@pytest.mark.parametrize(("text", "what"), BROKEN.values(), ids=BROKEN.keys())
def test_a_broken_file_is_refused_with_where_what_and_remedy(text: str, what: str, tmp_path: Path) -> None:
    with pytest.raises(SettingsError) as caught:
        read_tuning(written(tmp_path, text))
    message = str(caught.value)
    assert message.startswith(f"{tmp_path}/decision.toml: no thresholds (")
    assert what in message
    assert message.endswith("). Run 'python indexer.py tune'.")


def test_a_file_cut_anywhere_is_refused_or_holds_whole_languages(tmp_path: Path) -> None:
    for length in range(len(TEXT)):
        try:
            tuning = read_tuning(written(tmp_path, TEXT[:length]))
        except SettingsError as error:
            assert str(error).startswith(f"{tmp_path}/decision.toml: no thresholds (")
        else:
            assert all(each.possible in (0.3125, DEFAULT.possible) for each in tuning.languages.values())
            assert tuning.keep == 0.9


def test_a_file_cut_within_the_thresholds_is_refused(tmp_path: Path) -> None:
    with pytest.raises(SettingsError):
        read_tuning(written(tmp_path, TEXT[: TEXT.index("slope")]))


@pytest.mark.parametrize("content", [b"\xff\xfe\x00\x01", b"keep = 0.9\n\x00\x00", bytes(range(256))])
def test_a_binary_file_is_refused(content: bytes, tmp_path: Path) -> None:
    (tmp_path / "decision.toml").write_bytes(content)
    with pytest.raises(SettingsError) as caught:
        read_tuning(tmp_path)
    assert str(caught.value).startswith(f"{tmp_path}/decision.toml: no thresholds (")


def test_a_folder_in_its_place_is_refused(tmp_path: Path) -> None:
    (tmp_path / "decision.toml").mkdir()
    with pytest.raises(SettingsError):
        read_tuning(tmp_path)


@pytest.mark.parametrize(
    "text",
    [
        TEXT.replace("questions = 120", "questions = inf"),
        TEXT.replace("possible = 0.3125", "possible = 1" + "0" * 400),
        "keep = " + "[" * 5000,
    ],
    ids=["infinite", "huge", "deep"],
)
def test_numbers_and_lists_beyond_all_bounds_are_refused(text: str, tmp_path: Path) -> None:
    with pytest.raises(SettingsError):
        read_tuning(written(tmp_path, text))


@pytest.mark.parametrize("version", ["version = 1\n", "version = 3\n", "version = 'two'\n", ""])
def test_a_file_of_another_version_keeps_the_knob_and_forgets_thresholds(version: str, tmp_path: Path) -> None:
    assert f"version = {VERSION}\n" in TEXT
    tuning = read_tuning(written(tmp_path, TEXT.replace(f"version = {VERSION}\n", version)))
    assert tuning == Tuning(0.9, {})


def test_thresholds_of_another_version_are_not_even_looked_at(tmp_path: Path) -> None:
    assert read_tuning(written(tmp_path, "version = 1\nkeep = 0.8\n[en]\nunheard = 'of'\n")) == Tuning(0.8, {})


def test_what_an_interrupted_writer_left_is_not_read_and_is_replaced(tmp_path: Path) -> None:
    write_tuning(tmp_path, TUNING)
    (tmp_path / "decision.new").write_text("keep = 0.5\n[en")
    assert read_tuning(tmp_path) == TUNING
    newer = Tuning(0.7, {"es": ENGLISH})
    write_tuning(tmp_path, newer)
    assert read_tuning(tmp_path) == newer
    assert [path.name for path in tmp_path.iterdir()] == ["decision.toml"]


def test_until_the_new_file_is_whole_the_old_one_is_read(tmp_path: Path, monkeypatch: pytest.MonkeyPatch) -> None:
    write_tuning(tmp_path, TUNING)

    def stop(unfinished: Path, target: Path) -> None:
        assert (unfinished.read_text("utf-8").startswith("#"), target) == (True, tmp_path / "decision.toml")
        raise KeyboardInterrupt

    with monkeypatch.context() as patch, pytest.raises(KeyboardInterrupt):
        patch.setattr(Path, "replace", stop)
        write_tuning(tmp_path, Tuning(0.7, {}))
    assert read_tuning(tmp_path) == TUNING


@given(st.floats(0, 1), st.floats(0, 1))
def test_the_probability_grows_with_the_evidence(one: float, other: float) -> None:
    less, more = sorted((one, other))
    assert 0 < ENGLISH.probability(less) <= ENGLISH.probability(more) < 1
