"""Markup that would run, were it not shown as text, and how to see whether any did."""

from __future__ import annotations

from pathlib import Path

PAYLOADS = tuple(
    line.replace("\\t", "\t").replace("\\n", "\n")
    for line in Path(__file__).with_suffix(".txt").read_text("utf-8").splitlines()[1:]
)

LISTEN = "window.executed = []; window.alert = window.print = what => { window.executed.push(String(what)) }"
"""Script for a new page, before its own: afterwards ``executed`` holds what payloads did."""

LIVE = """() => {
    const found = window.executed.map(each => `executed: ${each}`)
    const own = ['head > meta', 'head > link', 'head > title', 'head > script[type="application/ld+json"]',
        'script[src^="/static/"]', 'form[action^="/"]', '[formaction^="/"]']
    const risky = ['script', 'style', 'iframe', 'frame', 'object', 'embed', 'base', 'meta', 'link', 'form', 'math',
        'foreignObject', 'animate', 'set', 'marquee', 'noscript > *', '[srcdoc]', '[style]', '[formaction]']
    const addresses = ['href', 'src', 'action', 'data', 'xlink:href', 'poster', 'background']
    const scheme = /^[\\s\\u0000-\\u0020]*(javascript|vbscript|data):/i
    const isIcon = each => each.matches('head > link[rel=icon][href^="data:image/svg+xml,"]')
    const isRisky = ({name, value, ownerElement}) =>
        /^on/i.test(name) || (addresses.includes(name) && scheme.test(value) && !isIcon(ownerElement))
    for (const each of document.querySelectorAll('*'))
        if ((each.matches(risky.join()) && !each.matches(own.join())) || [...each.attributes].some(isRisky))
            found.push(each.cloneNode(false).outerHTML.slice(0, 160))
    const ids = [...document.querySelectorAll('[id]')].map(each => each.id)
    for (const id of new Set(ids)) if (ids.indexOf(id) !== ids.lastIndexOf(id)) found.push(`id twice: ${id}`)
    if (document.getElementById('main')?.tagName !== 'MAIN') found.push('#main is not the main element')
    return found
}"""
"""Script that returns what in the document runs, could run, or stands in the way of the page's own parts."""
