"""What gunicorn is given."""

from __future__ import annotations

from pathlib import Path

import pytest
from flask import Flask

from webapp.serving import LOAD_FAILED, served


@pytest.fixture(autouse=True)
def environment(tmp_path: Path, monkeypatch: pytest.MonkeyPatch) -> None:
    monkeypatch.setenv("VENTANILLA_INSTANCE", str(tmp_path / "instance"))
    monkeypatch.setenv("VENTANILLA_INDEX", str(tmp_path / "index"))


def test_gunicorn_serves_the_site() -> None:
    assert isinstance(served(), Flask)


def test_a_bad_value_of_the_environment_ends_gunicorn_with_its_name_and_no_stack_trace(
    monkeypatch: pytest.MonkeyPatch, capsys: pytest.CaptureFixture[str]
) -> None:
    monkeypatch.setenv("VENTANILLA_PROXIES", "many")
    with pytest.raises(SystemExit) as ended:
        served()
    assert ended.value.code == LOAD_FAILED
    assert capsys.readouterr().err == "Error: VENTANILLA_PROXIES: 'many' is no number of proxies. Use 0 to 9.\n"
