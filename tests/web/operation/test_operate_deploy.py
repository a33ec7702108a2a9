"""The files for operators name what exists: image, unit, proxy, documentation."""

import os
import re
import shutil
import subprocess
import sys
from pathlib import Path

import click
import pytest

from ghtld.cli import main as cli
from ghtld.web.configuration import Configuration

ROOT = Path(__file__).resolve().parents[3]
DEPLOY = ROOT / "deploy"
CONTAINER = DEPLOY / "Containerfile"
UNIT = DEPLOY / "systemd" / "ghtld.service"
VARIABLES = {p.envvar for p in cli.commands["serve"].params if getattr(p, "envvar", None)}
SETTINGS = re.compile(r"\bGHTLD_[A-Z_]+\b")


def instructions(text):
    """Return instruction and argument of each instruction of a container file."""
    joined = re.sub(r"\\\n\s*", "", re.sub(r"^#.*\n", "", text, flags=re.MULTILINE))
    return [tuple(line.split(maxsplit=1)) for line in joined.splitlines() if line.strip()]


def test_the_container_file_is_clean():
    linter = Path(sys.executable).with_name("hadolint")
    done = subprocess.run([linter, CONTAINER], capture_output=True, text=True, check=False)
    assert (done.returncode, done.stdout) == (0, "")


def test_what_the_image_copies_exists():
    copied = [
        argument.split()[:-1]
        for name, argument in instructions(CONTAINER.read_text())
        if name == "COPY" and not argument.startswith("--from")
    ]
    assert len(copied) >= 6
    for sources in copied:
        for source in sources:
            assert (ROOT / source).exists(), source


def test_the_image_has_all_that_the_package_is_made_of():
    text = (ROOT / "pyproject.toml").read_text()
    inside = re.findall(r'^"(\w+)" = "ghtld/bundle/', text, re.MULTILINE)
    assert inside
    for folder in (*inside, "src"):
        assert ("COPY", f"{folder} {folder}") in instructions(CONTAINER.read_text())


def test_the_image_is_made_of_what_it_copies_and_of_nothing_else():
    said = [
        line
        for line in (ROOT / ".dockerignore").read_text().splitlines()
        if not line.startswith("#")
    ]
    copied = {
        source
        for name, argument in instructions(CONTAINER.read_text())
        if name == "COPY" and not argument.startswith("--from")
        for source in argument.split()[:-1]
    }
    assert said[0] == "*"
    assert {line.removeprefix("!") for line in said if line.startswith("!")} == copied
    # What a checkout puts into the copied folders, the image makes for itself.
    made = [line.strip("/") for line in (ROOT / ".gitignore").read_text().splitlines()]
    left_out = {line.removeprefix("**/") for line in said[1:] if not line.startswith("!")}
    assert left_out == {m for m in made if m.partition("/")[0] in copied or m == "__pycache__"}


def told_commands(text):
    """Return the commands of podman that a text gives, without the marks of a comment."""
    return re.findall(r"^(?:#     )?(podman (?:build|run) .*)$", text, re.MULTILINE)


def test_the_image_is_built_and_run_as_the_documentation_says():
    build, run = told_commands((ROOT / "docs" / "operate.md").read_text())
    assert told_commands(CONTAINER.read_text()) == [build, run]
    # In podman's own format of images there is no health check.
    assert "--format docker" in build
    # Answers wait there for slow readers: `ghtld.engine.spool`.
    assert "--read-only --tmpfs /tmp:size=600m " in run
    timeout = re.search(r"--stop-timeout (\d+) ", run)
    deadlines = [p.default for p in cli.commands["serve"].params if p.name == "deadline"]
    # A server that is told to stop leaves after this time at the latest: `ghtld.web.server`.
    assert timeout is not None
    assert int(timeout[1]) > deadlines[0] + 5


def test_the_image_runs_without_privileges_and_says_whether_it_lives():
    last = CONTAINER.read_text().rpartition("\nFROM ")[2]
    said = dict(instructions(f"FROM {last}"))
    assert said["FROM"].startswith("debian:")
    assert re.fullmatch(r"[1-9]\d*:[1-9]\d*", said["USER"])
    assert "/healthz" in said["HEALTHCHECK"]
    assert said["CMD"] == '["/opt/ghtld/bin/ghtld", "serve"]'


def test_the_health_check_of_the_image_works(address):
    command = re.search(r'HEALTHCHECK .*CMD \["[^"]+", "-c", "(.+)"\]', CONTAINER.read_text())
    assert command is not None

    def check(port):
        environment = {**os.environ, "GHTLD_PORT": str(port)}
        done = subprocess.run(
            [sys.executable, "-c", command[1]], env=environment, check=False, capture_output=True
        )
        return done.returncode

    assert check(address.rpartition(":")[2]) == 0
    assert check(1) != 0


@pytest.mark.parametrize("path", [CONTAINER, UNIT, DEPLOY / "nginx" / "ghtld.conf"], ids=str)
def test_every_variable_named_is_one_of_serve(path):
    named = set(SETTINGS.findall(path.read_text()))
    assert named
    assert named <= VARIABLES


def test_the_unit_is_one_that_systemd_takes(tmp_path, needed):
    analyze = shutil.which("systemd-analyze")
    needed(analyze, "systemd-analyze (apt-get install systemd)")
    text = UNIT.read_text().replace("/opt/ghtld/bin/ghtld", sys.executable)
    (tmp_path / UNIT.name).write_text(text)
    done = subprocess.run(
        [analyze, "verify", "--man=no", tmp_path / UNIT.name],
        capture_output=True,
        text=True,
        check=False,
    )
    assert UNIT.name not in done.stderr, done.stderr
    assert done.returncode == 0, done.stderr


def test_the_unit_is_hardened(needed):
    analyze = shutil.which("systemd-analyze")
    needed(analyze, "systemd-analyze (apt-get install systemd)")
    # In tenths: 20 is 2.0 of 10, «OK»; a unit without hardening has 9.6.
    done = subprocess.run(
        [analyze, "security", "--offline=true", "--threshold=20", UNIT],
        capture_output=True,
        text=True,
        check=False,
    )
    assert done.returncode == 0, done.stdout[-300:]


def test_the_unit_starts_what_there_is():
    said = UNIT.read_text()
    assert "ExecStart=/opt/ghtld/bin/ghtld serve\n" in said
    assert "serve" in cli.commands
    assert "ExecReload=/bin/kill -HUP $MAINPID" in said
    assert "KillMode=mixed" in said


def test_what_the_proxy_is_told_is_what_the_server_reads():
    text = (DEPLOY / "nginx" / "ghtld.conf").read_text()
    for name in ("For", "Proto", "Host"):
        assert f"X-Forwarded-{name}" in text
    assert "X-Forwarded-Prefix" not in text


# The one table of options and variables


def table():
    """Return the rows of the table in docs/operate.md: cells without their backticks."""
    page = (ROOT / "docs" / "operate.md").read_text()
    section = page.partition("## Options and environment")[2].partition("\n## ")[0]
    lines = [line.strip("|").split("|") for line in section.splitlines() if line.startswith("| ")]
    rows = [[cell.strip() for cell in cells] for cells in lines[1:] if "---" not in cells[0]]
    return [(names(cells[0]), names(cells[1]), cells[2], cells[3]) for cells in rows]


def names(cell):
    return re.findall("`([^`]+)`", cell)


def real_options():
    """Yield the name, the variable, the default and the verb of each option there is."""
    for verb, command in (("all", cli), *cli.commands.items()):
        for parameter in command.params:
            if isinstance(parameter, click.Option):
                yield parameter.opts[-1], parameter.envvar, parameter.default, verb


def test_the_table_has_every_option_once_and_no_other():
    told = [name for (option, *_) in table() for name in option]
    assert sorted(told) == sorted({name for name, *_ in real_options()})


def test_the_table_says_which_verbs_take_an_option():
    for option, _, _, verbs in table():
        if option:
            taken = {verb for name, _, _, verb in real_options() if name == option[0]}
            assert set(re.split("[,;] ", verbs)) == taken, option


def test_the_table_says_the_variable_and_the_default_of_every_option():
    rows = {option[0]: (variables, default) for option, variables, default, _ in table() if option}
    for name, variable, default, _ in real_options():
        variables, told = rows[name]
        if variable:
            assert variables == [variable], name
        elif name != "--lang":
            assert variables == [], name
        if isinstance(default, str | int | float | Path) and not isinstance(default, bool):
            assert str(default) in names(told) or default == "", name


def test_the_table_has_every_variable_that_anything_reads():
    told = {name for _, variables, _, _ in table() for name in variables}
    read = set()
    for path in (ROOT / "src").rglob("*.py"):
        read |= set(SETTINGS.findall(path.read_text()))
    read |= {f"GHTLD_{name}" for name in ("CONTACT", "DIRECTOR", "HOSTING", "OPERATOR")}
    read |= set(SETTINGS.findall((ROOT / "tests" / "conftest.py").read_text()))
    arguments = {p.envvar for verb in cli.commands.values() for p in verb.params if p.envvar}
    assert {name for name in told if name.startswith("GHTLD_")} == read | arguments


def test_every_word_of_the_operator_has_an_option():
    options = {parameter.name for parameter in cli.commands["serve"].params}
    assert set(Configuration.__dataclass_fields__) <= options
