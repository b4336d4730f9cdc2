"""lib0's encoding, which Yjs updates are written in: numbers, strings and JSON-like values. Strict, within limits.

Source: https://github.com/dmonad/lib0/blob/main/encoding.js
"""

import json
from dataclasses import dataclass
from struct import Struct as Packing
from typing import Any

from boards.errors import Malformed, TooLarge
from boards.schema import MAX_DEPTH, MAX_UPDATE_BYTES, MAX_UPDATE_RANGES

MAX_INT = (1 << 53) - 1

Id = tuple[int, int]
"""Client id and clock."""


@dataclass(frozen=True, slots=True)
class Limits:
    """How large an update may be."""

    update_bytes: int = MAX_UPDATE_BYTES
    structs: int = 200_000
    """Old ones too: a client may send all it has."""
    ranges: int = MAX_UPDATE_RANGES
    string_bytes: int = 200_000
    depth: int = MAX_DEPTH


THEIRS = Limits()
OURS = Limits(update_bytes=1 << 40, structs=1 << 40, ranges=1 << 40, string_bytes=1 << 40, depth=64)
"""For what our own documents wrote."""


class Reader:
    """Reads lib0's encoding, never past the end; where IndexError tells of the end, `decode` translates it."""

    __slots__ = ("at", "data", "limits", "own", "own_bytes")

    def __init__(self, data: bytes, limits: Limits) -> None:
        self.data = data
        self.at = 0
        self.limits = limits
        self.own = 0
        """Whose changes are being read: most ids are theirs, and comparing bytes is quicker than reading a number."""
        self.own_bytes = b"\x00"

    def uint(self) -> int:
        """A varUint: 7 bits a byte, low first, at most 53 bits, in its shortest form."""
        at = self.at
        data = self.data
        byte = data[at]
        at += 1
        if byte < 128:
            self.at = at
            return byte
        value = byte & 127
        shift = 7
        while byte > 127:
            byte = data[at]
            at += 1
            value |= (byte & 127) << shift
            shift += 7
            if shift > 56 or not byte:
                raise Malformed("number too long")
        self.at = at
        if value > MAX_INT:
            raise Malformed("number too large")
        return value

    def id(self) -> Id:
        """A client id and a clock."""
        if self.data.startswith(self.own_bytes, self.at):
            self.at += len(self.own_bytes)
            return (self.own, self.uint())
        return (self.uint(), self.uint())

    def take(self, length: int) -> bytes:
        """So many bytes."""
        at = self.at
        end = self.at = at + length
        if end > len(self.data):
            raise Malformed("update ends early")
        return self.data[at:end]

    def count(self) -> int:
        """How many things of at least a byte follow."""
        count = self.data[self.at]
        if count < 128:
            self.at += 1
        else:
            count = self.uint()
        if count > len(self.data) - self.at:
            raise Malformed("update ends early")
        return count

    def string(self) -> str:
        """A varString: length in bytes, then UTF-8."""
        at = self.at
        length = self.data[at]
        if length < 128:
            at += 1
        else:
            length = self.uint()
            at = self.at
        if length > self.limits.string_bytes:
            raise TooLarge("string too long")
        end = self.at = at + length
        if end > len(self.data):
            raise Malformed("update ends early")
        try:
            return self.data[at:end].decode()
        except UnicodeDecodeError:
            raise Malformed("not UTF-8") from None

    def any(self, depth: int = 0) -> Any:
        """A JSON-like value with its type in front."""
        tag = self.data[self.at]
        self.at += 1
        if tag == 125:
            return self._int()
        if tag == 119:
            return self.string()
        if tag in (117, 118):
            if depth >= self.limits.depth:
                raise TooLarge("nested too deeply")
            return self._list(depth + 1) if tag == 117 else self._object(depth + 1)
        return self._scalar(tag)

    def _scalar(self, tag: int) -> Any:
        if tag == 123:
            return _float64.unpack(self.take(8))[0]
        if tag == 124:
            return _float32.unpack(self.take(4))[0]
        if tag == 122:
            return int.from_bytes(self.take(8), "big", signed=True)
        if tag in (120, 121):
            return tag == 120
        if tag in (126, 127):
            return None
        if tag == 116:
            return self.take(self.uint())
        raise Malformed("unknown kind of value")

    def _int(self) -> int:
        byte = self.data[self.at]
        self.at += 1
        negative = byte & 64
        value = byte & 63
        shift = 6
        while byte > 127:
            byte = self.data[self.at]
            self.at += 1
            value |= (byte & 127) << shift
            shift += 7
            if shift > 55:
                raise Malformed("number too long")
        if value > MAX_INT:
            raise Malformed("number too large")
        return -value if negative else value

    def _list(self, depth: int) -> list[Any]:
        return [self.any(depth) for _ in range(self.count())]

    def _object(self, depth: int) -> dict[str, Any]:
        return {self.string(): self.any(depth) for _ in range(self.count())}

    def json(self) -> str:
        """A string that is JSON; Rust's parser is stricter than Python's."""
        text = self.string()
        try:
            value = json.loads(text, parse_constant=_no_constant)
            json.dumps(value, ensure_ascii=False, allow_nan=False).encode()
        except (ValueError, RecursionError):
            raise Malformed("not JSON") from None
        return text


_float32 = Packing(">f")
_float64 = Packing(">d")


def _no_constant(name: str) -> None:
    raise ValueError(name)


def varuint(number: int) -> bytes:
    """A number as lib0 writes it: 7 bits a byte, low first."""
    if number < 128:
        return bytes((number,))
    out = bytearray()
    while number > 127:
        out.append(number & 127 | 128)
        number >>= 7
    out.append(number)
    return bytes(out)
