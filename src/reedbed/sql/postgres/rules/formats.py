"""The templates of to_char, to_date, to_timestamp and format (manual, sections 9.8 and 9.4.1)."""

from __future__ import annotations

import re
from typing import TYPE_CHECKING, Final

from reedbed.errors import SqlNotSupported
from reedbed.sql import literal
from reedbed.sql.postgres.macros import function

if TYPE_CHECKING:
    from collections.abc import Iterator

_PATTERNS: Final = (
    "YYYY", "IYYY", "HH24", "HH12", "MONTH", "Month", "month", "SSSSS", "SSSS", "Y,YYY", "A.M.", "P.M.", "a.m.",
    "p.m.", "B.C.", "A.D.", "b.c.", "a.d.", "IYY", "YYY", "DDD", "IDDD", "DAY", "Day", "day", "MON", "Mon", "mon",
    "TZH", "TZM", "FF1", "FF2", "FF3", "FF4", "FF5", "FF6", "HH", "MI", "SS", "MS", "US", "MM", "DD", "ID", "YY", "IY",
    "WW", "IW", "CC", "DY", "Dy", "dy", "AM", "PM", "am", "pm", "BC", "AD", "bc", "ad", "TZ", "tz", "OF", "RM", "rm",
    "Y", "I", "D", "W", "J", "Q",
)  # fmt: skip
_TEMPLATE: Final = re.compile(
    r'(?P<quoted>"(?:[^"\\]|\\.)*")|(?P<fill>FM|fm|TM)?(?P<pattern>'
    + "|".join(re.escape(pattern) for pattern in sorted(_PATTERNS, key=len, reverse=True))
    + r")(?P<ordinal>TH|th)?|(?P<other>.)",
    re.DOTALL,
)
_DIRECT: Final = {
    "YYYY": "%Y", "HH24": "%H", "HH12": "%I", "HH": "%I", "MI": "%M", "SS": "%S", "MS": "%g", "US": "%f", "MM": "%m",
    "DD": "%d", "DDD": "%j", "YY": "%y", "AM": "%p", "PM": "%p", "Dy": "%a", "Mon": "%b", "IYYY": "%G", "IW": "%V",
    "FF3": "%g", "FF6": "%f", "ID": "%u",
}  # fmt: skip
_UNPADDED: Final = {
    "HH24": "%-H",
    "HH12": "%-I",
    "HH": "%-I",
    "MI": "%-M",
    "SS": "%-S",
    "MM": "%-m",
    "DD": "%-d",
    "DDD": "%-j",
    "YYYY": "%Y",
    "YY": "%-y",
    "Dy": "%a",
    "Mon": "%b",
}
_NAMES: Final = {
    "DAY": ("%A", "upper"),
    "Day": ("%A", ""),
    "day": ("%A", "lower"),
    "MONTH": ("%B", "upper"),
    "Month": ("%B", ""),
    "month": ("%B", "lower"),
    "DY": ("%a", "upper"),
    "dy": ("%a", "lower"),
    "MON": ("%b", "upper"),
    "mon": ("%b", "lower"),
    "am": ("%p", "lower"),
    "pm": ("%p", "lower"),
}
_LONG_NAMES: Final = frozenset({"DAY", "Day", "day", "MONTH", "Month", "month"})
_NAME_WIDTH: Final = 9
_NUMERIC: Final = re.compile(r"[09]|^(?:FM)?RN$", re.IGNORECASE)


def to_char(value: str, template: str, *, interval: bool = False) -> str:
    """The expression that writes a value by a template."""
    outside = re.sub(r'"(?:[^"\\]|\\.)*"', "", template)
    if _NUMERIC.search(re.sub(r"HH12|HH24|FF[1-6]", "", outside)):
        return number_text(value, template)
    pieces: list[str] = []
    direct = ""
    for written, expression in _time_pieces(value, template):
        if expression is None:
            direct += written
            continue
        if direct:
            pieces.append(_written(value, direct, interval=interval))
            direct = ""
        pieces.append(expression)
    if direct or not pieces:
        pieces.append(_written(value, direct, interval=interval))
    return pieces[0] if len(pieces) == 1 else f"({' || '.join(pieces)})"


def _written(value: str, pattern: str, *, interval: bool) -> str:
    if interval:
        unknown = re.search(r"%(?![HMSd])-?.", pattern)
        if unknown is not None:
            raise SqlNotSupported("to_char of an interval with this template is not supported", construct="to_char")
        return f"{function('clock')}({value}, {literal(pattern)})"
    return f"strftime({value}, {literal(pattern)})"


_NUMBER: Final = re.compile(
    r"(?P<fill>FM)?(?P<sign>S|MI|PR|SG|PL)?(?P<whole>[09,G]*)(?:[.D](?P<decimals>[09]*))?(?P<last>S|MI|PR|th|TH)?$",
    re.IGNORECASE,
)


def number_text(value: str, template: str) -> str:
    """The expression that writes a number by a template of digits."""
    found = _NUMBER.match(template)
    if found is None:
        raise SqlNotSupported(f'to_char template "{template}" is not supported', construct=f"to_char {template}")
    whole = re.sub("[,Gg]", "", found["whole"])
    zeros = len(whole) - whole.index("0") if "0" in whole else 0
    decimals = found["decimals"] or ""
    kept = decimals.rindex("0") + 1 if "0" in decimals else 0
    last = (found["last"] or "").upper()
    sign = (found["sign"] or "").upper() or (last if last in {"S", "MI", "PR"} else "")
    # Without decimals a zero is written; with decimals only where a 0 asks for it.
    filler = zeros or (0 if decimals else -1)
    groups = "true" if whole != found["whole"] else "false"
    fill = "true" if found["fill"] else "false"
    widths = f"{len(whole)}, {filler}, {len(decimals)}, {kept}"
    text = f"{function('number_text')}({value}, {widths}, {groups}, {fill}, '{sign}')"
    return f"{function('ordinal')}({text}, '{found['last']}')" if last == "TH" else text


def _time_pieces(value: str, template: str) -> Iterator[tuple[str, str | None]]:
    """Each part of a template: text for strftime, or an expression of its own."""
    fill_everything = False
    for found in _TEMPLATE.finditer(template):
        pattern = found["pattern"]
        if pattern is None:
            text = found["quoted"][1:-1] if found["quoted"] else found[0]
            yield re.sub(r"\\(.)", r"\1", text).replace("%", "%%"), None
            continue
        fill = bool(found["fill"]) or fill_everything
        if found["ordinal"]:
            plain = _time_expression(value, pattern, unpadded=fill)
            yield "", f"{function('ordinal')}({plain}, {literal(found['ordinal'])})"
        elif not fill and pattern in _DIRECT:
            yield _DIRECT[pattern], None
        elif fill and pattern in _UNPADDED:
            yield _UNPADDED[pattern], None
        else:
            yield "", _time_expression(value, pattern, unpadded=fill)


def _time_expression(value: str, pattern: str, *, unpadded: bool) -> str:
    if pattern in _NAMES:
        code, case = _NAMES[pattern]
        text = f"strftime({value}, '{code}')"
        text = f"{case}({text})" if case else text
        return f"rpad({text}, {_NAME_WIDTH}, ' ')" if pattern in _LONG_NAMES and not unpadded else text
    if pattern in _DIRECT:
        return f"strftime({value}, '{_UNPADDED.get(pattern, _DIRECT[pattern]) if unpadded else _DIRECT[pattern]}')"
    expression = _COMPUTED.get(pattern)
    if expression is None:
        raise SqlNotSupported(f'to_char template "{pattern}" is not supported', construct=f"to_char {pattern}")
    number, width = expression
    text = f"CAST({number.format(value)} AS VARCHAR)"
    return f"lpad({text}, {width}, '0')" if width and not unpadded else text


_COMPUTED: Final = {
    "Q": ("date_part('quarter', {0})", 0),
    "WW": ("(date_part('doy', {0}) - 1) // 7 + 1", 2),
    "W": ("(date_part('day', {0}) - 1) // 7 + 1", 0),
    "D": ("date_part('dow', {0}) + 1", 0),
    "J": ("CAST(floor(julian({0})) AS BIGINT)", 0),
    "CC": ("date_part('century', {0})", 2),
    "YYY": ("right(strftime({0}, '%Y'), 3)", 0),
    "Y": ("right(strftime({0}, '%Y'), 1)", 0),
    "Y,YYY": ("strftime({0}, '%Y')[1:1] || ',' || strftime({0}, '%Y')[2:]", 0),
    "SSSS": ("date_part('hour', {0}) * 3600 + date_part('minute', {0}) * 60 + date_part('second', {0})", 0),
    "SSSSS": ("date_part('hour', {0}) * 3600 + date_part('minute', {0}) * 60 + date_part('second', {0})", 0),
    "TZ": (
        "CASE WHEN current_setting('TimeZone') IN ('Etc/UTC', 'GMT') THEN 'UTC' ELSE current_setting('TimeZone') END",
        0,
    ),
    "OF": ("strftime(CAST({0} AS TIMESTAMPTZ), '%z')", 0),
    "AD": ("'AD'", 0),
    "BC": ("'AD'", 0),
    "FF1": ("left(strftime({0}, '%f'), 1)", 0),
    "FF2": ("left(strftime({0}, '%f'), 2)", 0),
    "FF4": ("left(strftime({0}, '%f'), 4)", 0),
    "FF5": ("left(strftime({0}, '%f'), 5)", 0),
    "RM": ("['I', 'II', 'III', 'IV', 'V', 'VI', 'VII', 'VIII', 'IX', 'X', 'XI', 'XII'][date_part('month', {0})]", 0),
}

_PARSED: Final = {
    "YYYY": "%Y", "YY": "%y", "MM": "%m", "DD": "%d", "HH24": "%H", "HH12": "%I", "HH": "%I", "MI": "%M", "SS": "%S",
    "MS": "%g", "US": "%f", "Mon": "%b", "MON": "%b", "mon": "%b", "Month": "%B", "MONTH": "%B", "month": "%B",
    "Dy": "%a", "DY": "%a", "dy": "%a", "Day": "%A", "DAY": "%A", "day": "%A", "DDD": "%j", "AM": "%p", "PM": "%p",
    "am": "%p", "pm": "%p", "TZH": "%z", "FF3": "%g", "FF6": "%f",
}  # fmt: skip


def strptime_format(template: str, name: str) -> str:
    """The template as DuckDB's strptime reads it."""
    pieces: list[str] = []
    for found in _TEMPLATE.finditer(template):
        pattern = found["pattern"]
        if pattern is None:
            text = found["quoted"][1:-1] if found["quoted"] else found[0]
            pieces.append(text.replace("%", "%%"))
        elif pattern in _PARSED:
            pieces.append(_PARSED[pattern])
        else:
            raise SqlNotSupported(f'{name} template "{pattern}" is not supported', construct=f"{name} {pattern}")
    return "".join(pieces)


_FORMAT: Final = re.compile(r"%(?:(\d+)\$)?(-?)(\d*)([sIL%])")
_FORMATTED: Final = {"s": "text", "I": "quote_ident", "L": "quote_nullable"}


def format_call(template: str, values: list[str]) -> str | None:
    """The expression for `format(template, values…)`; `None` when the template has what is not known."""
    pieces: list[str] = []
    place, following = 0, 0
    for found in _FORMAT.finditer(template):
        if found.start() > place:
            pieces.append(literal(template[place : found.start()]))
        place = found.end()
        if found[4] == "%":
            pieces.append("'%'")
            continue
        index = int(found[1]) - 1 if found[1] else following
        following = index + 1
        if index >= len(values):
            raise SqlNotSupported("too few arguments for format()", construct="format")
        text = f"{function(_FORMATTED[found[4]])}({values[index]})"
        if found[4] == "s":
            text = f"coalesce({text}, '')"
        if found[3]:
            width = f"CAST(greatest({found[3]}, length({text})) AS INTEGER)"
            text = f"{'rpad' if found[2] else 'lpad'}({text}, {width}, ' ')"
        pieces.append(text)
    if "%" in template[place:]:
        return None
    if place < len(template) or not pieces:
        pieces.append(literal(template[place:]))
    return pieces[0] if len(pieces) == 1 else f"({' || '.join(pieces)})"
