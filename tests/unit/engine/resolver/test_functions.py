"""Every function of DuckDB is classified, and what the classes say is what they mean."""

from __future__ import annotations

import re
import subprocess
import sys
from pathlib import Path

import pytest

from reedbed.engine import Database
from reedbed.engine.resolver.functions import FunctionClasses, function_classes

ROOT = Path(__file__).resolve().parents[4]
REACHES_OUT = re.compile(r"read_|_scan$|^parquet_|glob|secret|_logs?$|logging|profiling|checkpoint|__internal|^sniff")


def test_every_function_of_duckdb_is_classified() -> None:
    answer = subprocess.run(
        [sys.executable, str(ROOT / "tools" / "engine_functions.py")], capture_output=True, text=True, check=False
    )
    assert answer.returncode == 0, answer.stdout + answer.stderr


def test_no_function_has_two_classes() -> None:
    classes = function_classes()
    assert sum(len(names) for names in classes) == len(classes.every)


@pytest.mark.parametrize("section", FunctionClasses._fields)
def test_names_are_folded_and_each_stands_once(section: str) -> None:
    names = getattr(function_classes(), section)
    assert names
    assert all(name == name.lower() for name in names)


def test_nothing_for_everybody_is_named_like_a_function_that_reaches_out() -> None:
    assert [name for name in sorted(function_classes().anyone) if REACHES_OUT.search(name)] == []


def test_table_functions_for_everybody_are_few_and_known() -> None:
    with Database.open(None) as database:
        rows = database.rows(
            "SELECT DISTINCT function_name FROM duckdb_functions() WHERE function_type IN ('table', 'table_macro')"
        )
    allowed = {name for (name,) in rows} & function_classes().anyone
    assert {name for name in allowed if not name.startswith(("duckdb_", "pragma_"))} == {
        "generate_series",
        "histogram",
        "icu_calendar_names",
        "json_each",
        "json_tree",
        "pg_timezone_names",
        "range",
        "repeat",
        "repeat_row",
        "test_all_types",
        "test_vector_types",
        "unnest",
    }
