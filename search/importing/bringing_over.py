"""From the export of another help desk to a folder of articles, and a report of what could not be carried."""

from __future__ import annotations

from collections.abc import Callable, Mapping
from dataclasses import dataclass
from pathlib import Path

from search.errors import SettingsError
from search.importing.export import Export, Losses
from search.importing.folder import read_folder
from search.importing.freshdesk import read_freshdesk
from search.importing.helpscout import read_helpscout
from search.importing.intercom import read_intercom
from search.importing.laying_out import lay_out
from search.importing.opening import Source
from search.importing.placing import place, read_before
from search.importing.zendesk import read_zendesk
from search.settings import Settings

Read = Callable[[Source, str, Losses], Export]
KINDS: Mapping[str, Read] = {
    "zendesk": read_zendesk,
    "helpscout": read_helpscout,
    "freshdesk": read_freshdesk,
    "intercom": read_intercom,
    "folder": read_folder,
}


@dataclass(frozen=True, slots=True)
class Loss:
    """Something that could not be carried, or was changed on the way."""

    kind: str
    count: int
    examples: tuple[str, ...]


@dataclass(frozen=True, slots=True)
class Imported:
    """What an import did."""

    articles: Mapping[str, int]
    """Language -> articles."""

    drafts: int
    """Of these, articles that are not published."""

    categories: int
    pictures: int
    new: int
    """Files."""

    changed: int
    unchanged: int
    kept: tuple[str, ...]
    """Files that a writer changed, or deleted, since the import before; they stay so."""

    losses: tuple[Loss, ...]


def import_export(kind: str, source: Path, target: Path, language: str, settings: Settings) -> Imported:
    """Bring the export ``source`` of a help desk of ``kind`` into the folder ``target``.

    ``language`` is that of articles that name none. Doing it again changes nothing. Raises ExportError where the export
    cannot be read, SettingsError where the target cannot be written; nothing is changed then.
    """
    if target.resolve().is_relative_to(source.resolve()):
        raise SettingsError(f"{target}: it lies in the export. Name a folder outside of it.")
    before = read_before(target)
    losses = Losses()
    with Source(source, settings.importing) as opened:
        export = KINDS[kind](opened, language, losses)
        layout = lay_out(export, opened, settings.importing, settings.content, before.keys.get(kind, {}))
    placed = place(layout.files, layout.keys, kind, target, before)
    return Imported(
        articles=layout.articles,
        drafts=layout.drafts,
        categories=layout.categories,
        pictures=layout.pictures,
        new=placed.new,
        changed=placed.changed,
        unchanged=placed.unchanged,
        kept=placed.kept,
        losses=tuple(
            Loss(name, len(places), tuple(dict.fromkeys(places))[: settings.importing.examples])
            for name, places in sorted(losses.places.items())
        ),
    )
