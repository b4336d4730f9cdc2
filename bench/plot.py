"""Pictures of what was measured: `python bench/plot.py [--hot HOT.json] [--growth GROWTH.json] FOLDER`.

They are what bench/hot_path.py and bench/growth.py wrote with --out; the pictures are hot-path.svg and growth.svg.
matplotlib is not among what Same Room or its tests need: `pip install --require-hashes -r requirements/bench.txt`.
"""

import argparse
import json
from pathlib import Path
from typing import Any

import matplotlib
from middle import median

matplotlib.use("svg")
matplotlib.rcParams["svg.hashsalt"] = "same-room"  # the same figures are the same file
matplotlib.rcParams["svg.fonttype"] = "none"
import matplotlib.pyplot as plt  # noqa: E402
import matplotlib.ticker  # noqa: E402

COLOURS = {
    "same-room": "#0f5040",
    "y-websocket-server": "#c2557e",
    "hocuspocus": "#4a72b8",
    "pycrdt-websocket": "#b8860b",
}
NAMES = {
    "people": "people on one board",
    "boards": "boards of five people in one process",
    "cards": "cards on a board of 20 people",
    "log": "rows in the log of a board of 20 people",
}


def hot_path(results: dict[str, Any], path: Path) -> None:
    """CPU and the time to a kept change, scenario by scenario."""
    figure, axes = plt.subplots(1, 2, figsize=(11, 4.6))
    for axis, key, title in (
        (axes[0], lambda row: row["cpu"] * 100, "processor, % of one core"),
        (axes[1], lambda row: row.get("change_ms", {}).get("p99"), "a change is with everyone, p99 in ms"),
    ):
        names = [name for name, row in results.items() if any(key(row[one]) for one in COLOURS if one in row)]
        for n, server in enumerate(COLOURS):
            values = [key(results[name][server]) or 0 if server in results[name] else 0 for name in names]
            axis.barh([at + n * 0.2 for at in range(len(names))], values, 0.19, color=COLOURS[server], label=server)
        axis.set_yticks([at + 0.3 for at in range(len(names))], names)
        axis.invert_yaxis()
        axis.set_title(title, loc="left", fontsize=10)
    axes[1].set_xscale("log")
    axes[1].set_xlim(left=0.5)
    plain(axes[1].xaxis)
    axes[0].legend(fontsize=8, loc="lower right")
    save(figure, path)


def growth(results: dict[str, Any], path: Path) -> None:
    """CPU, memory and times against people, boards, cards and rows."""
    kinds = [kind for kind in NAMES if kind in results]
    figure, axes = plt.subplots(3, len(kinds), figsize=(4 * len(kinds), 8.5), squeeze=False)
    for column, kind in enumerate(kinds):
        at = sorted(int(count) for count in results[kind])
        rows = [median(results[kind][str(count)]) for count in at]
        draw(axes[0][column], at, {"": [row["cpu"] * 100 for row in rows]}, "processor, % of one core")
        if kind == "log":
            times = {"from a checkpoint": "with_s", "without one": "without_s"}
            curves = {name: [row[key] for row in rows] for name, key in times.items()}
            draw(axes[1][column], at, curves, "until the board is open, s")
        else:
            draw(axes[1][column], at, {"": [row["memory_mb"] for row in rows]}, "memory of the process, MB")
        curves = {part: [row["change_ms"][part] for row in rows] for part in ("p50", "p99")}
        draw(axes[2][column], at, curves, "a change is with the others, ms")
        for row_of_axes in axes:
            if kind in ("log", "cards"):
                row_of_axes[column].set_xscale("log")
                plain(row_of_axes[column].xaxis)
        axes[2][column].set_xlabel(NAMES[kind])
    for axis in axes[0]:
        axis.set_ylim(0, 104)
    for axis in axes[2]:
        axis.set_ylim(0, max(60, axis.get_ylim()[1]))
    save(figure, path)


def plain(axis: Any) -> None:
    """Numbers as people write them."""
    axis.set_minor_locator(matplotlib.ticker.NullLocator())
    axis.set_major_formatter(lambda value, _: f"{value:,.10g}")


def draw(axis: Any, at: list[int], curves: dict[str, list[float]], title: str) -> None:
    """One field of the picture."""
    for (name, values), colour in zip(curves.items(), COLOURS.values(), strict=False):
        axis.plot(at, values, marker="o", color=colour, label=name)
    axis.set_ylim(0, 1.15 * max(max(values) for values in curves.values()))
    axis.grid(alpha=0.25)
    axis.set_title(title, loc="left", fontsize=10)
    if len(curves) > 1:
        axis.legend(fontsize=8, loc="upper left")


def save(figure: Any, path: Path) -> None:
    """As SVG, without a date."""
    figure.tight_layout()
    figure.savefig(path, metadata={"Date": None})


def main() -> None:
    """Draw what there is."""
    parser = argparse.ArgumentParser()
    parser.add_argument("folder", type=Path)
    parser.add_argument("--hot", type=Path)
    parser.add_argument("--growth", type=Path)
    options = parser.parse_args()
    for draw_all, found in ((hot_path, options.hot), (growth, options.growth)):
        if found:
            draw_all(json.loads(found.read_text()), options.folder / f"{draw_all.__name__.replace('_', '-')}.svg")


if __name__ == "__main__":
    main()
