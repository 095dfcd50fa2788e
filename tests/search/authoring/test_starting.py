"""A new site runs at once, and a skeleton is kept from customers until it is written."""

from __future__ import annotations

import tomllib
from datetime import date
from pathlib import Path

import pytest
from click.testing import CliRunner, Result

import indexer
import search
from search import Settings, SettingsError
from search.authoring.starting import FIRST_SITE
from tests.articles import markdown, write_files
from tests.test_glossary import TERMS, pattern

LANGUAGES = ("en", "es", "sk")
KEYS = ("after-you-send", "contact-us", "find-an-answer")


def run(*arguments: str) -> Result:
    result = CliRunner().invoke(indexer.main, arguments, prog_name="reindex")
    if result.exception and not isinstance(result.exception, SystemExit):
        raise result.exception
    return result


class TestInit:
    @pytest.mark.parametrize("languages", [("en",), ("es", "sk"), LANGUAGES])
    def test_check_finds_nothing_wrong_in_it(self, tmp_path: Path, languages: tuple[str, ...]) -> None:
        search.write_first_site(tmp_path / "site", languages, date(2026, 11, 30))
        articles, problems = search.check_folder(Settings(tmp_path / "site/kb_articles"))
        assert problems == ()
        assert {each.article_id for each in articles} == {f"{code}/{key}" for code in languages for key in KEYS}
        assert not search.coverage(articles).without

    def test_every_article_is_found_by_what_it_promises(self, tmp_path: Path) -> None:
        search.write_first_site(tmp_path / "site", LANGUAGES, date(2026, 11, 30))
        settings = Settings(tmp_path / "site/kb_articles", tmp_path / "index")
        search.build(settings)
        searcher = search.open_searcher(settings)
        for article in search.check_folder(settings)[0]:
            for query in article.finds:
                assert searcher.search(query, article.language, 1).hits[0].article.article_id == article.article_id

    def test_it_names_the_files_and_the_next_command(self, tmp_path: Path) -> None:
        result = run("init", str(tmp_path / "site"))
        assert result.exit_code == 0
        names = ("README.md", ".gitignore", "site.toml", "kb_articles/categories.yml")
        articles = (f"kb_articles/en/{key}.md" for key in KEYS)
        assert set(result.stdout.splitlines()) == {str(tmp_path / "site" / name) for name in (*names, *articles)}
        assert result.stderr == f"Next: python -m webapp.program serve {tmp_path / 'site'}\n"

    def test_a_folder_with_something_in_it_is_refused(self, tmp_path: Path) -> None:
        write_files(tmp_path, {"mine.txt": "mine"})
        result = run("init", str(tmp_path))
        assert result.exit_code == 2
        assert f"Error: {tmp_path}: there is something in it. Name a new or an empty folder.\n" in result.stderr
        assert [path.name for path in tmp_path.iterdir()] == ["mine.txt"]

    def test_an_empty_folder_and_one_under_git_are_taken(self, tmp_path: Path) -> None:
        (tmp_path / ".git").mkdir()
        assert run("init", str(tmp_path), "--language", "sk").exit_code == 0

    def test_a_file_is_refused(self, tmp_path: Path) -> None:
        (tmp_path / "file").write_text("mine", "utf-8")
        assert "there is something in it" in run("init", str(tmp_path / "file")).stderr

    def test_the_readme_has_ten_lines_and_the_site_file_can_be_read(self) -> None:
        assert len((FIRST_SITE / "README.md").read_text("utf-8").splitlines()) == 10
        assert tomllib.loads((FIRST_SITE / "site.toml").read_text("utf-8")) == {"name": "Help centre"}

    @pytest.mark.parametrize("language", LANGUAGES)
    def test_it_is_written_in_the_words_of_the_glossary(self, language: str) -> None:
        articles, _ = search.check_folder(Settings(FIRST_SITE / "kb_articles"))
        read = "\n".join(
            "\n".join((each.title, each.summary, *(f"{part.heading}\n{part.text}" for part in each.sections)))
            for each in articles
            if each.language == language
        )
        assert [found[0] for term in TERMS for found in pattern(term[language]["avoid"]).finditer(read)] == []


class TestNew:
    def settings(self, root: Path) -> Settings:
        lost = markdown("Lost card", "Freeze it.\n\n## A new one\n\nFive days.\n\n### Abroad\n\nTen.", related="[pin]")
        return Settings(write_files(root, {"en/cards/lost.md": lost, "en/pin.md": markdown("PIN")}))

    def test_a_translation_has_head_and_headings_of_the_other_language(self, tmp_path: Path) -> None:
        settings = self.settings(tmp_path)
        result = run("new", "cards/lost", "--language", "es", "--articles", str(tmp_path))
        path = tmp_path / "es/cards/lost.md"
        assert (result.exit_code, result.stdout) == (0, f"{path}\n")
        assert result.stderr == "Next: write it, take out 'status: draft', then python indexer.py check\n"
        text = path.read_text("utf-8")
        assert "\ntitle: Lost card\ncategory: general\n" in text
        assert "\nrelated: [pin]\n" in text
        assert "\n## A new one\n\n…\n\n### Abroad\n\n…\n" in text
        assert not [each for each in search.check_folder(settings)[0] if each.language == "es"]

    def test_without_the_draft_line_it_is_an_article(self, tmp_path: Path) -> None:
        settings = self.settings(tmp_path)
        path = search.write_skeleton(tmp_path, "pin", "sk", "en", settings.content)
        path.write_text(path.read_text("utf-8").replace("status: draft\n", ""), "utf-8")
        assert "sk/pin" in {each.article_id for each in search.check_folder(settings)[0]}

    def test_a_key_that_no_language_has_begins_blank(self, tmp_path: Path) -> None:
        settings = self.settings(tmp_path)
        text = search.write_skeleton(tmp_path, "pay-by-card", "en", None, settings.content).read_text("utf-8")
        assert "\ntitle: Pay by card\n" in text

    @pytest.mark.parametrize(
        ("key", "language", "origin", "message"),
        [
            ("pin", "en", None, "{root}/en/pin.md: the article is there already. Open it, or choose another key."),
            ("cards--lost", "en", None, "{root}/en/cards/lost.md: the article is there already."),
            (
                "Lost Card",
                "en",
                None,
                "'Lost Card': this cannot be the name of a file and an address. Write 'lost",
            ),
            ("../out", "en", None, "'../out': this cannot be the name of a file and an address. Write 'article/out'."),
            ("/etc/x", "en", None, "'/etc/x': this cannot be the name of a file and an address."),
            ("pin", "es", "sk", "sk/pin: there is no such article. Name another language with --from, or none."),
        ],
    )
    def test_what_cannot_be_is_refused(
        self, tmp_path: Path, key: str, language: str, origin: str | None, message: str
    ) -> None:
        settings = self.settings(tmp_path)
        before = sorted(tmp_path.rglob("*"))
        with pytest.raises(SettingsError) as caught:
            search.write_skeleton(tmp_path, key, language, origin, settings.content)
        assert str(caught.value).startswith(message.format(root=tmp_path))
        assert sorted(tmp_path.rglob("*")) == before

    def test_json_lines_are_not_written_into(self, tmp_path: Path) -> None:
        with pytest.raises(SettingsError, match="articles are written into a folder"):
            search.write_skeleton(tmp_path / "articles.jsonl", "x", "en", None, Settings().content)
