"""A comparison as HTML, for notebooks."""

from __future__ import annotations

from typing import TYPE_CHECKING

from reedbed.store.diff.documents import html_box, html_line, html_table
from reedbed.store.diff.report import (
    COLUMN_HEADER,
    changed_table,
    column_cells,
    concentration_text,
    count_lines,
    headline,
    key_lines,
    lone_samples,
    lone_table,
    schema_lines,
)

if TYPE_CHECKING:
    from reedbed.store.diff.differences import Findings


def page(diff: Findings) -> str:
    """The same content as the text report."""
    parts = [html_line(line) for line in [*schema_lines(diff), *key_lines(diff), *count_lines(diff)]]
    if diff.columns:
        parts.append(html_table("columns", COLUMN_HEADER, [column_cells(column) for column in diff.columns]))
    parts += [html_line(concentration_text(found)) for found in diff.concentrations]
    if diff.sample_changed:
        header, rows = changed_table(diff.key, diff.sample_changed)
        parts.append(html_table(f"changed rows, {len(diff.sample_changed)} of {diff.changed:,}", header, rows))
    for side, total, sample in lone_samples(diff):
        header, rows = lone_table(sample)
        parts.append(html_table(f"only in {side}, {len(sample)} of {total:,}", header, rows))
    mark = "✓" if diff.identical else "≠"
    return html_box(f"{mark} {headline(diff)}", parts)
