"""Questions drafted for articles: handed out, taken back, searched, and taken out again."""

from __future__ import annotations

from pathlib import Path

import pytest
from click.testing import CliRunner, Result

import indexer
import search
from search import Settings, SettingsError
from tests.articles import markdown, write_files

FILES = {
    "en/card.md": markdown("Lost or stolen card", "Freeze it in the app.\n\n## A new one\n\nIt takes five days."),
    "en/fees.md": markdown("Fees", "Paying in is free.", questions="[what does it cost me]"),
    "en/bare.md": "Opening hours\n\nWe are there from nine to five.\n",
    "es/card.md": markdown("Tarjeta perdida o robada", "Bloquéala en la app.").replace("\n", "\r\n"),
}
ANSWERS = """\
# the answers

en/card | someone took my wallet | card is gone, what now | need a new piece of plastic
en/bare | when are you open
es/card | me han robado la cartera
"""


@pytest.fixture
def settings(tmp_path: Path) -> Settings:
    """Return settings of four articles, not indexed yet."""
    root = tmp_path / "articles"
    for name, text in FILES.items():
        (root / name).parent.mkdir(parents=True, exist_ok=True)
        (root / name).write_bytes(text.encode())
    return Settings(root, tmp_path / "index")


def run(settings: Settings, *arguments: str) -> Result:
    where = ["--articles", str(settings.articles), "--index", str(settings.index)]
    result = CliRunner().invoke(indexer.main, [*arguments, *where], prog_name="reindex")
    if result.exception and not isinstance(result.exception, SystemExit):
        raise result.exception
    return result


def read(settings: Settings, text: str) -> Result:
    path = settings.articles.parent / "answers.txt"
    path.write_text(text, "utf-8")
    return run(settings, "questions", "--read", str(path))


def contents(settings: Settings) -> dict[str, bytes]:
    return {path.name + path.parent.name: path.read_bytes() for path in settings.articles.rglob("*") if path.is_file()}


def drafted(settings: Settings) -> dict[str, tuple[str, ...]]:
    return {each.article_id: each.drafted_questions for each in search.check_folder(settings)[0]}


class TestWrite:
    def test_a_line_an_article_under_the_rule(self, settings: Settings, tmp_path: Path) -> None:
        result = run(settings, "questions", "--write", str(tmp_path / "task.txt"))
        assert (result.exit_code, result.stdout) == (0, "")
        assert "Next: have it answered, then python indexer.py questions --read ANSWERS" in result.stderr
        lines = (tmp_path / "task.txt").read_text("utf-8").splitlines()
        rule, articles = [line for line in lines if line.startswith("#")], lines[-4:]
        assert len(rule) + 4 == len(lines)
        assert "3 questions" in " ".join(rule)
        assert articles[1] == "en/card || Lost or stolen card || A new one || Freeze it in the app. It takes five days."

    def test_only_those_without_in_one_language(self, settings: Settings, tmp_path: Path) -> None:
        run(settings, "questions", "--write", str(tmp_path / "task.txt"), "--missing", "--language", "en")
        lines = (tmp_path / "task.txt").read_text("utf-8").splitlines()
        assert [line.split(" || ")[0] for line in lines if line[0] != "#"] == ["en/bare", "en/card"]

    def test_what_was_handed_out_is_no_answer(self, settings: Settings, tmp_path: Path) -> None:
        task = tmp_path / "task.txt"
        run(settings, "questions", "--write", str(task))
        before = contents(settings)
        result = run(settings, "questions", "--read", str(task))
        assert (result.exit_code, contents(settings)) == (1, before)
        assert "this is a line that was handed out, not an answer. Write 'id | question | question'." in result.stderr


class TestRead:
    def test_questions_stand_in_the_heads_and_the_rest_stays(self, settings: Settings) -> None:
        result = read(settings, ANSWERS)
        assert (result.exit_code, result.stdout) == (
            0,
            "5 questions drafted for 3 articles, 3 files changed, 0 problems\n",
        )
        assert result.stderr == "Next: python indexer.py update\n"
        assert (settings.articles / "es/card.md").read_bytes() == FILES["es/card.md"].encode().replace(
            b"\r\n---\r\n\r\n", b"\r\ndrafted_questions:\r\n  - me han robado la cartera\r\n---\r\n\r\n"
        )
        assert (settings.articles / "en/bare.md").read_text("utf-8").endswith(FILES["en/bare.md"])
        assert drafted(settings)["en/card"] == (
            *("someone took my wallet", "card is gone, what now"),
            "need a new piece of plastic",
        )

    def test_a_second_time_changes_nothing(self, settings: Settings) -> None:
        read(settings, ANSWERS)
        before = contents(settings)
        result = read(settings, ANSWERS)
        assert result.stdout == "5 questions drafted for 3 articles, 0 files changed, 0 problems\n"
        assert contents(settings) == before

    def test_undo_gives_every_byte_back(self, settings: Settings) -> None:
        before = contents(settings)
        read(settings, ANSWERS)
        result = run(settings, "questions", "--undo")
        assert result.stdout == "5 questions taken out of 3 articles, 3 files changed, 0 problems\n"
        assert contents(settings) == before

    def test_they_are_searched_like_questions(self, settings: Settings) -> None:
        read(settings, ANSWERS)
        assert run(settings, "build").exit_code == 0
        assert "1. Tarjeta perdida o robada" in run(settings, "query", "robado cartera", "--language", "es").stdout
        found = search.open_searcher(settings).search("someone took wallet", "en", 3).hits
        assert found[0].article.article_id == "en/card"

    @pytest.mark.parametrize(
        ("line", "message"),
        [
            ("en/none | where is my card", "no article has the id 'en/none'. Take the id from the file that"),
            ("where is my card", "the line has no '|'. Write 'id | question | question'."),
            ("en/card | two words", "question 'two words' has 2 words. Write 3 to 16."),
            (f"en/card | {'word ' * 17}", "has 17 words. Write 3 to 16."),
            ("en/card | where is it | Where is IT?", "question 'Where is IT?' repeats one that 'en/card' has."),
            ("en/card | Lost or stolen card!", "repeats one that 'en/card' has. Write another."),
            ("en/card | what does it cost me", "stands under 'en/fees' too. Keep it where it is answered best."),
            ("en/card | ? ! ?", "question '? ! ?' is no question. Write words, as a customer would."),
        ],
    )
    def test_what_is_refused_is_named_and_the_rest_is_taken(self, settings: Settings, line: str, message: str) -> None:
        result = read(settings, f"{line}\nen/bare | when are you open\n")
        assert result.exit_code == 1
        assert f"answers.txt:1: {message}" in result.stderr or (":1: " in result.stderr and message in result.stderr)
        assert drafted(settings)["en/bare"] == ("when are you open",)

    def test_a_question_under_two_articles_stays_with_the_first(self, settings: Settings) -> None:
        result = read(settings, "en/card | where is it now\nen/bare | where is it now\n")
        assert "answers.txt:2: question 'where is it now' stands under 'en/card' too." in result.stderr
        assert drafted(settings)["en/bare"] == ()

    def test_one_drafted_before_is_known_too(self, settings: Settings) -> None:
        read(settings, "en/card | where is it now\n")
        result = read(settings, "en/bare | where is it now\n")
        assert "stands under 'en/card' too" in result.stderr

    def test_the_same_words_in_two_languages_are_two_questions(self, settings: Settings) -> None:
        assert read(settings, "en/card | gone card visa\nes/card | gone card visa\n").exit_code == 0

    @pytest.mark.parametrize(
        ("content", "message"),
        [(b"\xff\xfe|\0", "the file is not UTF-8. Save it as UTF-8."), (None, "the file cannot be read (")],
    )
    def test_a_file_that_cannot_be_read(self, settings: Settings, content: bytes | None, message: str) -> None:
        path = settings.articles.parent / "answers.txt"
        if content is not None:
            path.write_bytes(content)
        result = run(settings, "questions", "--read", str(path))
        assert (result.exit_code, result.stdout) == (2, "")
        assert f"Error: {path}: {message}" in result.stderr

    def test_a_head_that_cannot_take_them_is_a_problem(self, settings: Settings) -> None:
        write_files(settings.articles, {"en/flow.md": "---\n{title: A, category: general}\n---\nWords.\n"})
        result = read(settings, "en/flow | where is it now\nen/bare | when are you open\n")
        assert f"{settings.articles}/en/flow.md:1: the front matter cannot take 'drafted_questions'." in result.stderr
        assert result.stdout.startswith("1 question drafted for 1 article, 1 file changed, 1 problem")

    def test_records_of_json_lines_are_not_edited(self, tmp_path: Path) -> None:
        path = tmp_path / "articles.jsonl"
        path.write_text('{"id": "vpn", "language": "en", "title": "VPN", "body": "Words."}\n', "utf-8")
        answers = tmp_path / "answers.txt"
        answers.write_text("en/vpn | how do I connect\n", "utf-8")
        settings = Settings(path, tmp_path / "index")
        articles, _ = search.check_folder(settings)
        with pytest.raises(SettingsError, match="questions are drafted for Markdown files"):
            search.store_drafts(search.read_drafts(answers, articles, settings), settings)


class TestCounts:
    def test_check_and_build_say_how_many_have_none(self, settings: Settings) -> None:
        line = "3 of 4 articles have no question. 'python indexer.py questions --missing' lists them."
        assert line in run(settings, "check").stderr
        assert line in run(settings, "build").stderr

    def test_they_fall_silent_when_all_have_some(self, settings: Settings) -> None:
        read(settings, ANSWERS)
        check = run(settings, "check").stderr
        assert "no question" not in check + run(settings, "build").stderr
        assert "3 articles have drafted questions." in check

    def test_missing_lists_them(self, settings: Settings) -> None:
        result = run(settings, "questions", "--missing")
        assert [line.split(" | ")[0] for line in result.stdout.splitlines()] == ["en/bare", "en/card", "es/card"]

    def test_an_article_of_a_title_and_drafted_questions_is_one(self, settings: Settings) -> None:
        write_files(settings.articles, {"en/t.md": markdown("T", "", drafted_questions="[where is the tea]")})
        assert "en/t" in drafted(settings)
