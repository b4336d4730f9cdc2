"""A server's clock that is wrong by the seconds which the file SKEW_FILE holds, from one moment to the next."""

import os
import time
from pathlib import Path

_file = Path(os.environ["SKEW_FILE"])
_right = time.time


def _wrong() -> float:
    return _right() + float(_file.read_text())


def _wrong_ns() -> int:
    return int(_wrong() * 1_000_000_000)


setattr(time, "time", _wrong)  # noqa: B010
setattr(time, "time_ns", _wrong_ns)  # noqa: B010
