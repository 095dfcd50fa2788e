"""From a folder of somebody's Markdown to pages: links, pictures, former addresses, categories that nobody listed."""

from __future__ import annotations

import random
from pathlib import Path

import pytest
from flask.testing import FlaskClient

import search
from search import ContentSettings, Settings
from tests.webapp.conftest import OpenSite
from tests.webapp.parsing import parse

HEAD = "---\ntitle: {}\nupdated: 2026-11-30\n---\n"
PNG = b"\x89PNG\r\n\x1a\n\0\0\0\rIHDR\0\0\0\x10\0\0\0\x20"
SVG = b'<svg xmlns="http://www.w3.org/2000/svg"><script>alert(1)</script></svg>'


def write(root: Path, files: dict[str, str | bytes]) -> None:
    """Write ``files`` below ``root``; texts are articles named after their path."""
    for name, content in files.items():
        path = root / name
        path.parent.mkdir(parents=True, exist_ok=True)
        if isinstance(content, str) and not content.startswith(("---", "+++", "{")):
            content = HEAD.format(Path(name).stem) + content
        path.write_bytes(content.encode() if isinstance(content, str) else content)


def site_of(tmp_path: Path, open_site: OpenSite, files: dict[str, str | bytes], language: str = "") -> FlaskClient:
    """Return a browser of the site made from ``files``."""
    write(tmp_path / "kb", files)
    settings = Settings(tmp_path / "kb", tmp_path / "index", ContentSettings(language=language))
    assert search.build(settings).articles
    return open_site(None, index=tmp_path / "index")


def test_links_between_folders_lead_to_pages(tmp_path: Path, open_site: OpenSite) -> None:
    text = "See [limits](limits.md), [start](../start.md), [again](/start.md) and [nothing](../gone.md)."
    files: dict[str, str | bytes] = {"en/pay/card.md": text, "en/pay/limits.md": "x", "en/start.md": "x"}
    client = site_of(tmp_path, open_site, files)
    page = parse(client.get("/en/articles/pay--card").text)
    prose = page.one("article", class_="prose")
    assert prose.links == ["/en/articles/pay--limits", "/en/articles/start", "/en/articles/start"]
    assert prose.text == "See limits, start, again and nothing."


NAMES = ("a", "b c", "úver", "x.y", "C# basics", "50%", "d--e", "1-f", "(g)")


def tree(chance: random.Random) -> tuple[dict[str, str | bytes], int]:
    """Return files with links to one another, and how many links: each way of writing one, at random."""
    folders = [""]
    for _ in range(chance.randint(1, 4)):
        folders.append(f"{chance.choice(folders)}{chance.choice(NAMES[:5])} {len(folders)}/")
    paths = sorted(
        {f"{folder}{name} {place}" for place, folder in enumerate(folders * 2) for name in chance.sample(NAMES, 2)}
    )
    indexes = [f"{folder}README" for folder in folders if chance.random() < 0.5]
    count, files = 0, {}
    for path in [*paths, *indexes]:
        targets = chance.sample([*paths, *indexes], 3)
        links = [f"[to]({way(path, target, chance)})" for target in targets]
        files[f"en/{path}.md"] = "Words. " + " ".join(links)
        count += len(links)
    return dict(files), count


def way(path: str, target: str, chance: random.Random) -> str:
    """Return a way to write a link from ``path`` to ``target``, both below the folder of the language."""
    own, other = path.split("/")[:-1], target.split("/")
    common = 0
    while common < min(len(own), len(other) - 1) and own[common] == other[common]:
        common += 1
    relative = "/".join([".."] * (len(own) - common) + other[common:])
    written = chance.choice([relative, f"./{relative}", f"/{target}", f"/en/{target}"])
    if written.endswith("README") and chance.random() < 0.5:
        written = written.removesuffix("README") or "."
    elif chance.random() < 0.7 or "." in other[-1]:
        written += chance.choice([".md", ".markdown"])
    elif chance.random() < 0.5:
        written += "/"
    for letter, code in {"%": "%25", " ": "%20", "#": "%23", "(": "%28", ")": "%29"}.items():
        written = written.replace(letter, code)
    return written


@pytest.mark.parametrize("seed", range(12))
def test_every_valid_link_of_any_tree_leads_to_a_page(tmp_path: Path, open_site: OpenSite, seed: int) -> None:
    files, count = tree(random.Random(seed))
    client = site_of(tmp_path, open_site, files)
    dead = [str(each) for each in search.check_folder(Settings(tmp_path / "kb"))[1] if "link" in each.what]
    assert dead == []
    found = 0
    heads = search.open_searcher(Settings(index=tmp_path / "index")).heads("en")
    assert len(heads) == len(files)
    for head in heads:
        links = parse(client.get(f"/en/articles/{head.slug}").text).one("article", class_="prose").links
        found += len(links)
        assert {client.get(link).status_code for link in links} <= {200}
    assert found == count


def test_pictures_beside_articles_are_served_for_ever(tmp_path: Path, open_site: OpenSite) -> None:
    files: dict[str, str | bytes] = {"en/map.md": "Here. ![map](img/map.png) ![logo](logo.svg)", "en/img/map.png": PNG}
    client = site_of(tmp_path, open_site, {**files, "en/logo.svg": SVG, "en/other.png": PNG + b"x"})
    page = client.get("/en/articles/map").text
    picture, logo = parse(page).one("article", class_="prose").all("img")
    assert picture.attributes["alt"] == "map"
    assert (picture.attributes["width"], picture.attributes["height"]) == ("16", "32")
    with client.get(picture.attributes["src"]) as response:
        assert (response.status_code, response.mimetype, response.data) == (200, "image/png", PNG)
        assert response.headers["Cache-Control"] == "public, max-age=31536000, immutable"
    with client.get(logo.attributes["src"]) as drawing:
        assert (drawing.status_code, drawing.mimetype) == (200, "image/svg+xml")
        assert drawing.headers["Content-Security-Policy"].startswith("sandbox; default-src 'none'")
        assert drawing.headers["X-Content-Type-Options"] == "nosniff"
    assert len(list((tmp_path / "index" / "pictures").iterdir())) == 2


def test_a_link_to_a_picture_shows_the_picture(tmp_path: Path, open_site: OpenSite) -> None:
    client = site_of(tmp_path, open_site, {"en/map.md": "[See](img/map.png) [gone](no.png)", "en/img/map.png": PNG})
    prose = parse(client.get("/en/articles/map").text).one("article", class_="prose")
    (address,) = prose.links
    with client.get(address) as response:
        assert (response.status_code, response.data) == (200, PNG)


def test_an_article_of_pictures_is_found_by_what_describes_them(tmp_path: Path, open_site: OpenSite) -> None:
    client = site_of(
        tmp_path, open_site, {"en/1.md": "![The turquoise button](b.png)", "en/b.png": PNG, "en/2.md": "x"}
    )
    assert "/en/articles/1" in parse(client.get("/en/search?q=turquoise").text).links


def test_a_changed_picture_has_another_address(tmp_path: Path, open_site: OpenSite) -> None:
    def address() -> str:
        return parse(client.get("/en/articles/map").text).one("article", class_="prose").one("img").attributes["src"]

    client = site_of(tmp_path, open_site, {"en/map.md": "Here. ![map](map.png)", "en/map.png": PNG})
    before = address()
    write(tmp_path / "kb", {"en/map.png": PNG + b"new"})
    search.update(Settings(tmp_path / "kb", tmp_path / "index"))
    client = open_site(None, index=tmp_path / "index")
    assert address() != before
    with client.get(address()) as present, client.get(before) as former:
        assert (present.data, former.data) == (PNG + b"new", PNG)


@pytest.mark.parametrize("name", ["../CURRENT", "CURRENT", "a.png", "0" * 32 + ".html", "0" * 32 + ".png", "%2e%2e/x"])
def test_only_pictures_of_articles_are_served(tmp_path: Path, open_site: OpenSite, name: str) -> None:
    client = site_of(tmp_path, open_site, {"en/map.md": "Here."})
    assert client.get(f"/pictures/{name}").status_code == 404


FORMER = {
    "/old/path.html": "/en/articles/new",
    "/old/path": "/en/articles/new",
    "/docs/new/": "/en/articles/new",
    "/en/docs/new": "/en/articles/new",
    "/hc/en-us/articles/360-new": "/en/articles/new",
    "/en/articles/360-older": "/en/articles/new",
    "/en/category/older": "/en/articles/new",
    "/viejo": "/es/articles/nuevo",
    "/es/both/of/us": "/es/articles/nuevo",
    "/en/both/of/us": "/en/articles/new",
}


@pytest.mark.parametrize("address", FORMER)
def test_a_former_address_leads_to_the_article(tmp_path: Path, open_site: OpenSite, address: str) -> None:
    aliases = "/old/path.html, /docs/new/, hc/en-us/articles/360-new, /en/articles/360-older, en/category/older"
    files: dict[str, str | bytes] = {
        "en/new.md": f"---\ntitle: New\naliases: [{aliases}, both/of/us]\n---\nText.",
        "es/nuevo.md": "---\ntitle: Nuevo\naliases: [/viejo, both/of/us]\n---\nTexto.",
    }
    response = site_of(tmp_path, open_site, files).get(address)
    assert (response.status_code, response.location) == (301, FORMER[address])


ASKED = {
    "/kb.php?id=12": "twelve",
    "/kb.php?id=12&utm_source=mail": "twelve",
    "/kb.php?lang=en&id=13": "thirteen",
    "/en/kb.php?id=12": "twelve",
    "/faq?topic=c%26a": "twelve",
    "/faq": "thirteen",
    "/faq?from=mail": "thirteen",
}


@pytest.mark.parametrize("address", ASKED)
def test_what_a_former_address_asked_for_belongs_to_it(tmp_path: Path, open_site: OpenSite, address: str) -> None:
    twelve = "---\ntitle: T\naliases: [/kb.php?id=12, 'faq?topic=c%26a']\n---\nText."
    thirteen = "---\ntitle: T\nredirect_from: [/kb.php?id=13&lang=en, /faq]\n---\nText."
    response = site_of(tmp_path, open_site, {"en/twelve.md": twelve, "en/thirteen.md": thirteen}).get(address)
    assert (response.status_code, response.location) == (301, f"/en/articles/{ASKED[address]}")


@pytest.mark.parametrize("address", ["/kb.php", "/kb.php?id=13", "/kb.php?ID=12"])
def test_another_question_is_another_address(tmp_path: Path, open_site: OpenSite, address: str) -> None:
    files: dict[str, str | bytes] = {"en/a.md": "---\ntitle: T\naliases: [/kb.php?id=12]\n---\nText."}
    assert site_of(tmp_path, open_site, files).get(address).status_code == 404


def test_an_address_of_two_languages_depends_on_the_reader(tmp_path: Path, open_site: OpenSite) -> None:
    text = "---\ntitle: T\naliases: [/both/of/us]\n---\nText."
    client = site_of(tmp_path, open_site, {"en/new.md": text, "es/nuevo.md": text})
    response = client.get("/both/of/us", headers={"Accept-Language": "es"})
    assert (response.status_code, response.location) == (302, "/es/articles/nuevo")
    assert "Accept-Language" in response.headers["Vary"]


@pytest.mark.parametrize(
    "address", ["/nowhere", "//evil.example/x", "/old/path/..", "/\\evil.example", "/en/nowhere/x"]
)
def test_no_other_address_leads_anywhere(tmp_path: Path, open_site: OpenSite, address: str) -> None:
    alias = "---\ntitle: T\naliases: [//evil.example/x, 'https://evil.example/y', /old/path]\n---\nText."
    response = site_of(tmp_path, open_site, {"en/a.md": alias}).get(address)
    assert response.status_code in (301, 308, 404)
    assert "evil" not in response.headers.get("Location", "").partition("/articles/")[0]


def test_categories_need_no_list(tmp_path: Path, open_site: OpenSite) -> None:
    fines = "---\ntitle: I got a fine\ncategory: fines\n---\nPay within 20 days."
    files: dict[str, str | bytes] = {"en/fine.md": fines, "en/02_street parking/machine.md": "At the machine."}
    client = site_of(tmp_path, open_site, files)
    home = parse(client.get("/en/").text)
    assert "There are no articles" not in home.text
    assert [card.one("h2").text for card in home.all("section", class_="card")] == ["Fines", "Street parking"]
    for card in home.all("section", class_="card"):
        assert client.get(card.one("h2").links[0]).status_code == 200
    assert parse(client.get("/es/").text).one("p", class_="empty").text.startswith("Todavía no hay artículos")


def test_the_index_of_a_folder_names_and_describes_its_category(tmp_path: Path, open_site: OpenSite) -> None:
    files: dict[str, str | bytes] = {
        "en/pay/README.md": "---\ndate: 2026-01-01\n---\n# Paying us\n\nHow to pay.\n\nAnd when.",
        "en/pay/z.md": "---\ntitle: Z\nsidebar_position: 1\n---\nText.",
        "en/pay/a.md": "Text.",
    }
    client = site_of(tmp_path, open_site, files)
    page = parse(client.get("/en/category/pay").text)
    assert page.one("h1").text == "Paying us"
    assert page.one("p", class_="lead").text == "How to pay."
    assert "/en/articles/pay" in page.one("main").links
    assert "And when." in client.get("/en/articles/pay").text
    links = [link for link in page.one("main").links if "/articles/" in link]
    assert links == ["/en/articles/pay", "/en/articles/pay--z", "/en/articles/pay--a"]


def test_a_site_of_one_language_needs_no_folder_for_it(tmp_path: Path, open_site: OpenSite) -> None:
    client = site_of(tmp_path, open_site, {"pagos/tarjeta.md": "Con la app.", "inicio.md": "Hola."}, language="es")
    assert client.get("/es/articles/pagos--tarjeta").status_code == 200
    assert parse(client.get("/es/category/pagos").text).one("h1").text == "Pagos"
