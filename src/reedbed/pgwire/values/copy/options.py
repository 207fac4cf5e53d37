"""The options of COPY, with PostgreSQL's defaults and refusals."""

from __future__ import annotations

from dataclasses import dataclass
from typing import TYPE_CHECKING, Final, Literal, TypeAlias, cast

from reedbed.errors import CopyOptionInvalid

if TYPE_CHECKING:
    from collections.abc import Mapping

OptionValue: TypeAlias = "str | bool | tuple[str, ...]"
Format = Literal["text", "csv", "binary", "arrow"]
ColumnList: TypeAlias = "bool | tuple[str, ...]"
"""Names of columns, or True for all of them."""

_FORMATS: Final = ("text", "csv", "binary", "arrow")
_KNOWN: Final = frozenset(
    {
        "format", "delimiter", "null", "header", "quote", "escape", "force_quote", "force_not_null", "force_null",
        "encoding", "default", "freeze", "on_error", "log_verbosity", "options",
    }
)  # fmt: skip
_CSV_ONLY: Final = ("quote", "escape", "force_quote", "force_not_null", "force_null")
_UTF8: Final = frozenset({"utf8", "utf-8", "unicode", "sql_ascii"})


@dataclass(frozen=True, kw_only=True, slots=True)
class CopyOptions:
    """How rows are spelled. `header` is `match` when the names have to be those of the columns."""

    format: Format = "text"
    delimiter: str = "\t"
    null: str = "\\N"
    header: bool | Literal["match"] = False
    quote: str = '"'
    escape: str = '"'
    force_quote: ColumnList = ()
    force_not_null: ColumnList = ()
    force_null: ColumnList = ()
    default: str | None = None

    @classmethod
    def read(cls, options: Mapping[str, OptionValue], *, outgoing: bool) -> CopyOptions:
        """The options of a statement, by their lower-case names. Raises `CopyOptionInvalid`."""
        for name in options:
            if name not in _KNOWN:
                raise CopyOptionInvalid(f'option "{name}" not recognized', option=name)
        format_ = str(options.get("format", "text")).lower()
        if format_ not in _FORMATS:
            raise CopyOptionInvalid(f'COPY format "{format_}" not recognized', option="format", value=format_)
        csv = format_ == "csv"
        _refuse_misplaced(options, format_, outgoing=outgoing)
        quote = _one_byte(options, "quote", '"')
        found = cls(
            format=cast("Format", format_),
            delimiter=_one_byte(options, "delimiter", "," if csv else "\t"),
            null=str(options.get("null", "" if csv else "\\N")),
            header=_header(options.get("header", False), outgoing=outgoing),
            quote=quote,
            escape=_one_byte(options, "escape", quote),
            force_quote=_columns(options.get("force_quote", ())),
            force_not_null=_columns(options.get("force_not_null", ())),
            force_null=_columns(options.get("force_null", ())),
            default=str(options["default"]) if "default" in options else None,
        )
        found._refuse_clashes()
        return found

    def _refuse_clashes(self) -> None:
        if self.delimiter in "\r\n" or any(each in self.null for each in "\r\n"):
            raise CopyOptionInvalid("COPY delimiter and null cannot be newline or carriage return")
        if self.format == "text" and self.delimiter in "\\.abcdefghijklmnopqrstuvwxyz0123456789":
            raise CopyOptionInvalid(f'COPY delimiter cannot be "{self.delimiter}"', option="delimiter")
        if self.format == "csv" and self.delimiter == self.quote:
            raise CopyOptionInvalid("COPY delimiter and quote must be different", option="quote")
        if self.format in {"text", "csv"} and self.delimiter in self.null:
            raise CopyOptionInvalid("COPY delimiter character must not appear in the NULL specification", option="null")
        if self.format == "csv" and self.quote in self.null:
            raise CopyOptionInvalid("CSV quote character must not appear in the NULL specification", option="null")

    @property
    def wire_format(self) -> int:
        """The format code of CopyInResponse and CopyOutResponse: 0 for texts, 1 for bytes."""
        return 0 if self.format in {"text", "csv"} else 1

    def names(self, option: ColumnList, columns: tuple[str, ...]) -> frozenset[str]:
        """The columns that a list of columns means."""
        return frozenset(columns if option is True else option or ())


def _refuse_misplaced(options: Mapping[str, OptionValue], format_: str, *, outgoing: bool) -> None:
    if format_ in {"binary", "arrow"}:
        for name in ("delimiter", "null", "header", "default"):
            if options.get(name, False) is not False:
                raise CopyOptionInvalid(f"cannot specify {name.upper()} in {format_.upper()} mode", option=name)
    for name in _CSV_ONLY:
        if name in options and format_ != "csv":
            raise CopyOptionInvalid(f"COPY {name.upper()} requires CSV mode", option=name)
    for name, direction in (("force_quote", False), ("force_not_null", True), ("force_null", True), ("default", True)):
        if name in options and direction == outgoing:
            raise CopyOptionInvalid(f"COPY {name.upper()} cannot be used with COPY {'TO' if outgoing else 'FROM'}")
    encoding = str(options.get("encoding", "utf8")).lower()
    if encoding not in _UTF8:
        raise CopyOptionInvalid(f'COPY speaks UTF-8, not "{encoding}"', option="encoding", value=encoding)
    if str(options.get("on_error", "stop")).lower() != "stop":
        raise CopyOptionInvalid("COPY stops at the first error", option="on_error")


def _one_byte(options: Mapping[str, OptionValue], name: str, default: str) -> str:
    value = str(options.get(name, default))
    if len(value.encode()) != 1:
        raise CopyOptionInvalid(f"COPY {name} must be a single one-byte character", option=name, value=value)
    return value


def _header(value: OptionValue, *, outgoing: bool) -> bool | Literal["match"]:
    if isinstance(value, str) and value.lower() == "match":
        if outgoing:
            raise CopyOptionInvalid('cannot use "match" with HEADER in COPY TO', option="header")
        return "match"
    if isinstance(value, bool):
        return value
    raise CopyOptionInvalid('header requires a Boolean value or "match"', option="header", value=value)


def _columns(value: OptionValue) -> ColumnList:
    return (value,) if isinstance(value, str) else value
