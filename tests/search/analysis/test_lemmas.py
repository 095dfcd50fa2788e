"""Lemma tables: derived once, whole or not at all, and right about the forms they hold."""

from __future__ import annotations

from pathlib import Path

import pytest
from hypothesis import given
from hypothesis import strategies as st

from search.analysis import lemmas
from search.analysis.languages.language import Language
from search.analysis.lemmas import LemmaTable, cache_folder, derive, fold_lines, hash_of, keys_of_forms, open_lemmas
from search.analysis.tokens import fold
from search.errors import SettingsError

TABLE = {"výbery": "výber", "účty": "účet", "účet": "účet", "Bratislavy": "Bratislava", "koňa": "kôň"}
TOY = Language("xx", "Toy", lemma_table="xx", stem=lambda form: form[:5], function_words=frozenset())


class ToyDictionaries:
    """Stands in for simplemma's own tables, which are large."""

    def get_dictionary(self, code: str) -> dict[str, str]:
        assert code == "xx"
        return TABLE


@pytest.fixture(autouse=True)
def toy_tables(monkeypatch: pytest.MonkeyPatch, tmp_path: Path) -> None:
    monkeypatch.setattr(lemmas, "DefaultDictionaryFactory", ToyDictionaries)
    monkeypatch.setenv("XDG_CACHE_HOME", str(tmp_path / "cache"))


def test_only_forms_whose_key_is_not_their_stem_are_kept() -> None:
    assert keys_of_forms(TOY) == {"ucty": "ucet", "kona": "kon"}


def test_names_are_left_to_the_stemmer() -> None:
    assert "bratislavy" not in keys_of_forms(TOY)


def test_a_table_answers_what_it_was_derived_from(tmp_path: Path) -> None:
    derive(TOY, tmp_path / "table")
    table = LemmaTable(tmp_path / "table")
    assert [table.key(form) for form in ("ucty", "kona", "ucet", "aaa", "zzz", "")] == [
        "ucet",
        "kon",
        None,
        None,
        None,
        None,
    ]


def test_a_table_is_derived_once(monkeypatch: pytest.MonkeyPatch) -> None:
    assert open_lemmas(TOY) is not None
    monkeypatch.setattr(lemmas, "derive", None)
    table = open_lemmas(TOY)
    assert table is not None
    assert table.key("ucty") == "ucet"


def test_deriving_leaves_nothing_but_the_table() -> None:
    open_lemmas(TOY)
    (folder,) = cache_folder().iterdir()
    assert sorted(path.name for path in folder.iterdir()) == ["hashes.npy", "key_numbers.npy", "keys.txt"]


def test_a_table_that_another_process_has_just_written_is_kept(tmp_path: Path) -> None:
    folder = tmp_path / "table"
    derive(TOY, folder)
    (folder / "mine").touch()
    derive(TOY, folder)
    assert (folder / "mine").exists()
    assert [path.name for path in tmp_path.iterdir()] == ["table"]


def test_a_language_without_a_table_has_none() -> None:
    assert open_lemmas(Language("xx", "Toy", lemma_table=None, stem=str, function_words=frozenset())) is None


def test_a_cache_that_cannot_be_written_is_named(monkeypatch: pytest.MonkeyPatch, tmp_path: Path) -> None:
    (tmp_path / "file").touch()
    monkeypatch.setenv("XDG_CACHE_HOME", str(tmp_path / "file"))
    with pytest.raises(SettingsError) as caught:
        open_lemmas(TOY)
    where, _, rest = str(caught.value).partition(": ")
    assert where.startswith(str(tmp_path / "file" / "ventanilla" / "lemmas-"))
    assert rest == (
        "the lemma table cannot be written (Not a directory). Set XDG_CACHE_HOME to a folder that can be written."
    )


def test_the_cache_lies_in_the_home_folder_by_default(monkeypatch: pytest.MonkeyPatch) -> None:
    monkeypatch.delenv("XDG_CACHE_HOME")
    assert cache_folder() == Path.home() / ".cache" / "ventanilla"


def test_a_hash_is_the_same_on_every_machine() -> None:
    assert hash_of("heslo") == 18043115876442135533


@given(st.lists(st.text(st.sampled_from("aáčďéĺľňôŕšťúýžñüAÁČŽ"))))
def test_lines_are_folded_like_words(words: list[str]) -> None:
    assert fold_lines(words) == (list(map(fold, words)) or [""])
