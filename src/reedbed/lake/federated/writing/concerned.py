"""The rows that an UPDATE, DELETE or MERGE is about: which files may hold some, and how those become live."""

from __future__ import annotations

from dataclasses import dataclass
from typing import TYPE_CHECKING, Final

from reedbed.errors import ArchivedRowsFixed
from reedbed.lake.ranges import LOCAL_TIMES, NUMBERS, base_type
from reedbed.sql import quote

if TYPE_CHECKING:
    from collections.abc import Sequence

    from reedbed.lake.federated.choosing import Chosen
    from reedbed.lake.federated.conditions import Condition
    from reedbed.lake.federated.reading import Place
    from reedbed.lake.federated.work import Work
    from reedbed.lake.federated.writing.parts import Parts

_JOINED: Final = "reedbed_joined"


@dataclass(frozen=True, kw_only=True, slots=True)
class Concerned:
    """`name` is what the statement calls the table, `beside` the relations beside it, `where` what has to hold."""

    work: Work
    before: str
    name: str
    beside: str
    where: str
    place: Place | None

    @classmethod
    def of(cls, work: Work, parts: Parts, *, beside: str, where: str) -> Concerned:
        """What a statement with these clauses is about."""
        before, name = parts.before.decode(), parts.alias or quote(work.table.name.name)
        place = work.asked(f"{before}SELECT 1 FROM ", f" AS {name}{_tail(beside, where)}")
        return cls(work=work, before=before, name=name, beside=beside, where=where, place=place)

    @property
    def condition(self) -> Condition | None:
        """What is known of the table's columns in these rows."""
        return self.place.condition if self.place is not None else None

    def select(self, columns: Sequence[str], rows: str, *, each: Sequence[str] = ()) -> str:
        """The query for these rows in `rows`, a query for rows of the table; `each` is once there, by default a key."""
        chosen = ", ".join(f"{self.name}.{quote(column)}" for column in columns)
        keys = ", ".join(f"{self.name}.{quote(key)}" for key in each or self.work.table.key)
        distinct = f"DISTINCT ON ({keys}) " if self.beside and keys else ""
        return f"{self.before}SELECT {distinct}{chosen} FROM ({rows}) AS {self.name}{_tail(self.beside, self.where)}"

    def files(self) -> Chosen:
        """The files that may hold such rows: by what is said of their columns, and by what they are joined with."""
        chosen = self.work.choose(self.condition)
        if not chosen.count or self.place is None or not self.beside:
            return chosen
        joined = self._comparable(dict(self.place.joined))
        if not joined:
            return chosen
        values = ", ".join(
            f"TRY_CAST({other} AS {self.work.table.column(column).type}) AS {quote(column)}"
            for column, other in joined.items()
        )
        present = " AND ".join(f"{quote(column)} IS NOT NULL" for column in joined)
        rows = self.work.temporary(
            _JOINED,
            f"SELECT DISTINCT * FROM ({self.before}SELECT {values} FROM {self.beside}) AS joined WHERE {present}",
        )
        found = self.work.files_of_keys(rows, list(joined))
        self.work.forget(_JOINED)
        return chosen.only({address for group in found.addresses.values() for address in group})

    def _comparable(self, joined: dict[str, str]) -> dict[str, str]:
        """Those of the columns that are compared in a type that has their order."""
        if not joined:
            return {}
        names = {column.name.lower(): column for column in self.work.table.columns}
        rows = self.work.execute(f"DESCRIBE {self.before}SELECT {', '.join(joined.values())} FROM {self.beside}")
        found = {}
        for (column, other), row in zip(joined.items(), rows, strict=True):
            own, beside = base_type(names[column].type), base_type(str(row[1]))
            if own == beside or {own, beside} <= NUMBERS or {own, beside} <= LOCAL_TIMES:
                found[names[column].name] = other
        return found

    def bring_to_life(self, files: Chosen) -> None:
        """Copy the visible archived ones of these rows into the live table.

        Raises `ArchivedRowsFixed` when there are some in a table without a key, whose rows cannot be told apart.
        """
        work = self.work
        if not files.count:
            return
        archived = work.archived(files)
        if work.table.key:
            stored = work.stored()
            columns = ", ".join(map(quote, stored))
            work.execute(f"INSERT INTO {work.live} ({columns}) {self.select(stored, archived)}")
        elif work.execute(f"{self.select([work.table.columns[0].name], archived)} LIMIT 1"):
            raise ArchivedRowsFixed(
                f"Archived rows of {str(work.table.name)!r} cannot be changed: it has no key to tell them by.",
                hint=f"reedbed lake restore {work.table.name.argument}",
                table=str(work.table.name),
            )


def _tail(beside: str, where: str) -> str:
    """What follows the table in a query for the rows."""
    return (f", {beside}" if beside.strip() else "") + (f" WHERE {where}" if where.strip() else "")
