"""The wall: boards/ decides and is pure; server/ does; arrows point one way."""

import ast
import subprocess
import sys
from functools import cache
from pathlib import Path

import pytest

ROOT = Path(__file__).parent.parent
ALLOWED = {
    "abc", "base64", "binascii", "bisect", "collections", "contextlib", "copy", "csv", "dataclasses", "datetime",
    "difflib", "enum", "functools", "hashlib", "heapq", "html", "io", "importlib", "itertools", "json", "math",
    "operator", "re", "statistics", "string", "struct", "textwrap", "tomllib", "typing", "types", "unicodedata",
    "urllib", "xml", "zipfile", "zlib", "__future__", "pycrdt", "boards",
}  # fmt: skip


@cache
def nodes(path: Path) -> list[ast.AST]:
    """All there is in a file."""
    return list(ast.walk(ast.parse(path.read_text())))


@cache
def imports(path: Path) -> set[str]:
    """Top-level packages a file imports."""
    found = set()
    for node in nodes(path):
        if isinstance(node, ast.Import):
            found |= {name.name.split(".")[0] for name in node.names}
        elif isinstance(node, ast.ImportFrom):
            found.add((node.module or "").split(".")[0])
    return found


@pytest.mark.parametrize("path", sorted((ROOT / "boards").rglob("*.py")), ids=lambda path: path.name)
def test_r37_boards_imports_nothing_that_waits_reads_or_sends(path: Path) -> None:
    assert imports(path) - ALLOWED == set()
    assert not any(isinstance(node, ast.AsyncFunctionDef | ast.Await) for node in nodes(path))


def test_r37_the_lint_rule_says_where_the_code_belongs() -> None:
    source = "import time\n\nprint(time.time())\n"
    said = subprocess.run(
        [sys.executable, "-m", "ruff", "check", "--output-format", "concise", "--stdin-filename", "boards/x.py", "-"],
        input=source, capture_output=True, text=True, cwd=ROOT, check=False,
    )  # fmt: skip
    assert said.returncode == 1
    assert "Take the time as an argument" in said.stdout


def test_r37_what_judges_bytes_does_not_lean_on_the_library_that_would_take_them() -> None:
    users = {path.name for path in (ROOT / "boards").rglob("*.py") if "pycrdt" in imports(path)}
    assert users
    assert "gate.py" not in users and "update.py" not in users and "protocol.py" not in users
