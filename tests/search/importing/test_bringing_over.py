"""Each kind of export, from its files to a help centre that runs.

1. Articles, translations, categories, pictures, dates, drafts and old addresses arrive.
2. A second time changes nothing; what a writer changed since stays, drafted questions too.
3. What cannot be carried is counted.
"""

from __future__ import annotations

import shutil
from datetime import date
from pathlib import Path

import pytest
import yaml
from click.testing import CliRunner, Result

import indexer
import search
from search import Imported, Settings
from search.importing.addresses import DROPPED
from tests.articles import write_files

EXPORTS = Path(__file__).parent / "exports"
EACH = pytest.mark.parametrize("kind", sorted(search.KINDS))


def bring(kind: str, target: Path, source: Path | None = None, language: str = "en") -> Imported:
    return search.import_export(kind, source or EXPORTS / kind, target, language, Settings())


def contents(folder: Path) -> dict[str, bytes]:
    return {path.relative_to(folder).as_posix(): path.read_bytes() for path in folder.rglob("*") if path.is_file()}


def head(path: Path) -> dict[str, object]:
    return dict(yaml.safe_load(path.read_text("utf-8").split("---\n")[1]))


def body(path: Path) -> str:
    return path.read_text("utf-8").split("---\n\n", 1)[1]


def losses(imported: Imported) -> dict[str, int]:
    return {loss.kind: loss.count for loss in imported.losses}


def run(*arguments: str) -> Result:
    result = CliRunner().invoke(indexer.main, arguments, prog_name="reindex")
    if result.exception and not isinstance(result.exception, SystemExit):
        raise result.exception
    return result


class TestEachKind:
    @EACH
    def test_a_second_time_changes_no_byte(self, kind: str, tmp_path: Path) -> None:
        first = bring(kind, tmp_path / "kb")
        before = contents(tmp_path / "kb")
        second = bring(kind, tmp_path / "kb")
        assert contents(tmp_path / "kb") == before
        assert (second.new, second.changed, second.unchanged, second.kept) == (0, 0, first.new, ())
        assert [path.name for path in tmp_path.iterdir()] == ["kb"]

    @EACH
    def test_a_zip_archive_gives_the_same(self, kind: str, tmp_path: Path) -> None:
        archive = Path(shutil.make_archive(str(tmp_path / kind), "zip", EXPORTS / kind))
        bring(kind, tmp_path / "one")
        bring(kind, tmp_path / "two", archive)
        assert contents(tmp_path / "one") == contents(tmp_path / "two")

    @EACH
    def test_it_becomes_an_index_without_an_error(self, kind: str, tmp_path: Path) -> None:
        bring(kind, tmp_path / "kb")
        settings = Settings(tmp_path / "kb", tmp_path / "index")
        articles, problems = search.check_folder(settings)
        assert articles
        assert not [each for each in problems if each.severity is search.Severity.ERROR]
        search.build(settings)
        for article in articles:
            hits = search.open_searcher(settings).search(article.title, article.language, 1).hits
            assert hits[0].article.article_id == article.article_id

    @EACH
    def test_no_markup_of_the_other_system_is_left(self, kind: str, tmp_path: Path) -> None:
        bring(kind, tmp_path / "kb")
        text = b"".join(each for name, each in contents(tmp_path / "kb").items() if name.endswith(".md")).decode()
        assert not [each for each in ("<p", "<div", "<script", "<table", "class=", "&nbsp;") if each in text]


class TestZendesk:
    def test_an_article_as_a_writer_would_have_written_it(self, tmp_path: Path) -> None:
        bring("zendesk", tmp_path)
        path = tmp_path / "en/change-your-delivery-address.md"
        assert head(path) | {"updated": str(head(path)["updated"])} == {
            "title": "Change your delivery address",
            "category": "parcels",
            "keywords": ["address", "parcel"],
            "aliases": ["/hc/en-us/articles/36001-Change-your-delivery-address"],
            "updated": "2025-05-30",
        }
        assert body(path) == (EXPORTS.parent / "expected.md").read_text("utf-8")

    def test_translations_come_by_locale_with_their_links(self, tmp_path: Path) -> None:
        imported = bring("zendesk", tmp_path)
        assert imported.articles == {"en": 4, "es": 1, "sk": 1}
        assert '!!! note "Nota"\n    No se puede en las islas.' in body(tmp_path / "es/change-your-delivery-address.md")
        assert head(tmp_path / "sk/pay-by-card.md")["title"] == "Platba kartou"

    def test_drafts_and_what_not_everybody_may_read_are_not_published(self, tmp_path: Path) -> None:
        bring("zendesk", tmp_path)
        published = {each.article_id for each in search.check_folder(Settings(tmp_path))[0]}
        assert {"en/pay-by-card", "en/internal-refunds"}.isdisjoint(published)
        assert "sk/pay-by-card" in published

    def test_sections_are_categories_where_there_is_one_category(self, tmp_path: Path) -> None:
        bring("zendesk", tmp_path)
        assert yaml.safe_load((tmp_path / "categories.yml").read_text("utf-8")) == {
            "payments": {"en": {"name": "Payments"}},
            "parcels": {
                "en": {"name": "Parcels", "description": "On the way"},
                "es": {"name": "Paquetes", "description": "En camino"},
            },
        }

    def test_what_was_lost_is_counted(self, tmp_path: Path) -> None:
        assert losses(bring("zendesk", tmp_path)) == {
            "articles in languages that are not known here: de": 1,
            "articles that not everybody might read (kept as drafts)": 1,
            "elements left out: script": 1,
            "embedded media, now links: iframe": 1,
            "links to articles that have no such language (left as they were)": 1,
            "links to pages of the old help centre that are not in the export (left as they were)": 1,
            "pictures that stay at their old address (put their files beside the export)": 1,
        }


class TestOthers:
    def test_helpscout(self, tmp_path: Path) -> None:
        imported = bring("helpscout", tmp_path)
        path = tmp_path / "en/connect-a-printer.md"
        assert (head(path)["related"], head(path)["category"]) == (["print-a-receipt"], "first-steps")
        assert '!!! warning "Careful"\n    Use the cable' in body(path)
        assert "- Plug it in\n    - red light: wait\n" in body(path)
        assert "[how to print](print-a-receipt.md)" in body(path)
        assert head(tmp_path / "en/unfinished.md")["status"] == "draft"
        assert "team-only" not in (tmp_path / "categories.yml").read_text("utf-8")
        assert losses(imported)["articles without text"] == 1

    def test_helpscout_in_spanish(self, tmp_path: Path) -> None:
        assert bring("helpscout", tmp_path, language="es").articles == {"es": 4}

    def test_freshdesk_as_json_and_as_a_table(self, tmp_path: Path) -> None:
        imported = bring("freshdesk", tmp_path)
        assert (imported.articles, imported.drafts) == ({"en": 5, "es": 1}, 3)
        assert head(tmp_path / "en/a-flat-tyre.md")["keywords"] == ["tyre", "Repair"]
        assert "[brakes](brakes.md)" in body(tmp_path / "en/a-flat-tyre.md")
        assert head(tmp_path / "en/rent-a-bike.md")["keywords"] == ["rent", "hire", "Prices"]
        assert head(tmp_path / "en/prices-for-us.md")["status"] == "draft"

    def test_intercom(self, tmp_path: Path) -> None:
        bring("intercom", tmp_path)
        text = body(tmp_path / "en/invite-a-colleague.md")
        assert "## Send the invitation\n" in text
        assert "### Roles\n" in text
        assert head(tmp_path / "en/invite-a-colleague.md")["summary"] == "Who may invite whom"
        assert head(tmp_path / "es/invite-a-colleague.md")["title"] == "Invita a un compañero"

    def test_a_folder_of_html_and_markdown(self, tmp_path: Path) -> None:
        imported = bring("folder", tmp_path)
        assert (imported.articles, imported.pictures) == ({"en": 4, "es": 1}, 1)
        tent, stove = (body(tmp_path / f"en/camp/{key}.md") for key in ("tent", "stove"))
        assert "[light the stove](stove.md#gas) or go [to the lake](../lake.md)" in tent
        assert "3. Third\n4. Fourth" in tent
        assert "Home" not in tent
        assert "[pitch a tent](tent.md#pegs)" in stove
        assert "[not a link](tent.html)" in stove
        assert "![tent](../pictures/tent.png) and none" in stove

    def test_a_folder_keeps_its_folders(self, tmp_path: Path) -> None:
        files = {
            "Two Wheels/index.html": "<h1>Two wheels</h1><p>See <a href='Gears & Chains/oil.html'>oil</a>.</p>",
            "Two Wheels/Gears & Chains/oil.html": "<h1>Oil</h1><p>Back <a href='../index.html'>up</a>.</p>",
            "Two Wheels/Gears & Chains/Oil.html": "<h1>Oil again</h1><p>A second of that name.</p>",
            "_old/oil.md": "# Old oil\n\nSee [new](../Two%20Wheels/index.html).",
            "two-wheels.html": "<h1>Named as a folder</h1><p>Text.</p>",
            "es/dos/aceite.html": "<h1>Aceite</h1><p>Texto.</p>",
        }
        target = tmp_path / "kb"
        imported = bring("folder", target, write_files(tmp_path / "export", files))
        assert losses(imported) == {}
        assert sorted(path.relative_to(target).as_posix() for path in target.rglob("*.md")) == [
            "en/old/oil.md",
            "en/two-wheels-2.md",
            "en/two-wheels/gears-chains/oil-2.md",
            "en/two-wheels/gears-chains/oil.md",
            "en/two-wheels/index.md",
            "es/dos/aceite.md",
        ]
        assert "[oil](gears-chains/oil" in body(target / "en/two-wheels/index.md")
        assert "[new](../two-wheels/index.md)" in body(target / "en/old/oil.md")
        _, problems = search.check_folder(Settings(target))
        assert [str(each) for each in problems if "link" in each.kind or each.kind == "double-article"] == []
        assert bring("folder", target, tmp_path / "export").new == 0

    def test_pictures_that_are_linked_to_come_along(self, tmp_path: Path) -> None:
        files = {
            "a/map.svg": "<svg xmlns='http://www.w3.org/2000/svg' width='8' height='9'/>",
            "a/b.md": "# B\n\nSee [the map](map.svg), ![map](map.svg) or [none](gone.svg).",
            "c.html": "<h1>C</h1><p>See <a href='a/map.svg'>the map</a>.</p>",
        }
        imported = bring("folder", tmp_path / "kb", write_files(tmp_path / "export", files))
        assert (imported.pictures, losses(imported)) == (1, {DROPPED: 1})
        text = body(tmp_path / "kb/en/a/b.md")
        assert text == "See [the map](../pictures/map.svg), ![map](../pictures/map.svg) or none.\n"
        assert "[the map](pictures/map.svg)" in body(tmp_path / "kb/en/c.md")
        assert [each for each in search.check_folder(Settings(tmp_path / "kb"))[1] if "image" in each.kind] == []

    def test_what_was_brought_in_flat_stays_where_it_is(self, tmp_path: Path) -> None:
        write_files(tmp_path, {".imported.json": '{"files": {}, "keys": {"folder": {"camp/tent": "tent"}}}'})
        bring("folder", tmp_path)
        assert "[light the stove](camp/stove.md#gas)" in body(tmp_path / "en/tent.md")
        assert "[pitch a tent](../tent.md#pegs)" in body(tmp_path / "en/camp/stove.md")

    @pytest.mark.parametrize(
        ("said", "day"),
        [
            ('<meta property="article:modified_time" content="2026-03-04T10:00:00+01:00">', date(2026, 3, 4)),
            (
                '<meta name="date" content="2026-01-01"><meta name="dcterms.modified" content="2026-03-04">',
                date(2026, 3, 4),
            ),
            ('<meta http-equiv="Last-Modified" content="Wed, 04 Mar 2026 10:00:00 GMT">', date(2026, 3, 4)),
            ('<header><time datetime="2026-03-04">4 March</time></header>', date(2026, 3, 4)),
            (
                '<time datetime="2026-01-01"></time><time itemprop="dateModified" datetime="2026-03-04">',
                date(2026, 3, 4),
            ),
            ('<meta name="date" content="yesterday"><time>now</time>', None),
            ('<meta name="date"><time datetime="25:00"></time>', None),
        ],
    )
    def test_a_page_says_when_it_was_changed(self, tmp_path: Path, said: str, day: date | None) -> None:
        source = write_files(tmp_path / "export", {"a.html": f"{said}<h1>Title</h1><p>Text.</p>"})
        bring("folder", tmp_path / "kb", source)
        assert head(tmp_path / "kb/en/a.md").get("updated") == day


class TestAgain:
    def change(self, path: Path) -> bytes:
        path.write_text(path.read_text("utf-8").replace("Nine", "Ten").replace("pads", "new pads"), "utf-8")
        return path.read_bytes()

    def test_what_a_writer_changed_stays_and_is_named(self, tmp_path: Path) -> None:
        bring("freshdesk", tmp_path)
        mine = self.change(tmp_path / "en/brakes.md")
        (tmp_path / "en/a-flat-tyre.md").unlink()
        imported = bring("freshdesk", tmp_path)
        assert imported.kept == ("en/a-flat-tyre.md", "en/brakes.md")
        assert (tmp_path / "en/brakes.md").read_bytes() == mine
        assert not (tmp_path / "en/a-flat-tyre.md").exists()

    def test_what_the_export_changed_is_taken_with_its_drafted_questions(self, tmp_path: Path) -> None:
        source = tmp_path / "export"
        shutil.copytree(EXPORTS / "freshdesk", source)
        target = tmp_path / "kb"
        bring("freshdesk", target, source)
        (tmp_path / "answers").write_text("en/brakes | my brakes squeal loudly\n", "utf-8")
        assert run("questions", "--read", str(tmp_path / "answers"), "--articles", str(target)).exit_code == 0
        assert bring("freshdesk", target, source).kept == ()
        page = source / "solutions.json"
        page.write_text(page.read_text("utf-8").replace("need pads", "need new pads"), "utf-8")
        imported = bring("freshdesk", target, source)
        assert (imported.changed, imported.kept) == (1, ())
        assert head(target / "en/brakes.md")["drafted_questions"] == ["my brakes squeal loudly"]
        assert "Brakes need new pads." in body(target / "en/brakes.md")

    def test_a_new_title_leaves_the_key(self, tmp_path: Path) -> None:
        source = tmp_path / "export"
        shutil.copytree(EXPORTS / "freshdesk", source)
        bring("freshdesk", tmp_path / "kb", source)
        page = source / "solutions.json"
        page.write_text(page.read_text("utf-8").replace('"Brakes"', '"All about brakes"'), "utf-8")
        assert (bring("freshdesk", tmp_path / "kb", source).new, (tmp_path / "kb/en/brakes.md").exists()) == (0, True)

    def test_a_file_that_was_there_before_is_a_writer_s(self, tmp_path: Path) -> None:
        write_files(tmp_path, {"en/brakes.md": "mine"})
        assert bring("freshdesk", tmp_path).kept == ("en/brakes.md",)
        assert (tmp_path / "en/brakes.md").read_text("utf-8") == "mine"


class TestCommand:
    def test_it_ends_with_what_check_says_and_the_next_command(self, tmp_path: Path) -> None:
        result = run("import", "zendesk", str(EXPORTS / "zendesk"), str(tmp_path / "kb"))
        assert result.exit_code == 0
        assert result.stdout.startswith(
            "6 articles (4 in en, 1 in es, 1 in sk; 2 drafts), 2 categories, 1 picture; 8 new files, 0 changed, 0 as"
        )
        assert "  1 x elements left out: script\n      zendesk/articles-1.json: article 36001\n" in result.stdout
        assert "category 'payments' has no name in es, sk." in result.stdout
        assert "4 of 4 articles have no question." in result.stderr
        assert result.stderr.endswith(f"Next: python indexer.py build --articles {tmp_path / 'kb'}\n")

    def test_old_requests_are_asked(self, tmp_path: Path) -> None:
        requests = tmp_path / "old.csv"
        requests.write_text("subject,body,language\nAddress,How do I change my delivery address?,en\n", "utf-8")
        arguments = (str(EXPORTS / "zendesk"), str(tmp_path / "kb"), "--requests", str(requests))
        assert "Of 1 request, " in run("import", "zendesk", *arguments).stdout

    def test_an_error_is_one_sentence(self, tmp_path: Path) -> None:
        result = run("import", "zendesk", str(tmp_path / "none"), str(tmp_path / "kb"))
        assert (result.exit_code, result.stdout) == (2, "")
        assert f"Error: {tmp_path / 'none'}: no such file or folder. Name an export.\n" in result.stderr


class TestMarkdown:
    def test_a_title_is_the_words_of_the_heading(self, tmp_path: Path) -> None:
        heading = '# <a name="x"></a>Set up **it** {#set-up}\n\nNow.\n'
        write_files(tmp_path / "old", {"a.md": heading, "b.md": "---\ntitle: Set up it\n---\n" + heading})
        bring("folder", tmp_path / "kb", tmp_path / "old")
        assert [head(tmp_path / "kb" / "en" / f"{key}.md")["title"] for key in "ab"] == ["Set up it"] * 2
        assert [body(tmp_path / "kb" / "en" / f"{key}.md").strip() for key in "ab"] == ["Now."] * 2

    def test_a_file_whose_head_cannot_be_read_keeps_no_other_out(self, tmp_path: Path) -> None:
        write_files(tmp_path / "old", {"a.md": "---\ntitle: A\n", "b.md": "# B\n\nText.\n"})
        imported = bring("folder", tmp_path / "kb", tmp_path / "old")
        assert imported.new == 1
        (loss,) = imported.losses
        assert (loss.kind, loss.count) == ("files whose head cannot be read (left out)", 1)
        assert "a.md:1: the front matter is not closed. Add a line '---' below it." in loss.examples[0]
