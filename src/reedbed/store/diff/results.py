"""The result that a caller of `diff` holds."""

from __future__ import annotations

from dataclasses import dataclass

from reedbed.store.diff.differences import Findings
from reedbed.store.diff.documents import Json, document
from reedbed.store.diff.page import page
from reedbed.store.diff.report import report


@dataclass(frozen=True, kw_only=True, slots=True)
class Diff(Findings):
    """The differences of two relations: `identical`, text by `str()`, JSON by `to_dict()`, HTML in a notebook."""

    def to_dict(self) -> dict[str, Json]:
        """The result as a JSON document: the verdicts and every field."""
        verdicts: dict[str, Json] = {
            "identical": self.identical,
            "same_schema": self.same_schema,
            "same_rows": self.same_rows,
        }
        fields = document(self)
        return verdicts | fields if isinstance(fields, dict) else verdicts

    def __str__(self) -> str:
        return report(self)

    def _repr_html_(self) -> str:
        return page(self)
