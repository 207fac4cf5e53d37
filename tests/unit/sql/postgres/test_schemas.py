from __future__ import annotations

import pytest

from reedbed.sql.postgres.schemas import shown_schema, stored_name, stored_schema


@pytest.mark.parametrize(
    ("parts", "stored"),
    [
        (("public",), ("public",)),
        (("public", "t"), ("main", "t")),
        (("public", "public"), ("main", "public")),
        (("public", "public", "t"), ("public", "main", "t")),
        (("Public", "t"), ("Public", "t")),
        (("other", "t"), ("other", "t")),
    ],
)
def test_a_name_has_the_engines_name_of_its_schema(parts: tuple[str, ...], stored: tuple[str, ...]) -> None:
    assert stored_name(parts) == stored


@pytest.mark.parametrize("schema", ["public", "other", "Public"])
def test_a_schema_is_shown_as_it_was_written(schema: str) -> None:
    assert shown_schema(stored_schema(schema)) == schema
