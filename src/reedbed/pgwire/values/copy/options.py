"""The options of COPY, with PostgreSQL's defaults and refusals."""

from __future__ import annotations

from dataclasses import dataclass
from typing import TYPE_CHECKING, Final, Literal, TypeAlias, cast

from reedbed.errors import CopyOptionInvalid

if TYPE_CHECKING:
    from collections.abc import Mapping

OptionValue: TypeAlias = "str | bool | tuple[str, ...]"
Format = Literal["text", "csv", "binary", "arrow"]
Verbosity = Literal["silent", "default", "verbose"]
ColumnList: TypeAlias = "bool | tuple[str, ...]"
"""Names of columns, or True for all of them."""

_FORMATS: Final = ("text", "csv", "binary", "arrow")
_KNOWN: Final = frozenset(
    {
        "format", "delimiter", "null", "header", "quote", "escape", "force_quote", "force_not_null", "force_null",
        "encoding", "default", "freeze", "on_error", "reject_limit", "log_verbosity", "options",
    }
)  # fmt: skip
_CSV_ONLY: Final = ("quote", "escape", "force_quote", "force_not_null", "force_null")
_ONE_WAY: Final = {
    "force_quote": False,
    "force_not_null": True,
    "force_null": True,
    "default": True,
    "on_error": True,
    "reject_limit": True,
}
"""Options of COPY FROM (True) or COPY TO alone."""
_UTF8: Final = frozenset({"utf8", "utf-8", "unicode", "sql_ascii"})


@dataclass(frozen=True, kw_only=True, slots=True)
class CopyOptions:
    """How rows are spelled. `header` is `match` when the names have to be those of the columns.

    `skips` is ON_ERROR ignore: rows with a value that is none of its type are left out, `reject_limit` of them at most
    (0 for any number).
    """

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
    skips: bool = False
    reject_limit: int = 0
    verbosity: Verbosity = "default"

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
            skips=_word(options, "on_error", "stop", ("stop", "ignore")) == "ignore",
            reject_limit=_limit(options.get("reject_limit")),
            verbosity=cast("Verbosity", _word(options, "log_verbosity", "default", ("silent", "default", "verbose"))),
        )
        found._refuse_clashes()
        return found

    def _refuse_clashes(self) -> None:
        if self.skips and self.format not in {"text", "csv"}:
            raise CopyOptionInvalid("only ON_ERROR STOP is allowed in BINARY mode", option="on_error")
        if self.reject_limit and not self.skips:
            raise CopyOptionInvalid("COPY REJECT_LIMIT requires ON_ERROR to be set to IGNORE", option="reject_limit")
        if self.default is not None:
            self._refuse_default()
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

    def _refuse_default(self) -> None:
        default = self.default or ""
        if self.skips:
            raise CopyOptionInvalid("DEFAULT and ON_ERROR ignore are not supported together", option="default")
        if any(each in default for each in "\r\n"):
            raise CopyOptionInvalid("COPY default representation cannot use newline or carriage return")
        if self.delimiter in default:
            raise CopyOptionInvalid("COPY delimiter character must not appear in the DEFAULT specification")
        if self.format == "csv" and self.quote in default:
            raise CopyOptionInvalid("CSV quote character must not appear in the DEFAULT specification")
        if default == self.null:
            raise CopyOptionInvalid("NULL specification and DEFAULT specification cannot be the same")

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
    for name, direction in _ONE_WAY.items():
        if name in options and direction == outgoing:
            raise CopyOptionInvalid(f"COPY {name.upper()} cannot be used with COPY {'TO' if outgoing else 'FROM'}")
    encoding = str(options.get("encoding", "utf8")).lower()
    if encoding not in _UTF8:
        raise CopyOptionInvalid(f'COPY speaks UTF-8, not "{encoding}"', option="encoding", value=encoding)


def _word(options: Mapping[str, OptionValue], name: str, default: str, words: tuple[str, ...]) -> str:
    value = str(options.get(name, default)).lower()
    if value not in words:
        raise CopyOptionInvalid(f'COPY {name.upper()} "{value}" not recognized', option=name, value=value)
    return value


def _limit(value: OptionValue | None) -> int:
    if value is None:
        return 0
    # The reader of statements takes 1 and 0 for truths.
    number = int(value) if isinstance(value, bool) or (isinstance(value, str) and value.isdecimal()) else 0
    if number <= 0:
        raise CopyOptionInvalid(f"REJECT_LIMIT ({value}) must be greater than zero", option="reject_limit")
    return number


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
