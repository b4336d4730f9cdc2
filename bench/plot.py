"""Pictures of what was measured: `python bench/plot.py HOT.json GROWTH.json FOLDER` writes hot-path.svg and growth.svg.

matplotlib is not among what Same Room or its tests need: `pip install --require-hashes -r requirements/bench.txt`.
"""

import json
import sys
from pathlib import Path
from typing import Any

import matplotlib

matplotlib.use("svg")
matplotlib.rcParams["svg.hashsalt"] = "same-room"  # the same figures are the same file
import matplotlib.pyplot as plt  # noqa: E402

COLOURS = {
    "same-room": "#0f5040",
    "y-websocket-server": "#c2557e",
    "hocuspocus": "#4a72b8",
    "pycrdt-websocket": "#b8860b",
}
NAMES = {
    "people": "people on one board",
    "boards": "boards of five people",
    "cards": "cards on one board of 20 people",
}


def hot_path(results: dict[str, Any], path: Path) -> None:
    """CPU and the time to a kept change, scenario by scenario."""
    figure, axes = plt.subplots(1, 2, figsize=(11, 4.6))
    for axis, key, title in (
        (axes[0], lambda row: row["cpu"] * 100, "processor, % of one core"),
        (axes[1], lambda row: row.get("change_ms", {}).get("p99"), "a change is with everyone, p99 in ms"),
    ):
        names = [name for name, row in results.items() if any(key(one) for one in row.values()) and "idle" not in name]
        for n, server in enumerate(COLOURS):
            values = [key(results[name][server]) or 0 if server in results[name] else 0 for name in names]
            axis.barh([at + n * 0.2 for at in range(len(names))], values, 0.19, color=COLOURS[server], label=server)
        axis.set_yticks([at + 0.3 for at in range(len(names))], names)
        axis.invert_yaxis()
        axis.set_title(title, loc="left", fontsize=10)
    axes[1].set_xscale("log")
    axes[0].legend(fontsize=8, loc="lower right")
    save(figure, path)


def growth(results: dict[str, Any], path: Path) -> None:
    """CPU, memory and p99 against people, boards and cards."""
    kinds = [kind for kind in NAMES if kind in results]
    figure, axes = plt.subplots(3, len(kinds), figsize=(4 * len(kinds), 8), squeeze=False)
    for column, kind in enumerate(kinds):
        at = [int(count) for count in results[kind]]
        rows = list(results[kind].values())
        for axis, values, title in (
            (axes[0][column], [row["cpu"] * 100 for row in rows], "processor, % of one core"),
            (axes[1][column], [row["memory_mb"] for row in rows], "memory, MB"),
            (axes[2][column], [(row["change_ms"] or {"p99": 0})["p99"] for row in rows], "p99 of a change, ms"),
        ):
            axis.plot(at, values, marker="o", color=COLOURS["same-room"])
            axis.set_ylim(bottom=0)
            axis.set_title(title, loc="left", fontsize=10)
        axes[2][column].set_xlabel(NAMES[kind])
    save(figure, path)


def save(figure: Any, path: Path) -> None:
    """As SVG, without a date."""
    figure.tight_layout()
    figure.savefig(path, metadata={"Date": None})


if __name__ == "__main__":
    hot, grown, folder = (Path(name) for name in sys.argv[1:4])
    hot_path(json.loads(hot.read_text()), folder / "hot-path.svg")
    growth(json.loads(grown.read_text()), folder / "growth.svg")
