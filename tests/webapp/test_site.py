"""The site's own file: what it says, and how a bad value is named."""

from __future__ import annotations

import re
from pathlib import Path

import pytest

from search import SettingsError
from tests.webapp.conftest import OpenSite
from tests.webapp.fakes import FakeSearcher
from webapp.config import Config
from webapp.http.static_files import STATIC
from webapp.site import SURFACES, Channel, Site, contrast, mixed, read_site

WHOLE = """
name = "Taquilla"
logo = "logo.svg"
picture_hosts = ["https://pictures.example"]

[colours]
light = "#1A4FA0"
dark = "#8ab4f8"

[[channels]]
label = { es = "Teléfono", sk = "Telefón", en = "Telephone" }
address = "+34 900 000 000"
link = "tel:+34900000000"

[[channels]]
label = { es = "Correo", sk = "Pošta", en = "Post" }
address = "Calle Mayor 1, Madrid"

[hours]
es = "De lunes a viernes, de 9 a 18 h"
sk = "Pondelok až piatok 9.00 – 18.00"
en = '''
Monday to Friday, 9 am to 6 pm

Closed on public holidays
'''
"""


def site_of(tmp_path: Path, text: str, brand: str = "") -> Site:
    path = tmp_path / "site.toml"
    path.write_text(text, "utf-8")
    return read_site(Config(site=path, brand=brand))


def test_without_a_file_the_site_has_a_name_and_nothing_else() -> None:
    assert read_site(Config()) == Site(name="Ventanilla")
    assert read_site(Config(brand="Taquilla")) == Site(name="Taquilla")


def test_an_empty_file_says_nothing(tmp_path: Path) -> None:
    site = site_of(tmp_path, "")
    assert (site.name, site.logo_name, site.style, site.picture_hosts) == ("Ventanilla", "", "", ())
    assert (site.channels_in("sk"), site.hours_in("sk")) == ((), ())


def test_a_whole_file_is_read(tmp_path: Path) -> None:
    (tmp_path / "logo.svg").write_text("<svg/>")
    site = site_of(tmp_path, WHOLE)
    assert (site.name, site.logo, site.logo_name) == ("Taquilla", tmp_path / "logo.svg", "logo.svg")
    assert site.picture_hosts == ("https://pictures.example",)
    assert site.channels_in("sk") == (
        Channel("Telefón", "+34 900 000 000", "tel:+34900000000"),
        Channel("Pošta", "Calle Mayor 1, Madrid", ""),
    )
    assert site.hours_in("en") == ("Monday to Friday, 9 am to 6 pm", "Closed on public holidays")
    assert site.hours_in("es") == ("De lunes a viernes, de 9 a 18 h",)


def test_the_environment_names_the_site_before_the_file(tmp_path: Path) -> None:
    assert site_of(tmp_path, 'name = "Taquilla"', brand="Mostrador").name == "Mostrador"


def test_colours_become_custom_properties_of_both_schemes(tmp_path: Path) -> None:
    style = site_of(tmp_path, '[colours]\nlight = "#1A4FA0"\ndark = "#8ab4f8"').style
    light, dark = style.split("@media (prefers-color-scheme: dark)")
    assert "--accent: #1a4fa0; --accent-ink: #ffffff; --accent-deep: #143b78;" in light
    assert "--accent: #8ab4f8; --accent-ink: #121715;" in dark


def test_the_surfaces_that_colours_are_held_against_are_those_of_the_style_sheet() -> None:
    text = (STATIC / "site.css").read_text("utf-8")
    for place, name in enumerate(("paper", "raised", "tint")):
        light, dark = re.findall(rf"--{name}: (#[0-9a-f]{{6}});", text)[:2]
        assert (SURFACES["light"][place], SURFACES["dark"][place]) == (light, dark)


def test_contrast_is_that_of_the_guidelines() -> None:
    assert contrast("#000000", "#ffffff") == contrast("#ffffff", "#000000") == pytest.approx(21)
    assert contrast("#777777", "#ffffff") == pytest.approx(4.478, abs=0.001)
    assert mixed("#000000", "#ffffff", 0.5) == "#808080"


@pytest.mark.parametrize(
    ("text", "message"),
    [
        ('colour = "red"', "colour: unknown key. Use name, logo, colours, channels, hours, picture_hosts, check."),
        ('name = ""', "name: '' cannot be shown as a name. Use 1 to 60 letters in one line."),
        ("name = 7", "name: 7 cannot be shown as a name. Use 1 to 60 letters in one line."),
        ('logo = "logo.exe"', "logo: 'logo.exe' is no picture. Name a file ending in .svg, .png, .webp."),
        ("logo = 1", "logo: 1 is no picture. Name a file ending in .svg, .png, .webp."),
        ('colours = "#123456"', "colours: '#123456' is not one colour for each scheme. Give light and dark."),
        ('[colours]\nlight = "#123456"', "colours: {'light': '#123456'} is not one colour for each scheme. "
         "Give light and dark."),
        ('[colours]\nlight = "navy"\ndark = "#8ab4f8"', "colours.light: 'navy' is no colour. Write it as #rrggbb."),
        ('[colours]\nlight = "#8ab4f8"\ndark = "#8ab4f8"', "colours.light: '#8ab4f8' has a contrast of 1.9 to #eef4f1, "
         "on which it stands. Use a darker colour, with at least 4.5."),
        ('[colours]\nlight = "#123456"\ndark = "#123456"', "colours.dark: '#123456' has a contrast of 1.3 to #1a211f, "
         "on which it stands. Use a lighter colour, with at least 4.5."),
        ('channels = "phone"', "channels: not a list of tables. Begin each with [[channels]]."),
        ('[[channels]]\nlabel = "Phone"', "channels 1.address: empty. Write what visitors read."),
        ('[[channels]]\nlabel = "Phone"\naddress = "1"\nicon = "p"', "channels 1.icon: unknown key. "
         "Use label, address, link."),
        ('[[channels]]\nlabel = "Phone"\naddress = "1"\nlink = "javascript:alert(1)"', "channels 1.link: "
         "'javascript:alert(1)' leads nowhere. Begin with https://, mailto:, tel: or /."),
        ('[[channels]]\nlabel = { en = "Phone", es = "Teléfono" }\naddress = "1"', "channels 1.label: no text in 'sk'. "
         "Give one each in es, sk, en."),
        ('[hours]\nde = "9-18"', "hours: 'de' is no language. Use es, sk, en."),
        ("hours = 9", "hours: no text in 'es'. Give one each in es, sk, en."),
        ('picture_hosts = "x"', "picture_hosts: 'x' is not a list. Write it as [\"https://pictures.example\"]."),
        ('picture_hosts = ["*"]', "picture_hosts: '*' is no origin. Write https:// and a name, no path."),
    ],
)  # fmt: skip
def test_a_bad_value_is_named_with_its_key(tmp_path: Path, text: str, message: str) -> None:
    with pytest.raises(SettingsError) as caught:
        site_of(tmp_path, text)
    assert str(caught.value) == f"{tmp_path / 'site.toml'}: {message}"


def test_a_logo_that_is_not_there_or_too_large_is_named(tmp_path: Path) -> None:
    with pytest.raises(SettingsError, match=r"logo: there is no file .*gone\.svg"):
        site_of(tmp_path, 'logo = "gone.svg"')
    (tmp_path / "large.png").write_bytes(b"\0" * 20_001)
    with pytest.raises(SettingsError, match=r"has 20001 bytes. Use a picture of at most 20000 bytes\."):
        site_of(tmp_path, 'logo = "large.png"')


def test_a_file_that_is_no_toml_is_named(tmp_path: Path) -> None:
    with pytest.raises(SettingsError, match=r"site.toml: not a TOML file .* Mend it, or leave out VENTANILLA_SITE\."):
        site_of(tmp_path, "name =")


def test_colours_logo_and_pictures_reach_the_browser(open_site: OpenSite, tmp_path: Path) -> None:
    (tmp_path / "logo.svg").write_text("<svg/>")
    (tmp_path / "site.toml").write_text(WHOLE, "utf-8")
    plain = open_site(FakeSearcher()).get("/en/").text
    client = open_site(FakeSearcher(), site=tmp_path / "site.toml", brand="")
    page = client.get("/en/")
    assert "<title>" in page.text
    assert " · Taquilla</title>" in page.text
    assert "img-src 'self' data: https://pictures.example;" in page.headers["Content-Security-Policy"]
    address = re.compile(r"/static/site\.css\?v=\w+")
    (own,), (usual,) = set(address.findall(page.text)), set(address.findall(plain))
    assert own != usual
    assert client.get(own).text.endswith("--accent-deep: #a7c7fa; } }\n")
    assert client.get("/static/logo.svg").mimetype == "image/svg+xml"
