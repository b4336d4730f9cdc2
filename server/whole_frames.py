"""Frames that come alone and whole, read in one step: most of what browsers send are small frames, each by itself.

Everything else (fragments, control frames, several frames at once, parts of one) goes through websockets' own parser,
which keeps what it has of a frame to itself. So count: bytes given to it less bytes of the frames it gave back. At
nought it stands between two frames, and may be passed by. A frame whose length is written longer than need be leaves
the count above nought for good, never below: then it is not passed by any more, which costs time and nothing else.
"""

from websockets.frames import Frame, Opcode

try:
    from websockets.speedups import apply_mask
except ImportError:  # no C here
    from websockets.utils import apply_mask

BINARY_WHOLE = 0x80 | Opcode.BINARY
MASKED = 0x80


class WholeFrames:
    """For one connection."""

    __slots__ = ("_limit", "_unread")

    def __init__(self, limit: int) -> None:
        """`limit`: bytes of the largest message; 0 where frames may be deflated, so that their sizes tell nothing."""
        self._limit = limit
        self._unread: int | None = None
        """Of what the parser was given; None until the upgrade request is through, or where frames are not counted."""

    def begin(self, data: bytes) -> None:
        """The parser was given these bytes, and found the upgrade request in them."""
        if self._limit:
            self._unread = len(data.partition(b"\r\n\r\n")[2])

    def follow(self, data: bytes) -> None:
        """The parser was given these bytes."""
        if self._unread is not None:
            self._unread += len(data)

    def gave(self, frame: Frame) -> None:
        """The parser gave a frame."""
        if self._unread is not None:
            size = len(frame.data)
            self._unread -= 6 + size + (0 if size < 126 else 2 if size < 65536 else 8)

    def read(self, data: bytes) -> bytes | None:
        """The message, where these bytes are one whole unfragmented binary frame and the parser has nothing in hand."""
        if self._unread != 0 or len(data) < 6 or data[0] != BINARY_WHOLE or data[1] < MASKED:
            return None
        size, at = data[1] & 0x7F, 2
        if size == 126:
            size, at = int.from_bytes(data[2:4]), 4
        if size > 65535 or size > self._limit or len(data) != at + 4 + size or (at == 4 and size < 126):
            return None
        return bytes(apply_mask(data[at + 4 :], data[at : at + 4]))
