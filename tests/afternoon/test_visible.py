"""What counts as markup that visitors see, and what does not."""

from __future__ import annotations

import pytest

from tests.afternoon.visible import SIGNS, raw_markup, read

RAW = {
    "box of colons": "<p>:::tip</p>",
    "box of MkDocs": "<p>!!! note</p>",
    "box of GitHub": "<blockquote>[!NOTE] Keep it</blockquote>",
    "tab of MkDocs": '<p>=== "Windows"</p>',
    "template": "<p>Dear {{ name }}</p>",
    "attributes": "<h2>Prices {#prices}</h2>",
    "link": "<td>See [prices](prices.md)</td>",
    "wiki link": "<li>See [[Prices]]</li>",
    "footnote": "<p>Yes[^1]</p>",
    "emphasis": "<p>Press <a href='/'>**here</a>** now</p>",
    "struck out": "<p>~~old~~</p>",
    "marked": "<p>is ==new==</p>",
    "heading": "<p>## Prices</p>",
    "item": "<td>- one</td>",
    "quote": "<p>&gt; said</p>",
    "row of a table": "<p>| a | b |</p>",
    "fence": "<p>``` js</p>",
    "backtick": "<p>Type `cmd`</p>",
    "tag": "<p>&lt;Tabs groupId='a'&gt;</p>",
    "remark": "<p>&lt;!-- later --&gt;</p>",
    "entity": "<p>&amp;nbsp;</p>",
    "module": "<p>import Tabs from '@theme/Tabs';</p>",
    "included file": "<p>--8&lt;-- 'a.md'</p>",
    "emoji": "<p>:material-check: yes</p>",
    "front matter": "<p>title: Prices</p>",
    "escaped sign": r"<p>\*not\*</p>",
    "sign of the converter": "<p>\x02wzxhzdk:3\x03</p>",
}


@pytest.mark.parametrize("kind", SIGNS)
def test_each_kind_of_markup_is_seen(kind: str) -> None:
    assert kind in {each.kind for each in raw_markup(read(RAW[kind]))}


@pytest.mark.parametrize(
    "html",
    [
        "<pre><code>:::tip {{ a }} **b** `c`</code></pre>",
        "<p>Type <kbd>**</kbd> or <code>{{ name }}</code>.</p>",
        "<script>const a = '**';</script><style>a::after{content:'**'}</style>",
        "<p>It is 10:30:45, 2 * 3 = 6, C:\\Users, a_b_c and so on!!! Why??? (see: below)</p>",
        "<p>1. May is a day</p><p>a &lt; b and b &gt; c</p>",
    ],
)
def test_code_and_ordinary_text_are_no_markup(html: str) -> None:
    assert list(raw_markup(read(html))) == []


def test_what_is_read_aloud_and_shown_by_search_engines_is_looked_at() -> None:
    page = '<meta name="description" content=":::tip a"><img alt="**b**"><title>{{ c }}</title>'
    assert [each.kind for each in raw_markup(read(page))] == ["box of colons", "emphasis", "template"]
