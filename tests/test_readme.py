"""README and SPEC.md stay true because these tests read them."""

import re
from functools import cache
from pathlib import Path

import pytest

from server import settings
from server.__main__ import parser

ROOT = Path(__file__).parent.parent
README = (ROOT / "README.md").read_text()
SPEC = (ROOT / "boards" / "SPEC.md").read_text()


def section(title: str) -> str:
    """The text under a heading of README."""
    found = re.search(rf"^## {re.escape(title)}$(.*?)(?=^## |\Z)", README, re.M | re.S)
    assert found, f"README has no section {title!r}"
    return found[1]


def test_the_path_of_one_card_names_files_that_are_there() -> None:
    files = re.findall(r"`([\w/.-]+\.(?:py|ts|tsx))`", section("The path of one card"))
    assert len(files) >= 10
    assert [file for file in files if not (ROOT / file).is_file()] == []


def test_the_table_of_settings_is_what_the_server_reads() -> None:
    table = re.findall(r"^\| `(\w+)` \| (.*?) \| (.*?) \|$", section("Settings"), re.M)
    assert [tuple(row) for row in table] == [
        (row.name, f"`{row.default}`" if row.default else "", row.meaning) for row in settings.rows()
    ]


def test_pictures_and_files_that_readme_links_to_are_there() -> None:
    links = re.findall(r"\]\((?!https?:|#)([^)]+)\)", README)
    assert links
    assert [link for link in links if not (ROOT / link).exists()] == []


@pytest.mark.parametrize(
    "command", ["serve", "board create", "board export", "board import", "user add", "user password", "check"]
)
def test_the_options_readme_names_are_those_the_command_takes(command: str, capsys: pytest.CaptureFixture[str]) -> None:
    line = re.search(rf"^sameroom {command} .*|^sameroom {command}$", section("Command line"), re.M)
    assert line
    with pytest.raises(SystemExit):
        parser().parse_args([*command.split(), "--help"])
    said = capsys.readouterr().out
    assert [option for option in re.findall(r"--[a-z-]+", line[0]) if option not in said] == []


@cache
def rules_in_tests() -> set[str]:
    """R-numbers that the names of tests carry, in Python and in the client."""
    numbers: set[str] = set()
    for path in ROOT.glob("tests/*.py"):
        numbers |= set(re.findall(r"^ *(?:async )?def test_r(\d+)_", path.read_text(), re.M))
    for path in ROOT.glob("client/src/**/*.test.ts*"):
        numbers |= set(re.findall(r"""\(['"`]r(\d+) """, path.read_text(), re.I))
    return numbers


def test_every_rule_of_the_spec_has_a_test_that_carries_its_number() -> None:
    stated = set(re.findall(r"^- \*\*R(\d+)\*\*", SPEC, re.M))
    assert stated
    assert sorted(stated - rules_in_tests(), key=int) == []


def test_every_number_a_test_carries_is_a_rule_of_the_spec() -> None:
    stated = set(re.findall(r"^- \*\*R(\d+)\*\*", SPEC, re.M))
    assert sorted(rules_in_tests() - stated, key=int) == []


def test_close_codes_in_the_spec_are_those_of_the_error_tree() -> None:
    from boards import errors

    codes = {
        int(error.code)
        for error in vars(errors).values()
        if isinstance(error, type) and issubclass(error, errors.RoomError) and error is not errors.RoomError
    }
    table = {int(code) for code in re.findall(r"^\| (\d{4}) \|", SPEC, re.M)}
    assert table == codes | {errors.GOING_AWAY}
