"""Build and update.

1. A build takes in every article; an update takes in what changed, by the content of the files.
2. A file that cannot become an article is named, and its article stays as it was; the others are not affected.
3. Synonyms and categories alone make a new generation too.
4. Where much changed, an update builds everything and says why.
5. Nothing but the current generation stays on disk, for the operator's eyes only.
"""

from __future__ import annotations

import os
from collections.abc import Callable
from dataclasses import replace
from pathlib import Path

import pytest

import search
from search import IndexSettings, Report, Settings, SettingsError
from search.engines.local.generations import read_current
from tests.articles import markdown, write_files


def found(settings: Settings, text: str, language: str = "en") -> list[str]:
    """Return the ids of the hits for ``text``."""
    return [hit.article.article_id for hit in search.open_searcher(settings).search(text, language).hits]


def ids(settings: Settings) -> list[str]:
    """Return the ids of all articles that readers see."""
    searcher = search.open_searcher(settings)
    return [head.article_id for language in searcher.languages for head in searcher.heads(language)]


def test_a_build_takes_in_every_article(settings: Settings) -> None:
    report = search.build(settings)
    assert (report.generation, report.articles, report.changed, report.removed) == ("1.1", 6, 6, 0)
    assert report.problems == ()
    assert report.is_full
    assert report.rebuilt_because == ""
    assert ids(settings) == ["en/fees", "en/phone", "en/vpn", "es/fees", "es/phone", "es/vpn"]
    assert found(settings, "set up vpn")[0] == "en/vpn"


def test_a_second_build_is_a_new_generation(built: Settings) -> None:
    assert search.build(built).generation == "2.1"
    assert read_current(built.index).generation == "2.1"


def test_a_first_update_builds_and_gives_no_reason(settings: Settings) -> None:
    report = search.update(settings)
    assert report.is_full
    assert report.rebuilt_because == ""
    assert len(ids(settings)) == 6


def test_progress_counts_the_articles_read(settings: Settings) -> None:
    seen: list[tuple[int, int]] = []
    search.build(settings, lambda done, total: seen.append((done, total)))
    assert seen == [(number, 6) for number in range(1, 7)]


def test_an_update_without_changes_writes_nothing(built: Settings) -> None:
    before = {path: path.stat().st_mtime_ns for path in built.index.rglob("*") if path.name != "LOCK"}
    report = search.update(built)
    assert (report.generation, report.articles, report.changed, report.removed) == ("1.1", 6, 0, 0)
    assert not report.is_full
    assert before == {path: path.stat().st_mtime_ns for path in built.index.rglob("*") if path.name != "LOCK"}


def test_a_file_with_a_new_date_and_old_content_has_not_changed(built: Settings) -> None:
    os.utime(built.articles / "en/vpn.md", (2_000_000_000, 2_000_000_000))
    assert search.update(built).generation == "1.1"


def test_a_changed_file_with_its_old_date_and_size_has_changed(built: Settings) -> None:
    path = built.articles / "en/vpn.md"
    before = path.stat()
    path.write_text(path.read_text("utf-8").replace("tunnel", "badger"), "utf-8")
    os.utime(path, ns=(before.st_atime_ns, before.st_mtime_ns))
    assert search.update(built).changed == 1


def test_a_changed_article_is_found_by_its_new_words_only(built: Settings) -> None:
    write_files(built.articles, {"en/vpn.md": markdown("Remote access", "Ask for a badger.")})
    report = search.update(built)
    assert (report.generation, report.articles, report.changed, report.removed) == ("1.2", 6, 1, 0)
    assert not report.is_full
    assert found(built, "badger") == ["en/vpn"]
    assert found(built, "tunnel") == []
    assert search.open_searcher(built).article("en/vpn").title == "Remote access"


def test_a_new_article_is_found(built: Settings) -> None:
    write_files(built.articles, {"en/dividends.md": markdown("When are dividends paid?")})
    report = search.update(built)
    assert (report.articles, report.changed, report.removed) == (7, 1, 0)
    assert found(built, "dividends")[0] == "en/dividends"


def test_the_first_article_of_a_language_is_found(built: Settings) -> None:
    write_files(built.articles, {"sk/fees.md": markdown("Aké poplatky účtujete?")})
    assert search.update(built).changed == 1
    assert search.open_searcher(built).languages == ("en", "es", "sk")
    assert found(built, "poplatky", "sk")[0] == "sk/fees"


def test_a_deleted_article_is_found_no_more(built: Settings) -> None:
    (built.articles / "en/vpn.md").unlink()
    report = search.update(built)
    assert (report.articles, report.changed, report.removed) == (5, 0, 1)
    assert "en/vpn" not in found(built, "vpn")
    with pytest.raises(KeyError):
        search.open_searcher(built).article("en/vpn")


def test_an_article_that_comes_back_is_found_again(built: Settings) -> None:
    text = (built.articles / "en/vpn.md").read_text("utf-8")
    (built.articles / "en/vpn.md").unlink()
    search.update(built)
    write_files(built.articles, {"en/vpn.md": text})
    report = search.update(built)
    assert (report.articles, report.changed, report.removed) == (6, 1, 0)
    assert found(built, "vpn")[0] == "en/vpn"


def test_a_language_whose_last_article_is_deleted_is_gone(built: Settings) -> None:
    for path in (built.articles / "es").iterdir():
        path.unlink()
    assert search.update(built, allow_fewer=True).removed == 3
    assert search.open_searcher(built).languages == ("en",)
    assert ids(built) == ["en/fees", "en/phone", "en/vpn"]


def test_a_language_whose_changed_articles_are_deleted_is_gone(built: Settings) -> None:
    write_files(built.articles, {"es/vpn.md": markdown("Acceso remoto")})
    search.update(built)
    for path in (built.articles / "es").iterdir():
        path.unlink()
    assert search.update(built, allow_fewer=True).articles == 3
    assert search.open_searcher(built).languages == ("en",)


@pytest.mark.parametrize("write", [search.build, search.update], ids=["build", "update"])
@pytest.mark.parametrize(("gone", "left"), [(("vpn", "fees", "phone"), "no articles"), (("vpn", "fees"), "1 article")])
def test_a_language_that_loses_more_than_half_keeps_the_index(
    built: Settings, write: Callable[[Settings], Report], gone: tuple[str, ...], left: str
) -> None:
    more = {f"en/n{number}.md": markdown(f"Question number {number}") for number in range(6)}
    write_files(built.articles, more)
    search.update(built)
    for name in gone:
        (built.articles / f"es/{name}.md").unlink()
    report = write(built)
    assert (report.articles, report.removed) == (12, 0)
    assert report.refused.startswith(f"{built.articles}: {left} in es where the index has 3, so the index stays as it")
    assert search.open_searcher(built).languages == ("en", "es")
    (built.articles / "es/phone.md").unlink(missing_ok=True)
    assert search.update(built, allow_fewer=True).articles == 9


def test_a_new_language_takes_nothing_away(built: Settings) -> None:
    write_files(built.articles, {"sk/vpn.md": markdown("Ako nastavím VPN?")})
    assert (search.update(built).refused, search.build(built).refused) == ("", "")


def test_an_index_without_articles_answers_nothing(built: Settings) -> None:
    for path in built.articles.rglob("*.md"):
        path.unlink()
    assert search.update(built, allow_fewer=True).articles == 0
    assert found(built, "vpn") == []


def test_an_article_that_becomes_a_draft_leaves_the_index_without_a_problem(built: Settings) -> None:
    write_files(built.articles, {"en/vpn.md": markdown("How do I set up the VPN?", status="draft")})
    report = search.update(built)
    assert (report.articles, report.changed, report.removed, report.problems) == (5, 0, 1, ())
    assert "en/vpn" not in ids(built)
    assert search.update(built).removed == 0


def test_a_broken_file_is_named_and_its_article_stays_while_others_are_taken_in(built: Settings) -> None:
    write_files(built.articles, {"en/vpn.md": "", "en/fees.md": markdown("What does it cost?")})
    report = search.update(built)
    assert (report.articles, report.changed, report.removed) == (6, 1, 0)
    assert [str(problem) for problem in report.problems] == [
        f"{built.articles}/en/vpn.md:1: the file is empty. Write an article or delete the file."
    ]
    assert found(built, "set up the vpn")[0] == "en/vpn"
    assert found(built, "cost")[0] == "en/fees"


def test_a_file_that_stays_broken_is_named_by_every_update(built: Settings) -> None:
    write_files(built.articles, {"en/vpn.md": ""})
    search.update(built)
    report = search.update(built)
    assert (report.generation, report.removed, len(report.problems), len(report.notices)) == ("1.1", 0, 1, 1)


def test_a_mended_file_is_taken_in_again(built: Settings) -> None:
    text = (built.articles / "en/vpn.md").read_text("utf-8")
    write_files(built.articles, {"en/vpn.md": ""})
    search.update(built)
    write_files(built.articles, {"en/vpn.md": text})
    assert search.update(built).articles == 6


def test_a_renamed_article_has_its_new_id_only(built: Settings) -> None:
    (built.articles / "en/vpn.md").rename(built.articles / "en/remote.md")
    report = search.update(built)
    assert (report.articles, report.changed, report.removed) == (6, 1, 1)
    assert found(built, "vpn")[0] == "en/remote"
    assert "en/vpn" not in ids(built)


def test_synonyms_alone_make_a_new_generation(built: Settings) -> None:
    assert "en/phone" not in found(built, "handset")
    write_files(built.articles, {"synonyms/en.txt": "handset, phone\n"})
    report = search.update(built)
    assert (report.generation, report.changed, report.removed) == ("1.2", 0, 0)
    assert found(built, "handset")[0] == "en/phone"
    (built.articles / "synonyms/en.txt").unlink()
    assert search.update(built).generation == "1.3"
    assert "en/phone" not in found(built, "handset")


def test_a_file_of_synonyms_that_is_not_utf_8_is_named_and_its_other_lines_count(built: Settings) -> None:
    write_files(built.articles, {"synonyms/en.txt": ""})
    path = built.articles / "synonyms/en.txt"
    path.write_bytes(b"handset, phone\nca\xf1\xf3n, cannon\n")
    report = search.update(built)
    assert [str(problem) for problem in report.problems] == [f"{path}:2: the file is not UTF-8. Save it as UTF-8."]
    assert found(built, "handset")[0] == "en/phone"


def test_categories_alone_make_a_new_generation(built: Settings) -> None:
    write_files(built.articles, {"categories.yml": "general:\n  en: {name: All, description: Everything}\n"})
    assert search.update(built).generation == "1.2"
    assert [category.names["en"] for category in search.open_searcher(built).categories] == ["All"]
    assert search.update(built).generation == "1.2"


def test_many_updates_answer_like_one_build(built: Settings, tmp_path: Path) -> None:
    few = replace(built, indexing=IndexSettings(changed_articles=3))
    for number in range(8):
        write_files(few.articles, {f"en/n{number}.md": markdown(f"Question number {number}", f"Answer x{number % 3}.")})
        if number % 3 == 2:
            (few.articles / f"en/n{number - 1}.md").unlink()
        assert not search.update(few).is_full
    fresh = replace(few, index=tmp_path / "fresh")
    search.build(fresh)
    assert ids(few) == ids(fresh)
    for query in ("question number 5", "answer x0", "vpn", "lost phone"):
        assert found(few, query)[:1] == found(fresh, query)[:1]
        assert sorted(found(few, query)) == sorted(found(fresh, query))


def test_a_large_change_builds_everything_and_says_why(built: Settings) -> None:
    few = replace(built, indexing=IndexSettings(changed_articles=2))
    write_files(few.articles, {f"en/n{number}.md": markdown(f"Question number {number}") for number in range(3)})
    report = search.update(few)
    assert report.is_full
    assert report.generation == "2.1"
    assert report.rebuilt_because == f"{few.articles}: 3 articles changed or are new, beside 6 indexed."


def test_many_articles_are_read_by_several_processes(tmp_path: Path) -> None:
    files = {f"en/n{number}.md": markdown(f"Question number {number}") for number in range(310)}
    settings = Settings(write_files(tmp_path / "articles", {**files, "en/empty.md": ""}), tmp_path / "index")
    report = search.build(settings)
    assert (report.articles, len(report.problems)) == (310, 1)
    assert found(settings, "question number 250")[0] == "en/n250"


def test_articles_may_be_lines_of_json(tmp_path: Path) -> None:
    path = tmp_path / "articles.jsonl"
    path.write_text(
        '{"id": "vpn", "language": "en", "title": "How do I set up the VPN?", "body": "Install the tunnel."}\n'
        '{"id": "fees", "language": "en", "title": "Which fees?", "questions": ["price"], "body": "None."}\n'
    )
    settings = Settings(path, tmp_path / "index")
    assert search.build(settings).articles == 2
    assert found(settings, "price")[0] == "en/fees"
    path.write_text(path.read_text().replace("tunnel", "badger"))
    assert search.update(settings).changed == 1
    assert found(settings, "badger") == ["en/vpn"]


@pytest.mark.parametrize("write", [search.build, search.update])
def test_articles_that_are_not_there_leave_the_index_as_it_was(
    built: Settings, write: Callable[[Settings], Report]
) -> None:
    elsewhere = replace(built, articles=built.articles / "nowhere")
    with pytest.raises(SettingsError):
        write(elsewhere)
    assert len(ids(built)) == 6


def test_an_index_that_cannot_be_written_is_a_wrong_setting(settings: Settings, tmp_path: Path) -> None:
    (tmp_path / "file").write_text("")
    path = tmp_path / "file" / "index"
    with pytest.raises(SettingsError) as caught:
        search.build(replace(settings, index=path))
    assert str(caught.value) == (
        f"{path}: the index cannot be written there (Not a directory). Name another folder with --index."
    )


def test_the_index_is_for_its_owner_only(built: Settings) -> None:
    assert built.index.stat().st_mode & 0o777 == 0o700
    assert (built.index / "generation-0001").stat().st_mode & 0o777 == 0o700


def test_nothing_but_the_current_generation_stays(built: Settings) -> None:
    search.build(built)
    write_files(built.articles, {"en/vpn.md": markdown("Remote access")})
    search.update(built)
    write_files(built.articles, {"en/vpn.md": markdown("Remote access again")})
    search.update(built)
    generation = built.index / "generation-0002"
    assert sorted(path.name for path in built.index.iterdir()) == ["CURRENT", "LOCK", "generation-0002"]
    assert sorted(path.name for path in generation.iterdir()) == ["manifest-0003.json", "segments", "whoosh"]
    assert sorted(path.name for path in (generation / "segments").iterdir()) == ["en-0001", "en-0003", "es-0001"]


def test_what_a_killed_writer_left_is_removed_by_an_update_without_changes(built: Settings) -> None:
    left = {"generation-0002/whoosh/MAIN.seg": "", "generation-0001/segments/en-0002/forms.txt": "", "CURRENT.new": ""}
    write_files(built.index, left)
    assert search.update(built).generation == "1.1"
    assert not any((built.index / name).parent.joinpath(Path(name).name).exists() for name in left)


def test_what_a_killed_update_left_is_written_anew(built: Settings) -> None:
    write_files(built.index, {"generation-0001/segments/en-0002/forms.txt": "half of it"})
    write_files(built.articles, {"en/vpn.md": markdown("Remote access", "Ask for a badger.")})
    report = search.update(built)
    assert (report.generation, report.is_full) == ("1.2", False)
    assert found(built, "badger") == ["en/vpn"]
