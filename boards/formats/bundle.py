"""The bundle: a zip of a board and its archive that opens in any browser without this service, and comes in elsewhere.

The same board makes the same bytes: files in order of name, no times of day, one way to compress. manifest.json holds
the hash of every file; verify.py (server/verify.py), which is in it, checks them with Python alone.
"""

import hashlib
import io
import json
import re
import zipfile
import zlib
from collections.abc import Mapping
from typing import Any

from boards.errors import BadFile
from boards.formats.source import json_object

FORMAT, VERSION = "same-room-bundle", 1
MANIFEST = "manifest.json"
DATA = "data/board.json"

MAX_BUNDLE_BYTES = 300 * 1024 * 1024
MAX_CONTENT_BYTES = 1024 * 1024 * 1024
MAX_FILES = 5_000
MAX_RATIO = 200
"""How many times smaller a file may be packed: text packs to a twentieth, a bomb to a thousandth."""

_NAME = re.compile(r"[a-z0-9][a-z0-9._-]{0,80}(/[a-z0-9][a-z0-9._-]{0,80}){0,3}")
_DATE = (1980, 1, 1, 0, 0, 0)
_SIGN = b"PK\x03\x04"


def is_bundle(data: bytes) -> bool:
    """Whether this is a zip file at all."""
    return data[:4] == _SIGN


def pack(contents: Mapping[str, bytes], about: Mapping[str, Any]) -> bytes:
    """The zip of these files and their manifest. `about` is what the manifest says besides."""
    whole = dict(contents)
    hashes = {name: hashlib.sha256(data).hexdigest() for name, data in sorted(whole.items())}
    manifest = {"format": FORMAT, "version": VERSION, **about, "files": hashes, "whole": _whole(hashes)}
    whole[MANIFEST] = (json.dumps(manifest, ensure_ascii=False, indent=1, sort_keys=True) + "\n").encode()
    out = io.BytesIO()
    with zipfile.ZipFile(out, "w") as archive:
        for name, data in sorted(whole.items()):
            info = zipfile.ZipInfo(name, _DATE)
            info.compress_type, info.create_system, info.external_attr = zipfile.ZIP_DEFLATED, 3, 0o644 << 16
            archive.writestr(info, data, compresslevel=6)
    return out.getvalue()


def unpack(data: bytes) -> tuple[dict[str, Any], dict[str, bytes]]:
    """Manifest and files of a bundle, if it is whole and unchanged. Raises BadFile with the file at fault."""
    if len(data) > MAX_BUNDLE_BYTES:
        raise BadFile(f"The bundle has {len(data) / 1048576:.0f} MB; the most is {MAX_BUNDLE_BYTES // 1048576} MB.")
    try:
        with zipfile.ZipFile(io.BytesIO(data)) as archive:
            found = _read(archive)
    except (
        zipfile.BadZipFile,
        zipfile.LargeZipFile,
        NotImplementedError,
        EOFError,
        OSError,
        ValueError,
        zlib.error,
    ) as error:
        raise BadFile(f"The bundle can't be unpacked: {error}.") from error
    except RuntimeError as error:  # what zipfile says of a file under a password
        raise BadFile("The bundle is under a password.") from error
    manifest = json_object(found.pop(MANIFEST, b"{}"))
    if manifest.get("format") != FORMAT:
        raise BadFile(f'This zip is no bundle of Same Room: {MANIFEST} with `format` "{FORMAT}" is missing.')
    if manifest.get("version") != VERSION:
        raise BadFile(f"The bundle is of version {str(manifest.get('version'))[:20]}; this program reads {VERSION}.")
    _check(manifest, found)
    return manifest, found


def _read(archive: zipfile.ZipFile) -> dict[str, bytes]:
    """Every file, its size looked at before it is unpacked and while it is."""
    entries = archive.infolist()
    if len(entries) > MAX_FILES:
        raise BadFile(f"The bundle has {len(entries):,} files; the most is {MAX_FILES:,}.")
    found: dict[str, bytes] = {}
    total = 0
    for entry in entries:
        name = entry.filename
        if not _NAME.fullmatch(name) or ".." in name or (entry.external_attr >> 16) & 0o170000 not in (0, 0o100000):
            raise BadFile(f"The bundle holds {name[:80]!r}, which is no file of a bundle.")
        if name in found:
            raise BadFile(f"The bundle holds {name[:80]!r} twice.")
        total += entry.file_size
        packed = max(1, entry.compress_size)
        if total > MAX_CONTENT_BYTES or (entry.file_size > 1_000_000 and entry.file_size / packed > MAX_RATIO):
            raise BadFile(f"The bundle would unpack to far more than it is ({name[:80]!r}), so it was not unpacked.")
        with archive.open(entry) as file:
            found[name] = file.read(entry.file_size + 1)
        if len(found[name]) != entry.file_size:
            raise BadFile(f"The bundle is wrong about the size of {name[:80]!r}.")
    return found


def _check(manifest: Mapping[str, Any], found: Mapping[str, bytes]) -> None:
    hashes = manifest.get("files")
    if not isinstance(hashes, dict):
        raise BadFile(f"{MANIFEST}: `files` must hold the hash of every file.")
    for name in sorted(hashes.keys() | found.keys()):
        if name not in found:
            raise BadFile(f"{name[:80]} is missing from the bundle.")
        if hashlib.sha256(found[name]).hexdigest() != hashes.get(name):
            raise BadFile(f"{name[:80]} is not as it was written: the bundle was changed or damaged.")
    if manifest.get("whole") != _whole(hashes):
        raise BadFile(f"{MANIFEST} is not as it was written: the bundle was changed or damaged.")


def _whole(hashes: Mapping[str, Any]) -> str:
    lines = "".join(f"{digest} {name}\n" for name, digest in sorted(hashes.items()))
    return hashlib.sha256(lines.encode()).hexdigest()
