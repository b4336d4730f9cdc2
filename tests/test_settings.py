"""Settings are read once, and a wrong one says which and how to write it."""

from dataclasses import fields
from pathlib import Path

import pytest

from server.settings import PREFIX, Settings, SettingsError, rows


def test_without_anything_set_it_runs_on_this_machine_alone() -> None:
    settings = Settings.read({})
    assert (settings.host, settings.port, settings.url) == ("127.0.0.1", 8000, "http://127.0.0.1:8000")
    assert settings.database == "sqlite:///data/sameroom.db"


def test_a_variable_sets_and_the_command_line_wins() -> None:
    environ = {"SAMEROOM_PORT": "9000", "SAMEROOM_DATA": "/srv/room", "SAMEROOM_UNLOAD_AFTER_S": "2.5"}
    settings = Settings.read(environ, port=9001, host=None)
    assert (settings.port, settings.data, settings.unload_after_s) == (9001, Path("/srv/room"), 2.5)
    assert settings.database == "sqlite:////srv/room/sameroom.db"


def test_an_empty_variable_is_one_that_is_not_set() -> None:
    assert Settings.read({"SAMEROOM_PORT": ""}).port == 8000


@pytest.mark.parametrize(
    ("name", "value"),
    [
        ("PORT", "eighty"),
        ("PORT", "70000"),
        ("PORT", "-1"),
        ("UNLOAD_AFTER_S", "nan"),
        ("UNLOAD_AFTER_S", "-1"),
        ("LOG_LEVEL", "loud"),
        ("PUBLIC_URL", "sameroom.example.org"),
        ("ORIGINS", "https://fine.example, not-fine"),
        ("MAX_CONNECTIONS", "0"),
        ("MAX_MESSAGE_BYTES", "12"),
    ],
)
def test_a_bad_value_names_the_variable_and_gives_an_example(name: str, value: str) -> None:
    with pytest.raises(SettingsError) as error:
        Settings.read({PREFIX + name: value})
    said = str(error.value)
    assert said.startswith(f"{PREFIX}{name}=") and f"For example: {PREFIX}{name}=" in said
    example = said.rpartition("=")[2]
    Settings.read({PREFIX + name: example})  # and the example works


def test_a_setting_that_does_not_exist_is_refused() -> None:
    with pytest.raises(SettingsError, match="colour"):
        Settings.read({}, colour="green")


def test_origins_are_compared_as_browsers_write_them() -> None:
    settings = Settings(public_url="https://Room.example.org/", origins="http://a.example:81, https://b.example")
    assert settings.known_origins == {"https://room.example.org", "http://a.example:81", "https://b.example"}
    assert settings.url == "https://Room.example.org"


def test_readme_can_show_every_setting_with_its_default_and_meaning() -> None:
    assert [row.name for row in rows()] == [PREFIX + field.name.upper() for field in fields(Settings)]
    assert all(row.meaning and "\n" not in row.meaning for row in rows())
    shown = {row.name: row.default for row in rows()}
    assert (shown["SAMEROOM_PORT"], shown["SAMEROOM_UNLOAD_AFTER_S"], shown["SAMEROOM_DATA"]) == ("8000", "60", "data")
