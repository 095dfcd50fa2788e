"""A small knowledge base and its index."""

from __future__ import annotations

from pathlib import Path

import pytest

import search
from search import Settings
from tests.articles import markdown, write_files

SIX_ARTICLES = {
    "en/fees.md": markdown("Which fees do you charge?", "Depositing is free."),
    "en/vpn.md": markdown("How do I set up the VPN?", "Install the tunnel."),
    "en/phone.md": markdown("I lost my phone", "Use a backup code."),
    "es/fees.md": markdown("¿Qué comisiones cobráis?", "Ingresar dinero es gratis."),
    "es/vpn.md": markdown("¿Cómo configuro la VPN?", "Instala la aplicación."),
    "es/phone.md": markdown("He perdido el móvil", "Usa un código de reserva."),
}


@pytest.fixture
def settings(tmp_path: Path) -> Settings:
    """Return settings of six articles in two languages, not indexed yet."""
    articles = write_files(tmp_path / "articles", SIX_ARTICLES)
    return Settings(articles=articles, index=tmp_path / "index")


@pytest.fixture
def built(settings: Settings) -> Settings:
    """Return settings of the six articles, indexed."""
    search.build(settings)
    return settings
