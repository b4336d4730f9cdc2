"""Makes sure that there is a Chromium for the browser tests; installs one the way this machine allows."""

import os
import shutil
import subprocess
import sys
from pathlib import Path

# The shell has no window and no browser around the page: the same pages take it a third less time.
SHELL = "chromium-headless-shell"
NAMES = (SHELL, "chromium", "chromium-browser", "google-chrome-stable", "google-chrome")


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
    """The shell with apt, else any Chromium with Playwright or apt."""
    sudo = [] if os.geteuid() == 0 else ["sudo", "-n"]
    tries = [[sys.executable, "-m", "playwright", "install", "--with-deps", "chromium"]]
    if shutil.which("apt-get"):
        subprocess.run([*sudo, "apt-get", "update", "-qq"], check=False, stdout=subprocess.DEVNULL)
        tries.insert(0, [*sudo, "apt-get", "install", "-y", "-qq", SHELL])
        tries.append([*sudo, "apt-get", "install", "-y", "-qq", "chromium"])
    for command in tries:
        if found() is None or SHELL in command:
            subprocess.run(command, check=False, stdout=subprocess.DEVNULL)


if __name__ == "__main__":
    if "SAMEROOM_CHROMIUM" not in os.environ and shutil.which(SHELL) is None:
        install()
    path = found()
    if path is None:
        sys.exit("No Chromium was found or could be installed. Set SAMEROOM_CHROMIUM to one and try again.")
    print(f"browser tests use {path}")
