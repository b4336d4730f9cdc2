"""The styles: themes, contrast, and colours only from the tokens (client/src/styles, client/src/theme.ts)."""

import re
from pathlib import Path

import pytest

from boards.schema import KINDS

ROOT = Path(__file__).parent.parent
STYLES = ROOT / "client/src/styles"
TEMPLATES = ROOT / "server/templates"


def test_r112_the_theme_is_set_before_the_first_paint() -> None:
    head = (TEMPLATES / "head.html").read_text()
    assert head.index("theme.script") < head.index("stylesheet")
    line = next(line for line in head.splitlines() if "theme.script" in line)
    assert "defer" not in line and "module" not in line and "async" not in line
    source = (ROOT / "client/src/theme.ts").read_text()
    assert not re.search(r"^(import|export)\b", source, re.MULTILINE)


def test_r112_what_the_device_asks_for_is_the_theme_one_can_choose() -> None:
    css = (STYLES / "tokens.css").read_text()
    for theme, query in (("dark", "prefers-color-scheme: dark"), ("contrast", "prefers-contrast: more")):
        chosen = re.search(rf'\[data-theme="{theme}"\] \{{(.*?)\n\}}', css, re.DOTALL)
        asked = re.search(rf"@media \({query}\) \{{\s*:root:not\(\[data-theme\]\) \{{(.*?)\n  \}}", css, re.DOTALL)
        assert chosen and asked
        assert declarations(chosen[1]) == declarations(asked[1])
        assert len(declarations(chosen[1])) > 80


def declarations(block: str) -> dict[str, str]:
    """Property -> value of a block of CSS."""
    bare = re.sub(r"/\*.*?\*/", "", block, flags=re.DOTALL)
    pairs = re.findall(r'([\w-]+):\s*((?:"[^"]*"|[^;"])+);', bare)
    return {name: value.strip() for name, value in pairs}


def themes() -> dict[str, dict[str, str]]:
    """Every theme's own declarations."""
    css = (STYLES / "tokens.css").read_text()
    light = re.search(r':root, \[data-theme="light"\] \{(.*?)\n\}', css, re.DOTALL)
    assert light
    found = {"light": declarations(light[1])}
    for theme in ("dark", "contrast"):
        block = re.search(rf'\[data-theme="{theme}"\] \{{(.*?)\n\}}', css, re.DOTALL)
        assert block
        found[theme] = declarations(block[1])
    return found


def luminance(colour: str) -> float:
    """WCAG 2.2 relative luminance of #rrggbb."""
    parts = [int(colour[i : i + 2], 16) / 255 for i in (1, 3, 5)]
    red, green, blue = (c / 12.92 if c <= 0.04045 else ((c + 0.055) / 1.055) ** 2.4 for c in parts)
    return 0.2126 * red + 0.7152 * green + 0.0722 * blue


def contrast(one: str, other: str) -> float:
    """Contrast ratio of two colours."""
    bright, dim = sorted((luminance(one), luminance(other)), reverse=True)
    return (bright + 0.05) / (dim + 0.05)


GROUNDS = ("floor", "table", "surface", "surface-sunk")
PAIRS = [
    *((ink, ground) for ink in ("ink", "ink-2", "brand") for ground in GROUNDS),
    *((ink, soft) for ink in ("ink", "ink-2") for soft in ("lamp-soft", "brand-soft")),
    ("on-brand", "brand"),
    ("on-brand", "brand-hover"),
    ("on-lamp", "lamp"),
    ("danger", "surface"),
    ("danger", "table"),
    ("danger", "danger-soft"),
    ("warn", "warn-soft"),
    ("ok", "ok-soft"),
    ("table", "ink"),
    *((kind, f"{kind}-paper") for kind in KINDS),
    *(("ink", f"{kind}-paper") for kind in KINDS),
    *(("on-dept-deep", f"dept-{n}") for n in (1, 3, 5, 8, 10, 12)),
    *(("on-dept-pale", f"dept-{n}") for n in (2, 4, 6, 7, 9, 11)),
    ("on-citizen", "citizen"),
]
EDGES = [("line-strong", ground) for ground in GROUNDS] + [
    (f"{kind}-edge", ground) for kind in KINDS for ground in ("table", f"{kind}-paper")
]


@pytest.mark.parametrize("theme", ["light", "dark", "contrast"])
def test_r112_words_stand_out_from_what_is_behind_them(theme: str) -> None:
    tokens = themes()[theme]
    for ink, ground in PAIRS:
        assert contrast(tokens[f"--sr-{ink}"], tokens[f"--sr-{ground}"]) >= 4.5, (theme, ink, ground)
    for edge, ground in EDGES:
        assert contrast(tokens[f"--sr-{edge}"], tokens[f"--sr-{ground}"]) >= 3, (theme, edge, ground)


@pytest.mark.parametrize("name", ["same-room.css", "pages.css"])
def test_r112_styles_name_no_colour_of_their_own(name: str) -> None:
    css = re.sub(r"/\*.*?\*/|url\([^)]*\)", "", (STYLES / name).read_text(), flags=re.DOTALL)
    assert not re.findall(r"#[0-9a-fA-F]{3,8}\b(?![^{]*\{)", css)
    known = set().union(*themes().values()) | set(re.findall(r"--sr-[\w-]+(?=:)", (STYLES / "tokens.css").read_text()))
    assert set(re.findall(r"var\((--sr-[\w-]+)", css)) <= known
