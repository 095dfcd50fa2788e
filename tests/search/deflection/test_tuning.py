"""The file of thresholds:

1. What is written is read again.
2. People can read it, and it is TOML: what is compared, what they were set from, and what traffic said.
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

from search.deflection.traffic import Quartiles
from search.deflection.tuning import (
    DEFAULT,
    UNTUNED,
    VERSION,
    Measure,
    Source,
    Thresholds,
    Tuning,
    read_tuning,
    write_tuning,
)
from search.errors import SettingsError
from search.model import Results

ENGLISH = Thresholds(
    measure=Measure.EVIDENCE,
    source=Source.JUDGED,
    unsure=0.2125,
    possible=0.3125,
    strong=0.6,
    slope=11.5,
    intercept=-3.25,
    questions=120,
    traffic=64,
    judged=7,
    keeps=0.95,
    reveals=0.42,
)
TRAFFIC = {"en": Quartiles(64, 0.3312, 0.29), "sk": Quartiles(80, 0.3, 0.25)}
TUNING = Tuning(0.9, {"en": ENGLISH, "sk": Thresholds(questions=30)}, TRAFFIC)
TEXT = """\
# Thresholds of the decision between suggesting and opening the form, set by 'python indexer.py tune'.
# Below unsure: the form alone. From unsure: articles, and the form under them. From possible: articles alone. From
# strong: the first is opened in place. measure: what is compared with them; source: what they were set from.
# keeps, reveals: what is expected, as shares of answerable and of unanswerable questions.

version = 3
keep = 0.9

[en]
measure = "evidence"
source = "judged"
unsure = 0.2125
possible = 0.3125
strong = 0.6
slope = 11.5
intercept = -3.25
questions = 120
traffic = 64
judged = 7
keeps = 0.95
reveals = 0.42

[sk]
measure = "attained"
source = "nothing"
unsure = 0.24
possible = 0.34
strong = 0.6
slope = 10.0
intercept = -3.3
questions = 30
traffic = 0
judged = 0
keeps = 0.0
reveals = 0.0

[traffic.en]
questions = 64
attained = 0.3312
evidence = 0.29

[traffic.sk]
questions = 80
attained = 0.3
evidence = 0.25
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
        measure=st.sampled_from(Measure),
        source=st.sampled_from(Source),
        unsure=st.floats(0, 1),
        possible=st.floats(0, 1),
        strong=st.floats(0, 1),
        slope=st.floats(-1e3, 1e3),
        intercept=st.floats(-1e3, 1e3),
        questions=st.integers(0, 9999),
        traffic=st.integers(0, 9999),
        judged=st.integers(0, 9999),
        keeps=st.floats(0, 1),
        reveals=st.floats(0, 1),
    ),
    st.builds(Quartiles, st.integers(0, 9999), st.floats(0, 1), st.floats(0, 1)),
)
def test_any_thresholds_are_read_again_to_four_decimals(
    tmp_path_factory: pytest.TempPathFactory, keep: float, thresholds: Thresholds, quartiles: Quartiles
) -> None:
    folder = tmp_path_factory.mktemp("index")
    write_tuning(folder, Tuning(keep, {"en": thresholds}, {"es": quartiles}))
    tuning = read_tuning(folder)
    assert tuning.keep == keep
    for was, found in ((thresholds, tuning.of("en")), (quartiles, tuning.traffic["es"])):
        for name in was.__slots__:
            value = getattr(was, name)
            assert getattr(found, name) == (value if isinstance(value, str) else pytest.approx(value, abs=5.1e-5))
            assert type(getattr(found, name)) is type(value)


def test_people_can_read_it(tmp_path: Path) -> None:
    backwards = {language: TUNING.of(language) for language in ("sk", "en")}
    text = write_tuning(tmp_path, Tuning(0.9, backwards, dict(reversed(TRAFFIC.items())))).read_text("utf-8")
    assert text == TEXT
    read = tomllib.loads(text)
    assert (read["en"]["possible"], read["traffic"]["sk"]["attained"]) == (0.3125, 0.3)


def test_a_language_it_does_not_name_has_the_defaults(tmp_path: Path) -> None:
    write_tuning(tmp_path, TUNING)
    assert read_tuning(tmp_path).of("es") is DEFAULT


def test_without_a_file_there_are_the_defaults(tmp_path: Path) -> None:
    assert read_tuning(tmp_path) is UNTUNED
    assert read_tuning(tmp_path / "nowhere") is UNTUNED
    assert (UNTUNED.keep, UNTUNED.languages, UNTUNED.traffic, UNTUNED.of("en")) == (0.95, {}, {}, Thresholds())


def test_a_knob_without_languages_is_kept(tmp_path: Path) -> None:
    write_tuning(tmp_path, Tuning(0.8, {}))
    assert read_tuning(tmp_path) == Tuning(0.8, {})


def test_traffic_of_a_language_without_articles_is_remembered(tmp_path: Path) -> None:
    known = Tuning(0.9, {}, {"es": Quartiles(70, 0.31, 0.27)})
    write_tuning(tmp_path, known)
    assert read_tuning(tmp_path) == known


def test_a_file_without_traffic_is_one_of_nothing_known_of_it(tmp_path: Path) -> None:
    tuning = read_tuning(written(tmp_path, TEXT[: TEXT.index("\n[traffic.en]")]))
    assert (tuning.of("en"), tuning.traffic) == (ENGLISH, {})


@pytest.mark.parametrize(("measure", "value"), [(Measure.ATTAINED, 0.25), (Measure.EVIDENCE, 0.75)])
def test_a_measure_is_read_off_the_results(measure: Measure, value: float) -> None:
    assert measure.of(Results("text", "en", (), (), 0, "1.1", evidence=0.75, attained=0.25)) == value


@pytest.mark.parametrize("source", Source)
def test_thresholds_are_tuned_where_they_were_set_from_anything(source: Source) -> None:
    assert Thresholds(source=source).is_tuned is (source is not Source.NOTHING)


BROKEN = {
    "empty": ("", "'keep'"),
    "no keep": (TEXT.replace("keep = 0.9\n", ""), "'keep'"),
    "keep is a list": (TEXT.replace("keep = 0.9", "keep = [0.9]"), "float() argument must be"),
    "keep is a word": (TEXT.replace("keep = 0.9", "keep = 'much'"), "could not convert string to float: 'much'"),
    "a threshold is a list": (TEXT.replace("strong = 0.6", "strong = [0.6]"), "float() argument must be"),
    "a threshold is a word": (TEXT.replace("possible = 0.3125", "possible = 'x'"), "could not convert string"),
    "a threshold is missing": (TEXT.replace("possible = 0.3125\n", ""), "'possible'"),
    "a count of judged queries is missing": (TEXT.replace("judged = 7\n", ""), "'judged'"),
    "no measure": (TEXT.replace('measure = "evidence"\n', ""), "'measure'"),
    "a measure nobody knows": (TEXT.replace('"evidence"', '"guesses"'), "'guesses' is not a valid Measure"),
    "a measure is a number": (TEXT.replace('"evidence"', "1"), "1 is not a valid Measure"),
    "a measure is a list": (TEXT.replace('"evidence"', "[]"), "[] is not a valid Measure"),
    "a source nobody knows": (TEXT.replace('"judged"', '"hearsay"'), "'hearsay' is not a valid Source"),
    "no source": (TEXT.replace('source = "nothing"\n', ""), "'source'"),
    "traffic is a number": (TEXT.split("\n[traffic.en]")[0].replace("\n[en]", "traffic = 3\n[en]"), "'int' object"),
    "traffic of a language is a number": (TEXT.split("\n[traffic.en]")[0] + "[traffic]\nen = 3\n", "'int' object"),
    "traffic is a list of tables": (TEXT.split("\n[traffic.en]")[0] + "[[traffic]]\nen = 3\n", "'list' object"),
    "a quartile is missing": (TEXT.replace("attained = 0.3312\n", ""), "'attained'"),
    "a quartile is a word": (TEXT.replace("attained = 0.3312", "attained = 'low'"), "could not convert string"),
    "a count of traffic is a word": (TEXT.replace("questions = 64", "questions = 'few'"), "invalid literal for int()"),
    "a count is a word": (TEXT.replace("questions = 120", "questions = 'all'"), "invalid literal for int()"),
    "a language is a number": (TEXT.split("\n[en]")[0] + "en = 3\n", "'int' object"),
    "a language is a list": (TEXT.split("\n[en]")[0] + "en = [3]\n", "list indices must be"),
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


@pytest.mark.parametrize("version", ["version = 1\n", "version = 2\n", "version = 4\n", "version = 'three'\n", ""])
def test_a_file_of_another_version_keeps_the_knob_and_forgets_thresholds(version: str, tmp_path: Path) -> None:
    assert f"version = {VERSION}\n" in TEXT
    tuning = read_tuning(written(tmp_path, TEXT.replace(f"version = {VERSION}\n", version)))
    assert tuning == Tuning(0.9, {}, {})


def test_thresholds_of_another_version_are_not_even_looked_at(tmp_path: Path) -> None:
    assert read_tuning(written(tmp_path, "version = 1\nkeep = 0.8\n[en]\nunheard = 'of'\n")) == Tuning(0.8, {})


def test_what_an_interrupted_writer_left_is_not_read_and_is_replaced(tmp_path: Path) -> None:
    write_tuning(tmp_path, TUNING)
    (tmp_path / "decision.new").write_text("keep = 0.5\n[en")
    assert read_tuning(tmp_path) == TUNING
    newer = Tuning(0.7, {"es": ENGLISH}, TRAFFIC)
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
