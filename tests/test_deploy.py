"""What docs/deploy/ gives operators, read as Docker, compose and systemd would; nothing else is run of it in CI.

1. The image runs as nobody special, copies what there is, and says how it is asked whether it lives.
2. Compose has web, letters and PostgreSQL; no secret stands in it.
3. Units name what they may write; systemd itself reads them where it is installed.
4. Every command that stands in these files is one that the program has.
"""

from __future__ import annotations

import json
import re
import shlex
import shutil
import subprocess
from collections.abc import Iterator
from fnmatch import fnmatch
from pathlib import Path
from typing import Any

import click
import pytest
import yaml

from webapp.config import Config
from webapp.program import main

ROOT = Path(__file__).parent.parent
DEPLOY = ROOT / "docs" / "deploy"
COMPOSE: dict[str, Any] = yaml.safe_load((DEPLOY / "compose.yaml").read_text("utf-8"))
SERVICES: dict[str, Any] = COMPOSE["services"]
UNITS = sorted((DEPLOY / "systemd").iterdir())
RUNNING = [path for path in UNITS if path.suffix == ".service"]
EXECUTABLE = "/opt/ventanilla/bin/ventanilla"

INSTRUCTIONS = {
    *("FROM", "WORKDIR", "COPY", "RUN", "ENV", "USER", "VOLUME", "EXPOSE", "HEALTHCHECK", "CMD", "ARG", "ENTRYPOINT"),
}

Instruction = tuple[str, str]


def instructions(text: str) -> list[Instruction]:
    """Return name and rest of each instruction of a Dockerfile; lines that end with a backslash go on."""
    lines = [line for line in text.splitlines() if line.strip() and not line.lstrip().startswith("#")]
    whole = re.sub(r"\\\n\s*", "", "\n".join(lines)).splitlines()
    return [(name, rest.strip()) for name, _, rest in (line.partition(" ") for line in whole)]


def last_stage(found: list[Instruction]) -> list[Instruction]:
    """Return the instructions of the image that is kept."""
    start = max(number for number, (name, _) in enumerate(found) if name == "FROM")
    return found[start:]


DOCKERFILE = instructions((DEPLOY / "Dockerfile").read_text("utf-8"))
IMAGE = dict(last_stage(DOCKERFILE))
"""The last instruction of each name in the image that is kept."""


def sections(path: Path) -> dict[str, list[tuple[str, str]]]:
    """Return section -> settings of a unit, in order; a setting may be there twice."""
    found: dict[str, list[tuple[str, str]]] = {}
    for line in path.read_text("utf-8").splitlines():
        if line.startswith("["):
            found[line.strip("[]")] = []
        elif line.strip() and not line.startswith("#"):
            key, separator, value = line.partition("=")
            assert separator, f"{path.name}: {line!r} is no setting"
            found[list(found)[-1]].append((key, value))
    return found


def variables(name: str) -> dict[str, str]:
    """Return the variables of an example of a file of variables."""
    lines = (DEPLOY / name).read_text("utf-8").splitlines()
    return dict(line.split("=", 1) for line in lines if line and not line.startswith("#"))


def commands() -> Iterator[tuple[str, list[str]]]:
    """Yield where a command of the site stands, and its words behind the program's name."""
    yield "Dockerfile", json.loads(IMAGE["CMD"])[1:]
    for name, service in SERVICES.items():
        if "command" in service:
            yield f"compose.yaml: {name}", service["command"][1:]
    for path in RUNNING:
        yield path.name, shlex.split(dict(sections(path)["Service"])["ExecStart"])[1:]


def test_a_dockerfile_has_known_instructions_only() -> None:
    assert {name for name, _ in DOCKERFILE} <= INSTRUCTIONS
    assert DOCKERFILE[0][0] == "FROM"


def test_what_compose_names_lies_where_it_says() -> None:
    builds = [service["build"] for service in SERVICES.values() if "build" in service]
    assert builds
    for build in builds:
        assert (DEPLOY / build["context"]).resolve() == ROOT
        assert (DEPLOY / build["context"] / build["dockerfile"]).is_file()
    sources = re.findall(r"\$\{VENTANILLA_SITE_FOLDER:-([^}]+)\}/([^:]+)", (DEPLOY / "compose.yaml").read_text("utf-8"))
    assert sources
    assert [name for folder, name in sources if not (DEPLOY / folder / name).exists()] == []


def test_the_top_level_is_what_everybody_knows() -> None:
    listed = subprocess.run(["git", "ls-tree", "-d", "--name-only", "HEAD"], cwd=ROOT, capture_output=True, text=True)
    folders = {name for name in listed.stdout.split() if not name.startswith(".")}
    assert folders <= {"docs", "kb_articles", "search", "tests", "webapp"}


def test_lines_that_go_on_are_one_instruction() -> None:
    assert instructions("# a\nFROM x\nRUN a \\\n    && b\n") == [("FROM", "x"), ("RUN", "a && b")]


def test_the_image_runs_as_nobody_special() -> None:
    user, _, group = IMAGE["USER"].partition(":")
    assert int(user) >= 1000
    assert int(group) >= 1000
    names = [name for name, _ in last_stage(DOCKERFILE)]
    assert names.index("USER") > max(number for number, name in enumerate(names) if name in ("RUN", "COPY"))


def test_the_image_is_asked_whether_it_lives() -> None:
    assert "/healthz" in IMAGE["HEALTHCHECK"]
    code = json.loads(IMAGE["HEALTHCHECK"].partition("CMD ")[2])
    compile(code[2], "healthcheck", "exec")


def test_what_is_copied_into_the_image_is_there_and_not_ignored() -> None:
    ignored = (DEPLOY / "Dockerfile.dockerignore").read_text("utf-8").splitlines()
    kept = [line[1:] for line in ignored if line.startswith("!")]
    assert [name for name in kept if not (ROOT / name).exists()] == []
    copied = [rest.split()[0] for name, rest in DOCKERFILE if name == "COPY" and "--from" not in rest]
    assert [name for name in copied if name != "." and not any(fnmatch(name, each) for each in kept)] == []


def test_an_image_holds_all_that_a_wheel_is_built_from() -> None:
    kept = (DEPLOY / "Dockerfile.dockerignore").read_text("utf-8")
    for name in ("pyproject.toml", "README.md", "LICENSE", "indexer.py", "search", "webapp", "kb_articles"):
        assert f"\n!{name}\n" in kept


def test_compose_has_web_letters_and_a_database() -> None:
    assert set(SERVICES) == {"web", "mail", "forget", "database"}
    used = [each.partition(":")[0] for service in SERVICES.values() for each in service["volumes"]]
    assert {name for name in used if re.fullmatch(r"\w+", name)} == set(COMPOSE["volumes"])


@pytest.mark.parametrize("name", ["web", "mail", "forget"])
def test_a_service_writes_where_it_must_and_nowhere_else(name: str) -> None:
    service = SERVICES[name]
    assert service["read_only"] is True
    assert service["cap_drop"] == ["ALL"]
    assert service["security_opt"] == ["no-new-privileges:true"]
    writable = {each.split(":")[1] for each in service["volumes"] if not each.endswith(":ro")}
    assert writable == set(json.loads(IMAGE["VOLUME"]))


def test_the_site_is_reached_through_a_proxy_of_the_machine_only() -> None:
    published = [port for service in SERVICES.values() for port in service.get("ports", ())]
    assert published == ["127.0.0.1:8000:8000"]


def test_no_secret_stands_in_compose() -> None:
    assert "PASSWORD" not in (DEPLOY / "compose.yaml").read_text("utf-8").upper()
    for service in SERVICES.values():
        assert (DEPLOY / f"{service['env_file']}.example").is_file()
        done = subprocess.run(["git", "check-ignore", "--quiet", f"docs/deploy/{service['env_file']}"], cwd=ROOT)
        assert done.returncode in (0, 128)  # 128: not a checkout


def test_the_examples_of_variables_agree_and_are_accepted(tmp_path: Path) -> None:
    given = variables("ventanilla.env.example")
    config = Config.from_variables({**given, "VENTANILLA_INSTANCE": str(tmp_path / "instance")})
    assert config.looks_public
    password = variables("database.env.example")["POSTGRES_PASSWORD"]
    assert config.database_url == f"postgresql://ventanilla:{password}@database/ventanilla"
    assert "127.0.0.1" in config.hosts  # what asks whether the site lives calls it so


@pytest.mark.parametrize("path", UNITS, ids=lambda path: str(path.name))
def test_a_unit_has_what_its_kind_needs(path: Path) -> None:
    found = sections(path)
    assert dict(found["Unit"])["Description"].startswith("Ventanilla, ")
    if path.suffix == ".timer":
        assert "OnCalendar" in dict(found["Timer"])
        assert dict(found["Install"]) == {"WantedBy": "timers.target"}
        assert path.with_suffix(".service").is_file()
        return
    service = dict(found["Service"])
    assert service["User"] == "ventanilla"
    assert service["EnvironmentFile"] == "-/etc/ventanilla.env"
    assert service["ReadWritePaths"] == f"{service['WorkingDirectory']}/instance"
    assert (service["ProtectSystem"], service["NoNewPrivileges"], service["CapabilityBoundingSet"]) == (
        "strict",
        "yes",
        "",
    )


@pytest.mark.parametrize(
    ("where", "words"), tuple(commands()), ids=lambda value: value if isinstance(value, str) else ""
)
def test_a_command_is_one_that_the_program_has(where: str, words: list[str]) -> None:
    context = click.Context(main)
    name, command, rest = main.resolve_command(context, words)
    assert name is not None
    assert command is not None
    command.make_context(name, rest, parent=context)


def test_systemd_reads_the_units(tmp_path: Path) -> None:
    if shutil.which("systemd-analyze") is None:
        pytest.skip("systemd-analyze is not installed")
    for path in UNITS:
        (tmp_path / path.name).write_text(path.read_text("utf-8").replace(EXECUTABLE, "/bin/true"), "utf-8")
    command = ["systemd-analyze", "verify", "--man=no", *map(str, sorted(tmp_path.iterdir()))]
    done = subprocess.run(command, capture_output=True, text=True, timeout=60)
    assert [line for line in done.stderr.splitlines() if "ventanilla" in line] == []
    assert done.returncode == 0, done.stderr
