"""Statements compiled once."""

from collections.abc import Mapping
from typing import Any

from sqlalchemy import Dialect
from sqlalchemy.sql.expression import Executable


class Prepared:
    """A statement compiled once for the driver: in a commit of one row, Core's own road costs as much as the disk."""

    def __init__(self, statement: Executable, dialect: Dialect) -> None:
        compiled = statement.compile(dialect=dialect)  # type: ignore[attr-defined]
        self.sql: str = str(compiled)
        self._order: list[str] | None = getattr(compiled, "positiontup", None)

    def bind(self, values: Mapping[str, Any]) -> Any:
        """Values as the driver wants them: in order, or by name."""
        return values if self._order is None else tuple(map(values.__getitem__, self._order))
