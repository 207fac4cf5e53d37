"""FMI's multipoint coverage: one XML document into one record for each position, as text.

    gmlcov:positions                 lines `latitude longitude unixtime`
    gml:doubleOrNilReasonTupleList   a line of values for each position, in the order of the swe:field names
    gml:identifier                   the station; `asked_station` is the one in the URL, NULL where it names none

Nothing is computed: values stay the text that they came as, so that the source's columns decide what fits. NaN, and the
words that GML has for a value that is not there, are NULL. Elements are found by their local names, whatever prefix a
server gives its namespaces.
"""

from __future__ import annotations

import datetime as dt
from typing import IO, TYPE_CHECKING, Final
from urllib.parse import parse_qs, urlsplit
from xml.etree.ElementTree import Element, ParseError, TreeBuilder, XMLParser, parse

import pyarrow as pa

if TYPE_CHECKING:
    from collections.abc import Iterator

FIELDS: Final = (
    "t2m",
    "ws_10min",
    "wg_10min",
    "wd_10min",
    "rh",
    "td",
    "r_1h",
    "ri_10min",
    "snow_aws",
    "p_sea",
    "vis",
    "n_man",
    "wawa",
)
SCHEMA: Final = pa.schema([(name, pa.string()) for name in ("timestamp", "station_id", "asked_station", *FIELDS)])
NIL: Final = frozenset({"nan", "inapplicable", "missing", "template", "unknown", "withheld"})
"""Texts that stand for no value (gml:NilReasonEnumeration, and IEEE's)."""
_PARTS: Final = 3


class CoverageInvalid(ValueError):
    """The document is none of FMI's, contradicts itself, or is an ExceptionReport, whose text is this error's."""


def records(content: IO[bytes], url: str = "") -> pa.RecordBatch:
    """The records of a document, in its order. `url` names the station where the document does not.

    Raises `CoverageInvalid`.
    """
    root = _root(content)
    if _local(root) == "ExceptionReport":
        raise CoverageInvalid(report_text(root))
    if _local(root) != "FeatureCollection":
        raise CoverageInvalid(f"a {_local(root)} is no FeatureCollection")
    rows = [row for coverage in _members(root) for row in _rows(coverage, url)]
    columns = [pa.array([row.get(name) for row in rows], pa.string()) for name in SCHEMA.names]
    return pa.record_batch(columns, schema=SCHEMA)


def report_text(root: Element) -> str:
    """What an ExceptionReport says: its codes and its sentences."""
    codes = [each.get("exceptionCode") for each in _all(root, "Exception")]
    texts = [" ".join((each.text or "").split()) for each in _all(root, "ExceptionText")]
    said = " ".join([*filter(None, codes), *filter(None, texts)])
    return f"ExceptionReport: {said or 'without a text'}"


class _Tree(TreeBuilder):
    """Builds the tree of a document that declares nothing of its own: entities are how XML is made to explode."""

    def doctype(self, name: str, pubid: str | None, system: str | None) -> None:
        """Called for a document type."""
        raise CoverageInvalid(f"the document declares a type of its own, {name!r} {pubid or ''}{system or ''}".rstrip())


def _root(content: IO[bytes]) -> Element:
    try:
        return parse(content, XMLParser(target=_Tree())).getroot()  # noqa: S314 - without a document type, no entities
    except ParseError as error:
        raise CoverageInvalid(f"this is no XML: {error}") from error


def _members(root: Element) -> list[Element]:
    return [each for each in root if _local(each) == "member"]


def _rows(member: Element, url: str) -> Iterator[dict[str, str | None]]:
    names = [name for name in (field.get("name") for field in _all(member, "field")) if name]
    positions = _tuples(member, "positions", _PARTS)
    tuples = _tuples(member, "doubleOrNilReasonTupleList", len(names))
    if len(positions) != len(tuples):
        raise CoverageInvalid(f"there are {len(positions)} positions and {len(tuples)} lines of values")
    stations = _Stations(member, url)
    for position, values in zip(positions, tuples, strict=True):
        if len(position) != _PARTS or len(values) != len(names):
            raise CoverageInvalid(
                f"the line {' '.join(values)!r} at {' '.join(position)!r} does not have {len(names)} values"
            )
        row = {name.casefold(): _value(text) for name, text in zip(names, values, strict=True)}
        station = stations.at(position[0], position[1])
        yield {**row, "timestamp": _instant(position[2]), "station_id": station, "asked_station": stations.asked}


def _value(text: str) -> str | None:
    return None if text.casefold() in NIL or text.casefold().startswith("other:") else text


def _instant(text: str) -> str:
    try:
        return dt.datetime.fromtimestamp(float(text), dt.UTC).isoformat()
    except (ValueError, OverflowError, OSError) as error:
        raise CoverageInvalid(f"{text!r} is no Unix time") from error


class _Stations:
    """Which station is where. Most documents have one; of several, each is found by the name of its point."""

    def __init__(self, member: Element, url: str) -> None:
        self._by_place: dict[tuple[float, float], str] = {}
        found = [each for each in _all(member, "identifier") if each.text and each.text.strip()]
        coded = [each for each in found if "fmisid" in each.get("codeSpace", "")] or found
        self._identifiers = list(dict.fromkeys((each.text or "").strip() for each in coded))
        asked = {name.casefold(): values for name, values in parse_qs(urlsplit(url).query).items()}.get("fmisid", [])
        self.asked = asked[0] if asked else None
        self._identifiers = self._identifiers or asked
        if len(self._identifiers) > 1:
            self._find_places(member)

    def _find_places(self, member: Element) -> None:
        by_name = {}
        for location in _all(member, "Location"):
            identifiers = [(each.text or "").strip() for each in _all(location, "identifier")]
            for name in _all(location, "name"):
                if identifiers:
                    by_name[(name.text or "").strip()] = identifiers[0]
        for point in _all(member, "Point"):
            place = [float(each) for pos in _all(point, "pos") for each in (pos.text or "").split()]
            names = [(each.text or "").strip() for each in _all(point, "name")]
            known = [by_name[name] for name in names if name in by_name]
            if known and len(place) >= _PARTS - 1:
                self._by_place[(place[0], place[1])] = known[0]

    def at(self, latitude: str, longitude: str) -> str:
        """The station of a position."""
        if len(self._identifiers) == 1:
            return self._identifiers[0]
        station = self._by_place.get((float(latitude), float(longitude)))
        if station is None:
            raise CoverageInvalid(f"no station is known at {latitude} {longitude}")
        return station


def _local(element: Element) -> str:
    return element.tag.rpartition("}")[2]


def _all(root: Element, name: str) -> list[Element]:
    return [each for each in root.iter() if _local(each) == name]


def _tuples(root: Element, name: str, size: int) -> list[list[str]]:
    """The words of each line; of one line that holds several tuples, those of each (white space is all one in XML)."""
    lines = [line.split() for each in _all(root, name) for line in (each.text or "").splitlines() if line.strip()]
    if len(lines) == 1 and size and len(lines[0]) % size == 0:
        words = lines[0]
        return [words[start : start + size] for start in range(0, len(words), size)]
    return lines
