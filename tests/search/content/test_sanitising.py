"""Nothing that runs or decorates gets through, whatever a file holds."""

from __future__ import annotations

import re
from html.parser import HTMLParser

import pytest
from hypothesis import given
from hypothesis import strategies as st

from search.content.rendering import render
from search.content.sanitising import ATTRIBUTES, TAGS, sanitise

ATTACKS = [
    "<script>alert(1)</script>",
    "<SCRIPT SRC=//evil.example/x.js></SCRIPT>",
    "<scr<script>ipt>alert(1)</scr</script>ipt>",
    "<img src=x onerror=alert(1)>",
    "<img src='x' alt='\"><script>alert(1)</script>'>",
    "<img src=`javascript:alert(1)`>",
    "<body onload=alert(1)>",
    "<a href='javascript:alert(1)'>x</a>",
    "<a href='JaVaScRiPt&colon;alert(1)'>x</a>",
    "<a href='java&#9;script:alert(1)'>x</a>",
    "<a href='&#1;javascript:alert(1)'>x</a>",
    "<a href='data:text/html;base64,PHNjcmlwdD4='>x</a>",
    "<a href='vbscript:x'>x</a>",
    "<a href='//evil.example'>x</a>",
    "<a href='/\\evil.example'>x</a>",
    "[x](javascript:alert(1))",
    "[x](data:text/html,<script>alert(1)</script>)",
    '[x](https://x.org "\\" onmouseover=alert(1)")',
    "![x](data:image/svg+xml,<svg onload=alert(1)>)",
    "<javascript:alert(1)>",
    "<svg onload=alert(1)><script>alert(1)</script></svg>",
    "<svg><style><img src=x onerror=alert(1)></style></svg>",
    "<math><mtext><table><mglyph><style><img src=x onerror=alert(1)></style></table></mtext></math>",
    "<style>@import 'https://evil.example'</style>",
    "<p style='background:url(javascript:alert(1))'>x</p>",
    "<div class='admonition evil' style='position:fixed'>x</div>",
    "<iframe srcdoc='<script>alert(1)</script>'></iframe>",
    "<object data='x'></object><embed src='x'>",
    "<form action='https://evil.example'><input name=password><button>x</button></form>",
    "<meta http-equiv=refresh content='0;url=https://evil.example'><base href='https://evil.example'>",
    "<noscript><p title='</noscript><img src=x onerror=alert(1)>'></noscript>",
    "<textarea><script>alert(1)</script></textarea>",
    "<template><script>alert(1)</script></template>",
    "<!--><img src=x onerror=alert(1)>-->",
    "<![CDATA[<script>alert(1)</script>]]>",
    "<a id='content' name='x' target='_blank'>x</a><p id='s-ok\"x'>y</p>",
    "<h2 id='login' onclick='alert(1)'>x</h2>",
    "<details open ontoggle=alert(1)>x</details>",
    "`<script>alert(1)</script>`",
    "```\n<script>alert(1)</script>\n```",
    "## <img src=x onerror=alert(1)> x",
    "| a |\n|---|\n| <img src=x onerror=alert(1)> |",
    "x[^<script>]\n\n[^<script>]: <img src=x onerror=alert(1)>",
]

HREF = re.compile(r"(?:https?|mailto|article):|#(?:s-|fn)", re.IGNORECASE)
ID = re.compile(r"(?:s-|fn).*")


class Inspector(HTMLParser):
    """Fails on anything that the allow-list does not know."""

    def handle_starttag(self, tag: str, attrs: list[tuple[str, str | None]]) -> None:
        assert tag in TAGS
        for name, value in attrs:
            assert name in {"class", "rel", *ATTRIBUTES["*"], *ATTRIBUTES.get(tag, ())}
            assert name != "href" or HREF.match(value or "")
            assert name != "id" or ID.fullmatch(value or "")
            assert name != "class" or "evil" not in (value or "")
            assert name != "src" or not re.match(r"(?!https:)[a-z]+:|/|\\", value or "")

    def handle_comment(self, data: str) -> None:
        raise AssertionError(data)


def inspect(html: str) -> None:
    """Fail where ``html`` holds what is not allowed."""
    inspector = Inspector()
    inspector.feed(html)
    inspector.close()


@pytest.mark.parametrize("attack", ATTACKS)
@pytest.mark.parametrize("frame", ["{}", "> {}", "* a\n\n    {}", "<div>\n{}\n</div>", "<table><tr><td>{}", "<b><i>{}"])
def test_attacks_leave_nothing_that_runs(frame: str, attack: str) -> None:
    for section in render(frame.format(attack)):
        inspect(section.html)


def test_scripts_and_styles_leave_no_text_either() -> None:
    assert sanitise("a<script>b</script><style>c</style><svg>d</svg>e") == "ae"


def test_code_shows_what_it_shows() -> None:
    assert render("`<script>`")[0].text == "<script>"


def test_what_articles_need_stays() -> None:
    html = (
        "<h2>a</h2>\n<p>b <strong>c</strong> <em>d</em> <del>e</del> <sup>f</sup> <sub>g</sub> <code>h</code></p>\n"
        '<ol start="3">\n<li>i</li>\n</ol>\n'
        '<div class="admonition warning">\n<p class="admonition-title">j</p>\n</div>\n'
        "<dl>\n<dt>k</dt>\n<dd>l</dd>\n</dl>\n"
        '<table>\n<tbody>\n<tr>\n<td colspan="2">m</td>\n</tr>\n</tbody>\n</table>\n'
        "<blockquote>n<br>o</blockquote>\n<hr>\n<pre>p</pre>"
    )
    assert sanitise(html) == html


@given(st.lists(st.sampled_from(ATTACKS) | st.text("<>\"'&=/ab \n[]()!`", max_size=8), max_size=8).map("".join))
def test_no_mixture_of_attacks_gets_through(text: str) -> None:
    for section in render(text):
        inspect(section.html)
        assert sanitise(section.html).count("<") == section.html.count("<")
