"""Makes sure that there is a Chromium for the browser tests; installs one the way this machine allows."""

import os
import shutil
import subprocess
import sys
from pathlib import Path

NAMES = ("chromium", "chromium-browser", "google-chrome-stable", "google-chrome")


def found() -> str | None:
    """The path of a Chromium: SAMEROOM_CHROMIUM, one on PATH, or Playwright's own."""
    named = os.environ.get("SAMEROOM_CHROMIUM")
    if named:
        return named
    for name in NAMES:
        path = shutil.which(name)
        if path:
            return path
    from playwright.sync_api import sync_playwright

    with sync_playwright() as playwright:
        own = playwright.chromium.executable_path
    return own if Path(own).exists() else None


def install() -> None:
    """With Playwright, else with apt."""
    tries = [[sys.executable, "-m", "playwright", "install", "--with-deps", "chromium"]]
    if shutil.which("apt-get"):
        sudo = [] if os.geteuid() == 0 else ["sudo", "-n"]
        tries.append([*sudo, "apt-get", "update", "-qq"])
        tries.append([*sudo, "apt-get", "install", "-y", "-qq", "chromium"])
    for command in tries:
        done = subprocess.run(command, check=False, stdout=subprocess.DEVNULL)
        if done.returncode == 0 and found():
            return


if __name__ == "__main__":
    if found() is None:
        install()
    path = found()
    if path is None:
        sys.exit("No Chromium was found or could be installed. Set SAMEROOM_CHROMIUM to one and try again.")
    print(f"browser tests use {path}")
