"""Checks that this bundle is whole and unchanged. Needs Python 3.8 or newer and nothing else: python3 verify.py

It looks at every file's hash in manifest.json, at the hash over all of them, and at the chain of snapshots, in which
each link holds the hash of the one before.
"""

import hashlib
import json
import sys
from pathlib import Path


def main() -> int:
    """Say what is wrong, one finding a line; gives the exit status."""
    here = Path(__file__).resolve().parent
    findings = faults(here)
    for finding in findings:
        print(finding)
    if not findings:
        manifest = json.loads((here / "manifest.json").read_text("utf-8"))
        print("Unchanged: %d files, hash of all %s" % (len(manifest["files"]), manifest["whole"]))
    return 1 if findings else 0


def faults(folder: Path) -> "list[str]":
    """What is not as it was written."""
    try:
        manifest = json.loads((folder / "manifest.json").read_text("utf-8"))
        files = dict(manifest["files"])
    except (OSError, ValueError, KeyError, TypeError) as error:
        return ["manifest.json can't be read: %s" % error]
    found = []
    for name, expected in sorted(files.items()):
        path = folder / name
        if not path.is_file():
            found.append("%s is missing" % name)
        elif hashlib.sha256(path.read_bytes()).hexdigest() != expected:
            found.append("%s was changed" % name)
    there = {path.relative_to(folder).as_posix() for path in folder.rglob("*") if path.is_file()}
    for name in sorted(there - set(files) - {"manifest.json"}):
        if "__pycache__" not in name:
            found.append("%s was added" % name)
    lines = "".join("%s %s\n" % (digest, name) for name, digest in sorted(files.items()))
    if hashlib.sha256(lines.encode("utf-8")).hexdigest() != manifest.get("whole"):
        found.append("manifest.json was changed")
    return found + chain_faults(folder / "history" / "chain.json")


def chain_faults(path: Path) -> "list[str]":
    """What is wrong with the chain of snapshots, if the bundle has one."""
    if not path.is_file():
        return []
    try:
        links = json.loads(path.read_text("utf-8"))
        before = ""
        for number, link in enumerate(links, 1):
            said = {name: link[name] for name in ("body", "kind", "number", "time")}
            said["before"] = before
            text = json.dumps(said, ensure_ascii=False, sort_keys=True, separators=(",", ":"))
            if link["number"] != number or hashlib.sha256(text.encode("utf-8")).hexdigest() != link["hash"]:
                return ["the chain of snapshots is broken at link %d" % number]
            before = link["hash"]
    except (OSError, ValueError, KeyError, TypeError) as error:
        return ["history/chain.json can't be read: %s" % error]
    return []


if __name__ == "__main__":
    sys.exit(main())
