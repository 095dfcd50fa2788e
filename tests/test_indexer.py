"""The command line, a class a command: exit code, standard output, standard error."""

from __future__ import annotations

import json
import re
import signal
import subprocess
import sys
from dataclasses import replace
from pathlib import Path
from typing import Any
from xml.etree import ElementTree

import pytest
from click.testing import CliRunner, Result

import indexer
import search
from search import Settings
from tests.articles import markdown, write_files

ROOT = Path(indexer.__file__).parent
COMMANDS = ("build", "update", "watch", "check", "query", "stats", "tune", "replay", "evaluate", "questions", "new")
OF_A_FOLDER = ("init", "import")
"""Commands that name their folder, and need no index."""
FILES = {
    "en/fees.md": markdown("Which fees do you charge?", "Depositing is free.", related="[vpn]"),
    "en/vpn.md": markdown("How do I set up the VPN?", "Install the tunnel.\n\n## On a phone\n\nUse the blue app."),
    "es/fees.md": markdown("¿Qué comisiones cobráis?", "Ingresar dinero es gratis."),
    "es/vpn.md": markdown("¿Cómo configuro la VPN?", "Instala la aplicación."),
}
ASK_FOR_QUESTIONS = "4 of 4 articles have no question. 'python indexer.py questions --missing' lists them.\n"
SUM = r"in \d+\.\d s\n"
NOTHING_KNOWN = "nothing is known of these articles yet; the thresholds are those of other help centres"
COLD = "".join(
    f"{language}: {NOTHING_KNOWN} (unsure from 0.24, possible from 0.34, strong from 0.60) "
    "Write questions, or see 'python indexer.py tune --help'.\n"
    for language in ("en", "es")
)


@pytest.fixture
def settings(tmp_path: Path) -> Settings:
    """Return settings of four articles, not indexed yet."""
    return Settings(write_files(tmp_path / "articles", FILES), tmp_path / "index")


@pytest.fixture
def built(settings: Settings) -> Settings:
    """Return settings of the four articles, indexed."""
    search.build(settings)
    return settings


def run(settings: Settings, *arguments: str) -> Result:
    """Return what a command says of ``settings``; an exception nobody expected fails the test."""
    where = ["--articles", str(settings.articles), "--index", str(settings.index)]
    result = CliRunner().invoke(indexer.main, [*arguments, *where], prog_name="indexer.py")
    if result.exception and not isinstance(result.exception, SystemExit):
        raise result.exception
    return result


def output(settings: Settings, *arguments: str) -> Any:
    """Return the JSON that a command prints, and nothing else on either stream."""
    result = run(settings, *arguments, "--json")
    assert result.stderr == ""
    return json.loads(result.stdout)


def has_error(result: Result, message: str) -> bool:
    """Return whether a command ended with exit code 2 and ``message``, and printed nothing else but its usage."""
    usage = r"Usage: indexer\.py .*\nTry 'indexer\.py .*--help' for help\.\n\nError: "
    assert re.fullmatch(usage + re.escape(message) + "\n", result.stderr), result.stderr
    return (result.exit_code, result.stdout) == (2, "")


class TestHelp:
    @pytest.mark.parametrize("option", ["-h", "--help"])
    def test_it_names_every_command(self, option: str) -> None:
        result = CliRunner().invoke(indexer.main, [option])
        assert (result.exit_code, result.stderr) == (0, "")
        assert re.findall(r"^  ([a-z]+)  ", result.stdout, re.MULTILINE) == sorted((*COMMANDS, *OF_A_FOLDER))

    def test_every_command_is_listed_here(self) -> None:
        assert set(indexer.main.commands) == {*COMMANDS, *OF_A_FOLDER}

    @pytest.mark.parametrize("command", COMMANDS)
    def test_every_command_explains_itself_and_takes_the_common_options(self, command: str) -> None:
        result = CliRunner().invoke(indexer.main, [command, "--help"])
        assert (result.exit_code, result.stderr) == (0, "")
        for option in ("--articles PATH", "--index PATH", "--json", "--help"):
            assert option in result.stdout
        assert re.search(r"^  [A-Z][^\n]{20,}", result.stdout, re.MULTILINE)

    def test_without_a_command_it_shows_the_help_and_fails(self) -> None:
        result = CliRunner().invoke(indexer.main, [])
        assert result.exit_code == 2

    def test_an_unknown_command_is_wrong_usage(self) -> None:
        result = CliRunner().invoke(indexer.main, ["bulid"])
        assert (result.exit_code, result.stdout) == (2, "")
        assert "No such command 'bulid'" in result.stderr

    def test_the_version_is_that_of_the_project(self) -> None:
        result = CliRunner().invoke(indexer.main, ["--version"])
        assert (result.exit_code, result.stderr) == (0, "")
        assert re.fullmatch(r"ventanilla, version \d+\.\d+\.\d+\n", result.stdout)


class TestBuild:
    def test_it_prints_the_sum(self, settings: Settings) -> None:
        result = run(settings, "build")
        assert (result.exit_code, result.stderr) == (0, COLD + ASK_FOR_QUESTIONS)
        assert re.fullmatch("4 articles, 0 problems; generation 1.1 " + SUM, result.stdout)

    def test_it_says_so_as_long_as_nothing_is_known_of_the_articles(self, settings: Settings, tmp_path: Path) -> None:
        for _ in range(2):
            assert run(settings, "build").stderr == COLD + ASK_FOR_QUESTIONS
        run(settings, "tune", "--traffic", old_questions(tmp_path))
        assert run(settings, "build").stderr == ASK_FOR_QUESTIONS

    @pytest.mark.parametrize("command", ["build", "update"])
    def test_questions_that_come_later_set_thresholds_at_once(self, settings: Settings, command: str) -> None:
        run(settings, "build")
        assert not search.read_tuning(settings.index).of("en").is_tuned
        topics = TOPICS["en"]
        files = {
            f"en/{each}.md": markdown(each, questions=f"[{', '.join(form.format(each) for form in ASKED)}]")
            for each in topics
        }
        write_files(settings.articles, files)
        run(settings, command)
        assert search.read_tuning(settings.index).of("en").source is search.Source.QUESTIONS

    def test_problems_go_to_standard_error_and_do_not_fail_it(self, settings: Settings) -> None:
        write_files(settings.articles, {"en/empty.md": ""})
        result = run(settings, "build")
        assert result.exit_code == 0
        assert re.fullmatch("4 articles, 1 problem; generation 1.1 " + SUM, result.stdout)
        assert result.stderr == (
            f"{settings.articles}/en/empty.md:1: the file is empty. Write an article or delete the file.\n"
            f"{COLD}{ASK_FOR_QUESTIONS}"
        )

    def test_json(self, settings: Settings) -> None:
        write_files(settings.articles, {"en/empty.md": ""})
        report = output(settings, "build")
        assert (report["generation"], report["articles"], report["is_full"]) == ("1.1", 4, True)
        assert report["problems"] == [
            {
                "path": f"{settings.articles}/en/empty.md",
                "line": 1,
                "what": "the file is empty",
                "remedy": "Write an article or delete the file",
                "severity": "error",
                "kind": "empty-file",
            }
        ]

    def test_articles_may_be_lines_of_json(self, tmp_path: Path) -> None:
        path = tmp_path / "articles.jsonl"
        path.write_text(
            '{"id": "vpn", "language": "en", "title": "How do I set up the VPN?", "category": "a", '
            '"updated": "2026-01-31", "questions": ["vpn"], "body": "Install it."}\n'
            "no JSON\n"
        )
        result = run(Settings(path, tmp_path / "index"), "build")
        assert result.exit_code == 0
        assert result.stdout.startswith("1 article, 1 problem; generation 1.1")
        refused, cold = result.stderr.splitlines(keepends=True)
        assert refused == f"{path}:2: the line is no JSON object in UTF-8. Write one object a line.\n"
        assert COLD.startswith(cold)

    def test_articles_that_are_not_there_are_wrong_usage(self, tmp_path: Path) -> None:
        nowhere = tmp_path / "nowhere"
        message = f"{nowhere}: no such folder or file. Create it, or name another with --articles."
        assert has_error(run(Settings(nowhere, tmp_path / "index"), "build"), message)

    def test_a_file_that_holds_no_articles_is_wrong_usage(self, tmp_path: Path) -> None:
        path = tmp_path / "articles.txt"
        path.write_text("")
        message = f"{path}: not a folder of articles. Name a folder, or a file that ends in .jsonl."
        assert has_error(run(Settings(path, tmp_path / "index"), "build"), message)

    def test_an_index_that_cannot_be_written_is_wrong_usage(self, settings: Settings, tmp_path: Path) -> None:
        path = tmp_path / "file"
        path.write_text("")
        message = f"{path}: the index cannot be written there (File exists). Name another folder with --index."
        assert has_error(run(Settings(settings.articles, path), "build"), message)


class TestGuardRails:
    """A wrong folder or a slip takes no article away."""

    @pytest.mark.parametrize("command", ["build", "update"])
    @pytest.mark.parametrize("folder", ["articles/en", "empty"])
    def test_a_wrong_folder_leaves_the_index_as_it_was(
        self, built: Settings, tmp_path: Path, command: str, folder: str
    ) -> None:
        (tmp_path / "empty").mkdir()
        wrong = replace(built, articles=tmp_path / folder)
        result = run(wrong, command)
        assert result.exit_code == 1
        assert re.fullmatch(r"nothing changed, \d problems?; generation 1.1 " + SUM, result.stdout)
        assert result.stderr.endswith(
            f"{wrong.articles}: no articles where the index has 4, so the index stays as it was. "
            "Name the right folder with --articles, or take the others away with --allow-fewer.\n"
        )
        assert output(built, "stats")["articles"] == 4
        assert len(list(built.index.glob("generation-*"))) == 1
        allowed = run(wrong, command, "--allow-fewer")
        assert (allowed.exit_code, output(built, "stats")["articles"]) == (0, 0)

    @pytest.mark.parametrize("command", ["build", "update"])
    def test_fewer_than_half_are_too_few(self, built: Settings, command: str) -> None:
        for name in ("en/fees.md", "es/fees.md"):
            (built.articles / name).unlink()
        assert run(built, command).exit_code == 0
        (built.articles / "en/new.md").write_text(markdown("New"))
        (built.articles / "en/newer.md").write_text(markdown("Newer"))
        assert run(built, command).exit_code == 0
        for name in ("en/new.md", "en/newer.md", "en/vpn.md"):
            (built.articles / name).unlink()
        result = run(built, command)
        assert result.exit_code == 1
        assert "1 article where the index has 4, so the index stays as it was." in result.stderr
        assert run(built, command, "--allow-fewer").exit_code == 0
        assert output(built, "stats")["articles"] == 1

    def test_a_first_build_of_nothing_says_so(self, tmp_path: Path) -> None:
        (tmp_path / "empty").mkdir()
        settings = Settings(tmp_path / "empty", tmp_path / "index")
        result = run(settings, "build")
        assert result.exit_code == 1
        assert result.stderr == (
            f"{settings.articles}: it holds no articles, and so does the index. "
            "Name the right folder with --articles, or say --allow-fewer if it is meant to be empty.\n"
        )
        assert run(settings, "build", "--allow-fewer").exit_code == 0

    @pytest.mark.parametrize("command", ["build", "update"])
    def test_a_slip_is_named_and_the_article_kept(self, built: Settings, command: str) -> None:
        path = built.articles / "en/fees.md"
        path.write_text(path.read_text().replace("title:", "title: [x:"))
        result = run(built, command)
        assert result.exit_code == 0
        assert re.search(rf"^{re.escape(str(path))}:\d: the front matter is not YAML", result.stderr)
        assert (
            f"{path}:1: article 'en/fees' is kept as of the last build. "
            "Mend the file to publish it, or delete it to take the article away.\n"
        ) in result.stderr
        assert "en/fees" in run(built, "query", "which fees").stdout

    @pytest.mark.parametrize("command", ["build", "update"])
    def test_a_renamed_article_is_offered_its_alias(self, built: Settings, command: str) -> None:
        (built.articles / "en/vpn.md").rename(built.articles / "en/tunnel.md")
        assert (
            f"{built.articles}/en/tunnel.md:1: article 'en/vpn' is now 'en/tunnel', and its old address leads nowhere. "
            "Write 'aliases: [vpn]' in the front matter, so that the old address leads to the new one.\n"
        ) in run(built, command).stderr


class TestUpdate:
    def test_it_builds_where_there_is_no_index(self, settings: Settings) -> None:
        result = run(settings, "update")
        assert (result.exit_code, result.stderr) == (0, COLD)
        assert re.fullmatch("4 articles, 0 problems; generation 1.1 " + SUM, result.stdout)

    def test_it_counts_what_changed(self, built: Settings) -> None:
        write_files(built.articles, {"en/vpn.md": markdown("Remote access"), "en/new.md": markdown("New")})
        (built.articles / "es/vpn.md").unlink()
        result = run(built, "update")
        assert (result.exit_code, result.stderr) == (0, COLD)
        assert re.fullmatch("2 changed, 1 removed, 0 problems; generation 1.2 " + SUM, result.stdout)

    def test_it_says_why_it_built_everything_anew(self, built: Settings) -> None:
        (built.index / "CURRENT").write_text("generation-0099/manifest-0001.json\n")
        result = run(built, "update")
        assert result.exit_code == 0
        assert result.stderr == f"Everything was built anew. {built.index}: the current generation is gone.\n{COLD}"
        assert re.fullmatch("4 articles, 0 problems; generation 2.1 " + SUM, result.stdout)

    def test_json(self, built: Settings) -> None:
        report = output(built, "update")
        assert (report["generation"], report["changed"], report["removed"]) == ("1.1", 0, 0)
        assert (report["is_full"], report["rebuilt_because"], report["problems"]) == (False, "", [])

    def test_articles_that_are_not_there_are_wrong_usage(self, built: Settings, tmp_path: Path) -> None:
        nowhere = tmp_path / "nowhere"
        message = f"{nowhere}: no such folder or file. Create it, or name another with --articles."
        assert has_error(run(Settings(nowhere, built.index), "update"), message)


class TestWatch:
    def test_it_prints_a_line_for_each_change_until_it_is_interrupted(self, built: Settings) -> None:
        where = ["--articles", str(built.articles), "--index", str(built.index)]
        command = [sys.executable, "-W", "error", str(ROOT / "indexer.py"), "watch", "--json", *where]
        with subprocess.Popen(command, stdout=subprocess.PIPE, stderr=subprocess.PIPE, text=True) as process:
            try:
                assert process.stdout is not None
                assert json.loads(process.stdout.readline())["changed"] == 0
                write_files(built.articles, {"en/vpn.md": markdown("Remote access")})
                assert json.loads(process.stdout.readline())["changed"] == 1
                process.send_signal(signal.SIGINT)
                assert process.communicate(timeout=20) == ("", "")
                assert process.returncode == 0
            finally:
                process.kill()

    def test_articles_that_are_not_there_are_wrong_usage(self, tmp_path: Path) -> None:
        nowhere = tmp_path / "nowhere"
        message = f"{nowhere}: no such folder or file. Create it, or name another with --articles."
        assert has_error(run(Settings(nowhere, tmp_path / "index"), "watch"), message)


MESSY_FILES = {
    "en/empty.md": "",
    "en/head.md": "---\n- a\n- list\n---\n\nText.\n",
    "en/vpn.md": "Text without a head, with a [link](gone.md).\n",
    "xx/vpn.md": markdown("Unknown language"),
    "loose.md": markdown("Beside the folders"),
    "synonyms/en.txt": "handset, phone\n=> nothing\n",
    "categories.yml": "general:\n  en: {name: All}\n",
}


class TestCheck:
    def test_a_tidy_folder_has_no_findings(self, settings: Settings) -> None:
        result = run(settings, "check")
        assert (result.exit_code, result.stdout) == (0, "")
        assert result.stderr == f"4 articles, 0 problems\n{ASK_FOR_QUESTIONS}"

    def test_it_lists_all_findings_of_a_messy_folder_by_path_and_line(self, tmp_path: Path) -> None:
        settings = Settings(write_files(tmp_path / "articles", MESSY_FILES), tmp_path / "index")
        result = run(settings, "check")
        assert result.exit_code == 1
        lines = [line.removeprefix(f"{settings.articles}/") for line in result.stdout.splitlines()]
        assert all(re.fullmatch(r"[\w./-]+(:\d+)?: .+\. .+\.", line) for line in lines)
        assert {line.partition(":")[0] for line in lines} == {
            "en/empty.md", "en/head.md", "en/vpn.md", "loose.md", "synonyms/en.txt", "xx"
        }  # fmt: skip
        assert lines == sorted(lines)
        assert "synonyms/en.txt:2: '=> nothing' is no rule. Write 'word, other word' or 'word => other word'." in lines
        kinds = r"( {7}1  [a-z0-9-]+ +[A-Z].+\n)+"
        assert re.fullmatch(rf"{kinds}\d articles?, {len(lines)} problems\n1 of 1 article has no .+\n", result.stderr)

    def test_it_finds_faults_in_synonyms_alone(self, settings: Settings) -> None:
        files = {"synonyms/en.txt": "# fine\nhandset, phone\nalone\n", "synonyms/de.txt": "handy, telefon\n"}
        write_files(settings.articles, files)
        (settings.articles / "synonyms/es.txt").write_bytes(b"m\xf3vil, celular\n")
        result = run(settings, "check")
        folder = f"{settings.articles}/synonyms"
        assert result.exit_code == 1
        assert result.stdout == (
            f"{folder}/de.txt:1: unknown language 'de'. Use one of en, es, sk.\n"
            f"{folder}/en.txt:3: 'alone' is no rule. Write 'word, other word' or 'word => other word'.\n"
            f"{folder}/es.txt:1: the file is not UTF-8. Save it as UTF-8.\n"
        )

    def test_json(self, tmp_path: Path) -> None:
        settings = Settings(write_files(tmp_path / "articles", MESSY_FILES), tmp_path / "index")
        found = output(settings, "check")
        assert found["articles"] == 1
        assert {"path", "line", "what", "remedy", "severity", "kind"} == set(found["problems"][0])
        assert {problem["severity"] for problem in found["problems"]} == {"error", "warning"}

    def test_json_of_a_tidy_folder(self, settings: Settings) -> None:
        assert output(settings, "check") == {"articles": 4, "problems": [], "kinds": {}, "ignored": 0, "asked": 0}

    def test_lines_of_json_are_checked_too(self, tmp_path: Path) -> None:
        path = tmp_path / "articles.jsonl"
        path.write_text("no JSON\n")
        result = run(Settings(path, tmp_path / "index"), "check")
        assert result.exit_code == 1
        assert result.stdout == f"{path}:1: the line is no JSON object in UTF-8. Write one object a line.\n"

    def test_what_many_files_share_is_one_line(self, tmp_path: Path) -> None:
        head = {"ms.author": "x", "robots": "noindex"}
        files = {f"en/{name}.md": markdown(name.upper(), f"About {name}.", **head) for name in ("a", "b", "c", "d")}
        settings = Settings(write_files(tmp_path / "articles", {**files, "en/e.md": ""}), tmp_path / "index")
        result = run(settings, "check")
        folder = f"{settings.articles}/en"
        lines = [line.partition(". Remove it; known are")[0] for line in result.stdout.splitlines()]
        assert lines == [
            f"{folder}/e.md:1: the file is empty. Write an article or delete the file.",
            f"unknown key 'ms.author' in 4 files, first {folder}/a.md:5",
            f"unknown key 'robots' in 4 files, first {folder}/a.md:6",
        ]
        assert [line.split()[:2] for line in result.stderr.splitlines()] == [
            ["8", "unknown-key"],
            ["1", "empty-file"],
            ["4", "articles,"],
            ["4", "of"],
        ]

    def test_a_build_says_the_same(self, tmp_path: Path) -> None:
        settings = Settings(write_files(tmp_path / "articles", MESSY_FILES), tmp_path / "index")
        checked, built = run(settings, "check"), run(settings, "build")
        assert built.exit_code == 0
        assert built.stderr.startswith(checked.stdout)
        assert output(settings, "build")["problems"] == output(settings, "check")["problems"]

    def test_it_asks_what_articles_should_be_found_by(self, built: Settings) -> None:
        write_files(built.articles, {"en/zebra.md": markdown("Zebras", "None.", finds="[which fees are charged]")})
        write_files(built.articles, {"es/zebra.md": markdown("Cebras", "Ninguna.", not_for="[cebras]")})
        result = run(built, "check")
        assert result.exit_code == 1
        assert "/en/zebra.md:5: finds: 'which fees are charged' finds 'en/fees' first" in result.stdout
        assert "/es/zebra.md:5: not_for: 'cebras', which is not for this article, finds it in place 1" in result.stdout
        assert "2 questions of finds and not_for asked in an index built for it\n" in result.stderr
        run(built, "update")
        assert "asked in the live index, generation 1.2\n" in run(built, "check").stderr
        assert (run(built, "check", "--no-ask").exit_code, output(built, "check", "--no-ask")["asked"]) == (0, 0)
        assert output(built, "check")["kinds"] == {"not-found": 1, "wrongly-found": 1}

    def test_kinds_are_chosen_and_left_out(self, tmp_path: Path) -> None:
        settings = Settings(write_files(tmp_path / "articles", MESSY_FILES), tmp_path / "index")
        every = output(settings, "check")["kinds"]
        assert set(output(settings, "check", "--only", "empty-file", "--only", "dead-link")["kinds"]) == {
            *("dead-link", "empty-file")
        }
        found = output(settings, "check", "--ignore", "empty-file", "--ignore", "dead-link")
        assert set(found["kinds"]) == set(every) - {"dead-link", "empty-file"}
        assert found["ignored"] == 2
        ignored = [each for kind in every for each in ("--ignore", kind)]
        result = run(settings, "check", *ignored)
        assert (result.exit_code, result.stdout) == (0, "")
        assert result.stderr == (
            f"1 article, 0 problems ({sum(every.values())} of other kinds left out)\n"
            "1 of 1 article has no question. 'python indexer.py questions --missing' lists them.\n"
        )

    def test_the_site_file_leaves_kinds_out(self, tmp_path: Path) -> None:
        settings = Settings(write_files(tmp_path / "articles", MESSY_FILES), tmp_path / "index")
        site = tmp_path / "site.toml"
        site.write_text('name = "Acme"\n[check]\nignore = ["empty-file", "dead-link"]\n')
        where = ("--site", str(site))
        for command in ("check", "build"):
            kinds = {problem["kind"] for problem in output(settings, command, *where)["problems"]}
            assert kinds
            assert not kinds & {"empty-file", "dead-link"}
        assert set(output(settings, "check", *where, "--only", "dead-link")["kinds"]) == {"dead-link"}

    @pytest.mark.parametrize(
        ("text", "what"),
        [
            (
                '[check]\nignore = ["dead-lnik"]\n',
                "[check] ignore names 'dead-lnik', which is no kind of problem. Use ",
            ),
            ("[check]\nignore = [[1]]\n", "[check] ignore names [1], which is no kind of problem. Use "),
            ('[check]\nignore = "dead-link"\n', "[check] is not as expected. Write ignore = "),
            ('[check]\nignroe = ["dead-link"]\n', "[check] is not as expected. Write ignore = "),
            ("check = 7\n", "[check] is not as expected. Write ignore = "),
            ("[check\n", "not a TOML file ("),
            (None, "the file cannot be read (No such file or directory). Name another with --site."),
        ],
    )
    def test_a_site_file_that_says_something_else_is_wrong_usage(
        self, settings: Settings, tmp_path: Path, text: str | None, what: str
    ) -> None:
        site = tmp_path / "site.toml"
        if text is not None:
            site.write_text(text)
        result = run(settings, "check", "--site", str(site))
        assert (result.exit_code, result.stdout) == (2, "")
        assert what in result.stderr
        assert str(site) in result.stderr

    def test_many_kinds_share_the_room_and_one_that_is_asked_for_has_it_all(self, tmp_path: Path) -> None:
        links = " ".join(f"[x](gone-{number}.md)" for number in range(90))
        files = {"en/a.md": markdown("A", links), "en/b.md": markdown("B", "[x](first.pdf)")}
        settings = Settings(write_files(tmp_path / "articles", files), tmp_path / "index")
        result = run(settings, "check")
        assert len(result.stdout.splitlines()) == search.ROWS
        assert "first.pdf" in result.stdout
        assert "... and 51 more of dead-link; '--only dead-link' lists them\n" in result.stderr
        assert len(run(settings, "check", "--only", "dead-link").stdout.splitlines()) == 90
        assert len(run(settings, "check", "--all").stdout.splitlines()) == 91

    def test_annotations_for_github_end_at_no_sign_of_a_name(self, tmp_path: Path) -> None:
        files = {"en/a, 100%: b.md": "", "en/b.md": markdown("B", "[x](50%25off.pdf)")}
        settings = Settings(write_files(tmp_path / "art", files), tmp_path / "index")
        folder = str(settings.articles).replace(":", "%3A").replace(",", "%2C")
        assert run(settings, "check", "--format", "github").stdout == (
            f"::error file={folder}/en/a%2C 100%25%3A b.md,line=1,title=empty-file::"
            "the file is empty. Write an article or delete the file.\n"
            f"::warning file={folder}/en/b.md,line=7,title=link-refused::link '50%2525off.pdf' leads to no article. "
            "Write the key of an article and .md, as in [text](other-key.md), or a full https address.\n"
        )
        assert run(settings, "build", "--format", "github").stdout.startswith("::error file=")

    def test_it_writes_no_index(self, settings: Settings) -> None:
        run(settings, "check")
        assert not settings.index.exists()

    def test_articles_that_are_not_there_are_wrong_usage(self, tmp_path: Path) -> None:
        nowhere = tmp_path / "nowhere"
        message = f"{nowhere}: no such folder or file. Create it, or name another with --articles."
        assert has_error(run(Settings(nowhere, tmp_path / "index"), "check"), message)


class TestQuery:
    def test_it_prints_the_hits_best_first(self, built: Settings) -> None:
        result = run(built, "query", "set up the vpn")
        assert (result.exit_code, result.stderr) == (0, "")
        first, place, passage = result.stdout.splitlines()[:3]
        assert first == "1. How do I set up the VPN?"
        assert re.fullmatch(r"   en/vpn  score \d\.\d{3}, confidence [01]\.\d\d", place)
        assert passage.strip()

    def test_it_shows_the_section_and_marks_the_words(self, built: Settings) -> None:
        lines = run(built, "query", "blue app").stdout.splitlines()
        assert lines[1].startswith("   en/vpn#s-on-a-phone  score")
        assert lines[2] == "   Use the [blue] [app]."

    def test_it_asks_in_a_language(self, built: Settings) -> None:
        assert "es/fees" in run(built, "query", "comisiones", "--language", "es").stdout

    @pytest.mark.parametrize("language", ["fr", "sk", ""])
    def test_a_language_without_articles_is_wrong_usage(self, built: Settings, language: str) -> None:
        message = f"--language: the index has no articles in '{language}'. Use one of those it has: en, es."
        assert has_error(run(built, "query", "fees", "--language", language), message)

    def test_it_prints_no_more_than_the_limit(self, built: Settings) -> None:
        result = run(built, "query", "fees vpn", "--limit", "1")
        assert [line for line in result.stdout.splitlines() if re.match(r"\d+\. ", line)] == [
            result.stdout.splitlines()[0]
        ]

    def test_it_explains_words_and_signals(self, built: Settings) -> None:
        result = run(built, "query", "vpn zzzzzz", "--explain")
        assert re.search(r"^  vpn: known, weight 1", result.stdout, re.MULTILINE)
        assert re.search(r"^  zzzzzz: unknown, weight 1$", result.stdout, re.MULTILINE)
        assert re.search(r"^     title +\d\.\d{3} x \d\.\d\d = \d\.\d{3}$", result.stdout, re.MULTILINE)

    def test_it_explains_what_a_hit_is_like_in_meaning(self, built: Settings) -> None:
        lines = run(built, "query", "service pricing", "--explain").stdout.splitlines()
        first = lines.index("1. Which fees do you charge?")
        assert lines[first + 3] == "     similar in meaning to the question 'Which fees do you charge?'"
        for name in ("nearest", "centroid"):
            assert any(re.fullmatch(rf"     {name} +0\.\d{{3}} x \d\.\d\d = \d\.\d{{3}}", line) for line in lines)

    def test_without_an_explanation_it_says_nothing_of_meaning(self, built: Settings) -> None:
        assert "similar" not in run(built, "query", "service pricing").stdout

    def test_a_hit_of_another_language_is_labelled(self, settings: Settings) -> None:
        write_files(settings.articles, {"es/refund.md": markdown("Reembolso", questions="[pedir el reembolso]")})
        search.build(settings)
        result = run(settings, "query", "refund")
        assert result.stdout.splitlines()[0] == "1. Reembolso  (found in es)"

    def test_json_holds_what_a_hit_is_like(self, built: Settings) -> None:
        assert output(built, "query", "which fees", "--explain")["hits"][0]["alike"] == "Which fees do you charge?"
        assert output(built, "query", "which fees do you charge")["hits"][0]["alike"] == ""

    def test_nothing_found_is_said_and_no_failure(self, built: Settings) -> None:
        result = run(built, "query", "zzzzzz")
        assert (result.exit_code, result.stdout, result.stderr) == (0, "", "Nothing found.\n")

    @pytest.mark.parametrize("text", ["", "   ", "?!", "\x00", "😀"])
    def test_text_without_words_finds_nothing(self, built: Settings, text: str) -> None:
        result = run(built, "query", text)
        assert (result.exit_code, result.stdout, result.stderr) == (0, "", "Nothing found.\n")

    def test_json(self, built: Settings) -> None:
        results = output(built, "query", "set up the vpn")
        assert (results["language"], results["generation"]) == ("en", "1.1")
        assert results["hits"][0]["article"]["article_id"] == "en/vpn"
        assert results["hits"][0]["article"]["updated"] == "2026-01-31"

    def test_without_an_index_it_says_what_to_do(self, settings: Settings) -> None:
        message = f"{settings.index}: there is no index. Run 'python indexer.py build'."
        assert has_error(run(settings, "query", "vpn"), message)

    def test_with_a_damaged_index_it_says_what_to_do(self, built: Settings) -> None:
        (built.index / "CURRENT").write_text("generation-0099/manifest-0001.json\n")
        message = f"{built.index}: the current generation is gone. Run 'python indexer.py build'."
        assert has_error(run(built, "query", "vpn"), message)

    @pytest.mark.parametrize("limit", ["0", "101", "many"])
    def test_a_limit_that_makes_no_sense_is_wrong_usage(self, built: Settings, limit: str) -> None:
        assert run(built, "query", "vpn", "--limit", limit).exit_code == 2

    def test_without_text_it_is_wrong_usage(self, built: Settings) -> None:
        assert has_error(run(built, "query"), "Missing argument 'TEXT'.")


class TestStats:
    def test_it_prints_what_the_index_holds(self, built: Settings) -> None:
        result = run(built, "stats")
        assert (result.exit_code, result.stderr) == (0, "")
        pattern = r"generation 1\.1, 4 articles, \d+\.\d MB\n"
        for language in ("en", "es"):
            pattern += rf"{language}: 2 articles, 2 wordings, \d+ word forms, \d+ keys\n"
        assert re.fullmatch(pattern, result.stdout)

    def test_json(self, built: Settings) -> None:
        statistics = output(built, "stats")
        assert (statistics["generation"], statistics["articles"]) == ("1.1", 4)
        assert statistics["languages"]["en"]["articles"] == 2
        assert statistics["bytes"] > 0

    def test_without_an_index_it_says_what_to_do(self, settings: Settings) -> None:
        message = f"{settings.index}: there is no index. Run 'python indexer.py build'."
        assert has_error(run(settings, "stats"), message)


TOPICS = {
    "en": ("card", "password", "phone", "tax", "transfer", "fee"),
    "es": ("tarjeta", "contraseña", "teléfono", "impuesto", "transferencia", "comisión"),
}
ASKED = ("lost {}", "change {} settings", "block {} now", "{} late", "second {}")
OUTCOMES = (
    '{"language": "en", "query": "block card now", "answer": ["card"]}\n'
    '{"language": "en", "query": "is there a swimming pool", "answer": []}\n'
    '{"language": "es", "query": "tarjeta perdida", "answer": ["es/card"]}\n'
)


@pytest.fixture
def asked(tmp_path: Path) -> Settings:
    """Return settings of six articles with five questions each in two languages, indexed; and ``outcomes.jsonl``."""
    files = {
        f"{language}/{key}.md": markdown(
            f"About {topic}", questions=f"[{', '.join(each.format(topic) for each in ASKED)}]"
        )
        for language, topics in TOPICS.items()
        for key, topic in zip(TOPICS["en"], topics, strict=True)
    }
    settings = Settings(write_files(tmp_path / "articles", files), tmp_path / "index")
    search.build(settings)
    (tmp_path / "outcomes.jsonl").write_text(OUTCOMES, "utf-8")
    return settings


def outcomes(settings: Settings) -> str:
    return str(settings.index.with_name("outcomes.jsonl"))


EXPECTED = (
    r"keeps (\d+)% of answerable, opens the form for (\d+)% of the rest, from {} "
    r"\(unsure from (\d\.\d\d), possible from (\d\.\d\d), strong from (\d\.\d\d)\)\n"
)


ASKED_BEFORE = (
    "set up the tunnel",
    "install blue app",
    "depositing free fees",
    "charge which fees",
    "phone tunnel app",
)


def old_questions(folder: Path, number: int = 60) -> str:
    """Write so many questions of customers in a file, and return where it is."""
    path = folder / "log.jsonl"
    lines = [{"language": "en", "query": ASKED_BEFORE[place % len(ASKED_BEFORE)]} for place in range(number)]
    path.write_text("".join(f"{json.dumps(line)}\n" for line in lines))
    return str(path)


class TestTune:
    def test_it_prints_what_it_expects_of_each_language(self, asked: Settings) -> None:
        result = run(asked, "tune")
        assert (result.exit_code, result.stderr) == (0, "")
        pattern = "".join(f"{language}: {EXPECTED.format('30 questions')}" for language in ("en", "es"))
        found = re.fullmatch(pattern, result.stdout)
        assert found, result.stdout
        assert 90 <= int(found[1]) <= 100
        tuning = search.read_tuning(asked.index)
        assert tuning.keep == 0.95
        for language, levels in {"en": found.group(3, 4, 5), "es": found.group(8, 9, 10)}.items():
            written = tuning.of(language)
            assert tuple(f"{each:.2f}" for each in (written.unsure, written.possible, written.strong)) == levels

    def test_it_keeps_the_share_asked_for(self, asked: Settings) -> None:
        unsure = []
        for keep in ("0.6", "0.98"):
            result = run(asked, "tune", "--keep", keep)
            found = re.match(f"en: {EXPECTED.format('30 questions')}", result.stdout)
            assert found, result.stdout
            assert int(found[1]) >= 100 * float(keep)
            assert search.read_tuning(asked.index).keep == float(keep)
            unsure.append(float(found[3]))
        assert unsure[0] > unsure[1]

    @pytest.mark.parametrize("keep", ["0.4", "1.0", "95"])
    def test_a_share_out_of_range_is_wrong_usage(self, asked: Settings, keep: str) -> None:
        message = f"keep: {float(keep)} is no share to keep. Give a number from 0.5 to 0.999."
        assert has_error(run(asked, "tune", "--keep", keep), message)
        assert not (asked.index / "decision.toml").exists()

    def test_a_share_that_is_no_number_is_wrong_usage(self, asked: Settings) -> None:
        assert has_error(
            run(asked, "tune", "--keep", "most"), "Invalid value for '--keep': 'most' is not a valid float."
        )

    def test_judged_queries_are_counted(self, asked: Settings) -> None:
        result = run(asked, "tune", "--queries", outcomes(asked))
        assert (result.exit_code, result.stderr) == (0, "")
        pattern = (
            f"en: {EXPECTED.format('30 questions and 2 judged queries')}"
            f"es: {EXPECTED.format('30 questions and 1 judged query')}"
        )
        assert re.fullmatch(pattern, result.stdout), result.stdout

    def test_files_of_judged_queries_are_taken_together(self, asked: Settings) -> None:
        result = run(asked, "tune", "--queries", outcomes(asked), "--queries", outcomes(asked))
        assert "from 30 questions and 4 judged queries (" in result.stdout

    def test_where_nothing_is_known_it_says_so_and_names_articles(self, built: Settings) -> None:
        result = run(built, "tune")
        assert result.exit_code == 0
        assert result.stdout == "".join(
            f"{language}: {NOTHING_KNOWN} (unsure from 0.24, possible from 0.34, strong from 0.60)\n"
            for language in ("en", "es")
        )
        assert result.stderr == "".join(
            f"{language}: 0 questions are too few to set thresholds from. "
            f"Add some to {language}/fees, {language}/vpn.\n"
            for language in ("en", "es")
        )

    def test_traffic_sets_thresholds_where_articles_have_no_questions(self, built: Settings, tmp_path: Path) -> None:
        result = run(built, "tune", "--traffic", old_questions(tmp_path))
        assert result.exit_code == 0
        assert [line.partition(" (")[0] for line in result.stdout.splitlines()] == [
            "en: set from 60 questions of customers",
            "es: set from 60 questions of customers",
        ]
        found = search.read_tuning(built.index)
        assert (found.of("en").source, found.of("en").traffic) == (search.Source.TRAFFIC, 60)
        assert found.of("en").unsure != 0.24

    def test_files_of_traffic_are_taken_together(self, built: Settings, tmp_path: Path) -> None:
        path = old_questions(tmp_path, 30)
        assert "en: set from 60 questions of" in run(built, "tune", "--traffic", path, "--traffic", path).stdout

    def test_traffic_is_remembered_by_every_later_tune_and_build(self, built: Settings, tmp_path: Path) -> None:
        run(built, "tune", "--traffic", old_questions(tmp_path))
        known = search.read_tuning(built.index)
        assert run(built, "build").stderr == ASK_FOR_QUESTIONS
        assert search.read_tuning(built.index) == known
        assert "en: set from 60 questions of customers (" in run(built, "tune").stdout
        assert search.read_tuning(built.index).traffic == known.traffic

    def test_too_little_traffic_leaves_what_was_measured_elsewhere(self, built: Settings, tmp_path: Path) -> None:
        result = run(built, "tune", "--traffic", old_questions(tmp_path, 20))
        assert f"en: {NOTHING_KNOWN} (" in result.stdout

    def test_judged_queries_are_traffic_as_well(self, asked: Settings, tmp_path: Path) -> None:
        path = tmp_path / "judged.jsonl"
        path.write_text(OUTCOMES * 60)
        result = run(asked, "tune", "--traffic", str(path))
        assert re.search(r"^en: .* from 30 questions and \d+ questions of customers \(", result.stdout), result.stdout
        assert search.read_tuning(asked.index).of("en").judged == 0

    @pytest.mark.parametrize("line", ["no JSON", "[]", '"vpn"', "{}", '{"language": "en"}', '{"query": "vpn"}', "null"])
    def test_a_line_that_is_no_question_is_wrong_usage(self, built: Settings, tmp_path: Path, line: str) -> None:
        path = tmp_path / "log.jsonl"
        path.write_text(f'{{"language": "en", "query": "vpn"}}\n{line}\n')
        message = f'{path}:2: no question. Write {{"language": "en", "query": "..."}}.'
        assert has_error(run(built, "tune", "--traffic", str(path)), message)
        assert not (built.index / "decision.toml").exists()

    def test_articles_with_few_questions_are_named(self, asked: Settings) -> None:
        write_files(asked.articles, {"en/pool.md": markdown("Pool", questions="[open pool]")})
        search.update(asked)
        result = run(asked, "tune")
        assert result.stderr == "en: fewer than 5 questions. Add some to en/pool.\n"
        assert "from 31 questions (" in result.stdout

    def test_json(self, asked: Settings) -> None:
        english, spanish = output(asked, "tune", "--queries", outcomes(asked), "--keep", "0.9")
        assert (english["language"], spanish["language"], english["warnings"]) == ("en", "es", [])
        assert set(english["thresholds"]) == {
            *("measure", "source", "unsure", "possible", "strong", "slope", "intercept"),
            *("questions", "traffic", "judged", "keeps", "reveals"),
        }
        assert (english["thresholds"]["questions"], english["thresholds"]["judged"]) == (30, 2)

    def test_a_preview_shows_what_other_shares_would_do(self, asked: Settings) -> None:
        result = run(asked, "tune", "--preview", outcomes(asked))
        assert (result.exit_code, result.stderr) == (0, "")
        pattern = (
            r"(e[ns]): --keep (0\.\d+) \(from \d\.\d\d\) "
            r"suggests for (\d) of (\d) queries, opens the form for (\d)"
        )
        rows = [re.fullmatch(pattern, line) for line in result.stdout.splitlines()]
        assert [row and row.group(1, 2) for row in rows] == [
            (language, keep) for language in ("en", "es") for keep in ("0.8", "0.9", "0.95", "0.98")
        ]
        for row in rows:
            assert row
            assert int(row[4]) == {"en": 2, "es": 1}[row[1]] == int(row[3]) + int(row[5])

    def test_a_preview_shows_the_share_asked_for_too(self, asked: Settings) -> None:
        rows = output(asked, "tune", "--preview", outcomes(asked), "--keep", "0.7")
        assert [row["keep"] for row in rows if row["language"] == "en"] == [0.7, 0.8, 0.9, 0.95, 0.98]
        assert set(rows[0]) == {"keep", "language", "unsure", "questions", "shown"}
        shown = [row["shown"] for row in rows if row["language"] == "en"]
        assert shown == sorted(shown)

    def test_a_preview_changes_nothing(self, asked: Settings) -> None:
        run(asked, "tune", "--keep", "0.8")
        before = (asked.index / "decision.toml").read_bytes()
        run(asked, "tune", "--preview", outcomes(asked), "--keep", "0.99")
        assert (asked.index / "decision.toml").read_bytes() == before
        (asked.index / "decision.toml").unlink()
        run(asked, "tune", "--preview", outcomes(asked))
        assert not (asked.index / "decision.toml").exists()

    @pytest.mark.parametrize("keep", ["0", "5"])
    def test_a_preview_of_a_share_out_of_range_is_wrong_usage(self, asked: Settings, keep: str) -> None:
        message = f"keep: {float(keep)} is no share to keep. Give a number from 0.5 to 0.999."
        assert has_error(run(asked, "tune", "--preview", outcomes(asked), "--keep", keep), message)

    def test_a_line_that_is_no_judged_query_is_wrong_usage(self, asked: Settings, tmp_path: Path) -> None:
        path = tmp_path / "bad.jsonl"
        path.write_text(OUTCOMES + "no JSON\n", "utf-8")
        message = (
            f'{path}:4: no judged query. Write {{"id": "1", "language": "en", "query": "...", "answer": ["en/key"]}}.'
        )
        assert has_error(run(asked, "tune", "--queries", str(path)), message)
        assert not (asked.index / "decision.toml").exists()

    def test_a_preview_of_a_line_that_is_no_question_is_wrong_usage(self, asked: Settings, tmp_path: Path) -> None:
        path = tmp_path / "bad.jsonl"
        path.write_text(OUTCOMES + "no JSON\n", "utf-8")
        message = f'{path}:4: no question. Write {{"language": "en", "query": "..."}}.'
        assert has_error(run(asked, "tune", "--preview", str(path)), message)
        assert not (asked.index / "decision.toml").exists()

    def test_a_preview_asks_for_no_answers(self, asked: Settings, tmp_path: Path) -> None:
        path = tmp_path / "log.jsonl"
        path.write_text('{"language": "en", "query": "block card now"}\n')
        assert "of 1 queries" in run(asked, "tune", "--preview", str(path)).stdout

    @pytest.mark.parametrize("option", ["--queries", "--traffic", "--preview"])
    def test_queries_that_are_not_there_are_wrong_usage(self, asked: Settings, option: str, tmp_path: Path) -> None:
        result = run(asked, "tune", option, str(tmp_path / "nowhere.jsonl"))
        assert (result.exit_code, result.stdout) == (2, "")
        assert "the queries cannot be read" in result.stderr

    @pytest.mark.parametrize("is_preview", [False, True])
    def test_without_an_index_it_says_what_to_do(self, settings: Settings, is_preview: bool, tmp_path: Path) -> None:
        (tmp_path / "outcomes.jsonl").write_text(OUTCOMES, "utf-8")
        options = ["--preview", outcomes(settings)] if is_preview else []
        message = f"{settings.index}: there is no index. Run 'python indexer.py build'."
        assert has_error(run(settings, "tune", *options), message)

    @pytest.mark.parametrize("command", ["build", "update"])
    def test_a_new_index_is_tuned_at_once_and_a_tuned_one_stays(self, asked: Settings, command: str) -> None:
        run(asked, command)
        assert set(search.read_tuning(asked.index).languages) == {"en", "es"}
        run(asked, "tune", "--keep", "0.7", "--queries", outcomes(asked))
        before = (asked.index / "decision.toml").read_bytes()
        run(asked, command)
        assert (asked.index / "decision.toml").read_bytes() == before

    def test_thresholds_of_another_version_are_set_anew_with_the_share_that_was_kept(self, asked: Settings) -> None:
        (asked.index / "decision.toml").write_text("version = 1\nkeep = 0.8\n[en]\npossible = 0.9\n")
        run(asked, "update")
        tuning = search.read_tuning(asked.index)
        assert (tuning.keep, set(tuning.languages)) == (0.8, {"en", "es"})

    @pytest.mark.parametrize("command", ["build", "update"])
    @pytest.mark.parametrize(
        "broken", [b"][", b"\xff\xfe", b"keep = 7\n", b'version = 3\nkeep = 0.9\n[en]\npossible = "x"\n']
    )
    def test_thresholds_that_nobody_can_read_are_set_anew(self, asked: Settings, command: str, broken: bytes) -> None:
        (asked.index / "decision.toml").write_bytes(broken)
        result = run(asked, command)
        assert result.exit_code == 0
        assert "decision.toml: no thresholds" in result.stderr
        assert set(search.read_tuning(asked.index).languages) == {"en", "es"}


JUDGED = (
    '{"id": "1", "language": "en", "query": "set up the vpn", "answer": ["vpn"], "kind": "plain"}\n'
    '{"id": "2", "language": "es", "query": "comisiones", "answer": ["es/fees"], "kind": "short"}\n'
    '{"id": "3", "language": "en", "query": "bake a cake", "answer": [], "kind": "plain"}\n'
)


class TestEvaluate:
    def test_it_prints_a_row_for_all_and_for_each_language(self, settings: Settings, tmp_path: Path) -> None:
        queries = tmp_path / "queries.jsonl"
        queries.write_text(JUDGED)
        result = run(settings, "evaluate", "--queries", str(queries))
        assert (result.exit_code, result.stderr) == (0, "")
        rows = [line.split() for line in result.stdout.partition("\n\n")[0].splitlines()]
        assert rows[0][:3] == ["queries", "hit@1", "hit@3"]
        assert [row[:3] for row in rows[1:]] == [["overall", "2", "1.000"], ["en", "1", "1.000"], ["es", "1", "1.000"]]

    def test_it_prints_a_row_for_each_kind_where_asked(self, settings: Settings, tmp_path: Path) -> None:
        queries = tmp_path / "queries.jsonl"
        queries.write_text(JUDGED)
        result = run(settings, "evaluate", "--queries", str(queries), "--by-kind")
        names = [line.split()[0] for line in result.stdout.partition("\n\n")[0].splitlines()]
        assert names == ["queries", "overall", "en", "es", "plain", "short"]

    def test_json(self, settings: Settings, tmp_path: Path) -> None:
        queries = tmp_path / "queries.jsonl"
        queries.write_text(JUDGED)
        groups = output(settings, "evaluate", "--queries", str(queries))
        overall = groups["overall"]
        assert (overall["queries"], overall["unanswerable"], overall["hit@1"]) == (2, 1, 1)
        assert groups["es"]["auroc"] is None

    def test_it_prints_how_far_the_confidence_can_be_trusted(self, settings: Settings, tmp_path: Path) -> None:
        queries = tmp_path / "queries.jsonl"
        queries.write_text(JUDGED)
        result = run(settings, "evaluate", "--queries", str(queries))
        head, *rows = [line.split() for line in result.stdout.partition("\n\n")[2].splitlines()]
        assert head == ["confidence", "queries", "said", "right"]
        assert sum(int(row[1]) for row in rows) == 3
        for tenth, queries_in_it, said, right in rows:
            low, high = map(float, tenth.split("-"))
            assert high - low == pytest.approx(0.1)
            assert low <= float(said) <= high
            assert 0 <= float(right) * int(queries_in_it) <= int(queries_in_it)
        assert sum(float(row[3]) * int(row[1]) for row in rows) == pytest.approx(2)

    def test_json_holds_the_reliability_too(self, settings: Settings, tmp_path: Path) -> None:
        queries = tmp_path / "queries.jsonl"
        queries.write_text(JUDGED)
        bins = output(settings, "evaluate", "--queries", str(queries))["reliability"]
        assert sum(each["queries"] for each in bins) == 3
        assert sum(each["queries"] * each["right"] for each in bins) == pytest.approx(2)
        assert set(bins[0]) == {"low", "high", "queries", "confidence", "right"}

    def test_it_draws_the_decision(self, settings: Settings, tmp_path: Path) -> None:
        queries, plot = tmp_path / "queries.jsonl", tmp_path / "decision.svg"
        queries.write_text(JUDGED)
        plain = run(settings, "evaluate", "--queries", str(queries))
        result = run(settings, "evaluate", "--queries", str(queries), "--plot", str(plot))
        assert (result.exit_code, result.stdout, result.stderr) == (0, plain.stdout, "")
        root = ElementTree.parse(plot).getroot()
        assert root.tag.endswith("}svg")
        assert root.findtext("{http://www.w3.org/2000/svg}title") == "The decision on 3 judged queries"

    def test_a_picture_in_a_folder_that_is_not_there_is_wrong_usage(self, settings: Settings, tmp_path: Path) -> None:
        queries, plot = tmp_path / "queries.jsonl", tmp_path / "nowhere" / "decision.svg"
        queries.write_text(JUDGED)
        message = f"--plot: {plot} cannot be written (No such file or directory). Name another file."
        assert has_error(run(settings, "evaluate", "--queries", str(queries), "--plot", str(plot)), message)

    def test_a_picture_that_would_be_a_folder_is_wrong_usage(self, settings: Settings, tmp_path: Path) -> None:
        queries = tmp_path / "queries.jsonl"
        queries.write_text(JUDGED)
        message = f"Invalid value for '--plot': File '{tmp_path}' is a directory."
        assert has_error(run(settings, "evaluate", "--queries", str(queries), "--plot", str(tmp_path)), message)

    def test_the_index_of_the_site_is_not_touched(self, settings: Settings, tmp_path: Path) -> None:
        queries = tmp_path / "queries.jsonl"
        queries.write_text(JUDGED)
        run(settings, "evaluate", "--queries", str(queries))
        assert not settings.index.exists()

    def test_a_line_that_is_no_judged_query_is_wrong_usage(self, settings: Settings, tmp_path: Path) -> None:
        queries = tmp_path / "queries.jsonl"
        queries.write_text(JUDGED + '{"id": "4"}\n')
        message = (
            f"{queries}:4: no judged query. "
            'Write {"id": "1", "language": "en", "query": "...", "answer": ["en/key"]}.'
        )
        assert has_error(run(settings, "evaluate", "--queries", str(queries)), message)

    def test_queries_that_are_not_there_are_wrong_usage(self, settings: Settings, tmp_path: Path) -> None:
        result = run(settings, "evaluate", "--queries", str(tmp_path / "nowhere.jsonl"))
        assert (result.exit_code, result.stdout) == (2, "")
        assert "the queries cannot be read" in result.stderr
        assert "Traceback" not in result.stderr

    def test_without_queries_it_is_wrong_usage(self, settings: Settings) -> None:
        assert has_error(run(settings, "evaluate"), "Missing option '--queries'.")
