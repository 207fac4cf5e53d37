"""DuckDB's names of Arrow types, for the columns of a result."""

from __future__ import annotations

import pyarrow as pa

_NAMES: dict[pa.DataType, str] = {
    pa.bool_(): "BOOLEAN",
    pa.int8(): "TINYINT",
    pa.int16(): "SMALLINT",
    pa.int32(): "INTEGER",
    pa.int64(): "BIGINT",
    pa.uint8(): "UTINYINT",
    pa.uint16(): "USMALLINT",
    pa.uint32(): "UINTEGER",
    pa.uint64(): "UBIGINT",
    pa.float32(): "FLOAT",
    pa.float64(): "DOUBLE",
    pa.string(): "VARCHAR",
    pa.large_string(): "VARCHAR",
    pa.string_view(): "VARCHAR",
    pa.binary(): "BLOB",
    pa.large_binary(): "BLOB",
    pa.binary_view(): "BLOB",
    pa.date32(): "DATE",
    pa.time64("us"): "TIME",
    pa.time64("ns"): "TIME_NS",
    pa.timestamp("us"): "TIMESTAMP",
    pa.timestamp("ns"): "TIMESTAMP_NS",
    pa.timestamp("ms"): "TIMESTAMP_MS",
    pa.timestamp("s"): "TIMESTAMP_S",
    pa.month_day_nano_interval(): "INTERVAL",
    pa.null(): "NULL",
}

_EXTENSIONS = {"arrow.uuid": "UUID", "arrow.json": "JSON", "arrow.bool8": "BOOLEAN"}

_NUMERIC = (
    "TINYINT", "SMALLINT", "INTEGER", "BIGINT", "HUGEINT", "UTINYINT", "USMALLINT", "UINTEGER", "UBIGINT",
    "UHUGEINT", "BIGNUM", "FLOAT", "DOUBLE", "DECIMAL",
)  # fmt: skip


def type_name(kind: pa.DataType) -> str:
    """The DuckDB type that an Arrow type stands for; an enum keeps its words only in the database."""
    if kind in _NAMES:
        return _NAMES[kind]
    if isinstance(kind, pa.BaseExtensionType):
        return _EXTENSIONS.get(kind.extension_name) or str(kind.extension_name).upper()
    if pa.types.is_decimal(kind):
        return f"DECIMAL({kind.precision},{kind.scale})"
    if pa.types.is_timestamp(kind):
        return "TIMESTAMP WITH TIME ZONE"
    if pa.types.is_dictionary(kind):
        return "ENUM"
    return _nested(kind)


def _nested(kind: pa.DataType) -> str:
    if pa.types.is_fixed_size_list(kind):
        return f"{type_name(kind.value_type)}[{kind.list_size}]"
    if pa.types.is_list(kind) or pa.types.is_large_list(kind):
        return f"{type_name(kind.value_type)}[]"
    if pa.types.is_map(kind):
        return f"MAP({type_name(kind.key_type)}, {type_name(kind.item_type)})"
    if pa.types.is_struct(kind) or pa.types.is_union(kind):
        word = "STRUCT" if pa.types.is_struct(kind) else "UNION"
        fields = [kind.field(position) for position in range(kind.num_fields)]
        return f"{word}({', '.join(f'{field.name} {type_name(field.type)}' for field in fields)})"
    return str(kind).upper()


def is_numeric(name: str) -> bool:
    """Whether values of this DuckDB type are numbers, which are aligned to the right."""
    return name.partition("(")[0] in _NUMERIC and not name.endswith("]")
