"""Text of other people as HTML."""

from __future__ import annotations

import pytest

from webapp.texts.linked import linked

A = '<a href="{0}" rel="noopener nofollow ugc">{0}</a>'


@pytest.mark.parametrize(
    ("text", "html"),
    [
        ("a < b & c", "a &lt; b &amp; c"),
        ("<img src=x onerror=alert(1)>", "&lt;img src=x onerror=alert(1)&gt;"),
        ("see https://example.com/x.", f"see {A.format('https://example.com/x')}."),
        ("(https://example.com/a)", f"({A.format('https://example.com/a')})"),
        ("https://example.com/a_(b)", A.format("https://example.com/a_(b)")),
        ("https://example.com/?a=1&b=2", A.format("https://example.com/?a=1&amp;b=2")),
        ("javascript:alert(1)", "javascript:alert(1)"),
        ("data:text/html,x ftp://x", "data:text/html,x ftp://x"),
        ('https://example.com/"onclick="x', f"{A.format('https://example.com/')}&#34;onclick=&#34;x"),
        ("https://example.com/<b>", f"{A.format('https://example.com/')}&lt;b&gt;"),
        ("two\nlines", "two\nlines"),
        ("", ""),
    ],
)
def test_only_addresses_become_links_and_nothing_else_is_html(text: str, html: str) -> None:
    assert linked(text) == html


def test_a_long_row_of_endings_is_no_work() -> None:
    assert linked("https://a" + ")" * 20_000).count(")") == 20_000
