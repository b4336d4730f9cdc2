"""Files in and out: one module a format, each with `read(bytes) -> Draft` and `write(board) -> bytes`."""
