"""What containers are made of: read and checked, and run as far as that goes without Docker."""

import json
import re
import shlex
import subprocess
import sys
from pathlib import Path
from typing import Any

import pytest
import yaml  # type: ignore[import-untyped]

from running import ROOT, RunningServer
from server.settings import PREFIX, Settings, rows

DOCKERFILE = (ROOT / "Dockerfile").read_text()
WELL = {"condition": "service_healthy"}
CADDYFILE = (ROOT / "Caddyfile").read_text()


@pytest.fixture(scope="module")
def compose() -> dict[str, Any]:
    read: dict[str, Any] = yaml.safe_load((ROOT / "docker-compose.yml").read_text())
    return read


@pytest.fixture(scope="module")
def services(compose: dict[str, Any]) -> dict[str, dict[str, Any]]:
    found: dict[str, dict[str, Any]] = compose["services"]
    return found


def instructions() -> list[tuple[str, str]]:
    """Of the Dockerfile: word and rest, lines put together."""
    whole = re.sub(r"\\\n", " ", re.sub(r"^#.*\n", "", DOCKERFILE, flags=re.M))
    return [(word, rest.strip()) for word, _, rest in (line.partition(" ") for line in whole.splitlines() if line)]


def test_r590_every_container_runs_without_root_on_a_read_only_file_system(services: dict[str, dict[str, Any]]) -> None:
    for name, service in services.items():
        user = str(service["user"]).split(":")[0]
        assert user.isdigit() and int(user) > 0, name
        assert service["read_only"] is True and service["cap_drop"] == ["ALL"], name
        assert service["security_opt"] == ["no-new-privileges:true"], name
        assert service["healthcheck"]["test"][0] == "CMD", name
        assert service["restart"] == "unless-stopped", name
    assert DOCKERFILE.count("USER sameroom") == 1
    assert DOCKERFILE.index("USER sameroom") < DOCKERFILE.index("\nCMD")


def test_r590_what_must_stay_is_in_named_volumes(compose: dict[str, Any], services: dict[str, dict[str, Any]]) -> None:
    used = {mount.split(":")[0] for service in services.values() for mount in service.get("volumes", ())}
    assert {name for name in used if not name.startswith("./")} == set(compose["volumes"])
    assert services["postgres"]["volumes"] == ["postgres-data:/var/lib/postgresql/data"]
    assert services["redis"]["volumes"] == ["redis-data:/data"]
    assert "--appendonly yes" in " ".join(services["redis"]["command"])


def test_r591_one_server_is_what_comes_by_itself(services: dict[str, dict[str, Any]]) -> None:
    assert [name for name, service in services.items() if "profiles" not in service] == ["sameroom"]
    assert services["sameroom"]["ports"] == ["127.0.0.1:8000:8000"]


def test_r591_several_servers_share_a_database_and_redis_behind_caddy(services: dict[str, dict[str, Any]]) -> None:
    rooms = [name for name in services if name.startswith("room-")]
    assert len(rooms) == 2
    assert set(services["caddy"]["depends_on"]) == set(rooms)
    for name in rooms:
        assert services[name]["depends_on"] == dict.fromkeys(("postgres", "redis"), WELL)
        assert "ports" not in services[name]
        assert f"{name}:8000" in CADDYFILE
    for name in ("postgres", "redis"):
        assert services[name]["networks"] == ["inside"] and "ports" not in services[name]


def test_r591_the_settings_in_it_are_settings(services: dict[str, dict[str, Any]]) -> None:
    known = {row.name for row in rows()}
    for name in ("sameroom", "room-1", "room-2"):
        given = services[name]["environment"]
        assert given.keys() <= known
        plain = {key: re.sub(r"\$\{\w+:-([^}]*)\}", r"\1", value) for key, value in given.items()}
        settings = Settings.read(plain)
        assert settings.database.startswith("postgresql://" if name != "sameroom" else "sqlite://")
    assert set(re.findall(rf"{PREFIX}[A-Z_]+(?==)", DOCKERFILE)) <= known


def test_r591_caddy_listens_where_the_ports_lead_and_keeps_a_board_together(
    services: dict[str, dict[str, Any]],
) -> None:
    http, https = re.findall(r"https?_port \{\$\w+:(\d+)\}", CADDYFILE)
    assert services["caddy"]["ports"] == [f"80:{http}", f"443:{https}", f"443:{https}/udp"]
    pattern = re.search(r"path_regexp board (\S+)", CADDYFILE)
    assert pattern
    board = "abcdefghijklmnopqrstu"
    for path in (f"/b/{board}", f"/b/{board}/wall", f"/sync/{board}", f"/sync/{board}/draft", f"/api/b/{board}/stage"):
        found = re.search(pattern[1], path)
        assert found and found[1] == board, path
    in_order = CADDYFILE.split("route {")[1]  # Caddy sorts what stands outside of a route
    assert "request_header -X-Board" in in_order.split("@board")[0], "nobody may choose their server"
    assert "lb_policy header X-Board" in CADDYFILE
    assert "./Caddyfile:/etc/caddy/Caddyfile:ro" in services["caddy"]["volumes"]


def test_r592_what_the_dockerfile_copies_is_there() -> None:
    copied = [
        word for kind, rest in instructions() if kind == "COPY" and "--from" not in rest for word in rest.split()[:-1]
    ]
    assert copied
    for name in copied:
        assert (ROOT / name).exists(), name
    ignored = (ROOT / ".dockerignore").read_text().split()
    assert not set(copied) & set(ignored)


@pytest.mark.slow
def test_r592_the_server_starts_and_is_well_with_what_the_dockerfile_says(tmp_path: Path) -> None:
    said = dict(instructions())
    given = dict(pair.split("=", 1) for pair in shlex.split(said["ENV"]))
    assert json.loads(said["CMD"]) == ["sameroom", "serve"]
    server = RunningServer(tmp_path, host=given["SAMEROOM_HOST"], public_url="")
    try:
        server.start()
        check = json.loads(said["HEALTHCHECK"].partition("CMD ")[2])
        assert check[0] == "python"
        command = [sys.executable, *(part.replace(":8000", f":{server.port}") for part in check[1:])]
        assert subprocess.run(command, timeout=10).returncode == 0
        server.stop()
        assert subprocess.run(command, capture_output=True, timeout=10).returncode != 0
    finally:
        server.close()
