"""The commands by name, each a function of its JSON text. What a command needs is imported when it runs."""

from __future__ import annotations

from typing import TYPE_CHECKING, Final

from energy.requests import EXAMPLES, ArchiveRequest, FeaturesRequest, IngestRequest, ModelRequest, parse

if TYPE_CHECKING:
    from collections.abc import Callable


def features(text: str) -> dict[str, object]:
    """What a temperature and a wind mean."""
    from energy.thermal import thermal_features  # noqa: PLC0415 - Polars is loaded when needed

    request = parse(FeaturesRequest, text, "features")
    return {**thermal_features(request.temperature_c, request.wind_ms)}


def ingest(text: str) -> dict[str, object]:
    """Read the sources over a span."""
    request = parse(IngestRequest, text, "ingest")
    from energy.ingestion import run_ingest  # noqa: PLC0415 - DuckDB is loaded when needed

    return run_ingest(request)


COMMANDS: Final[dict[str, Callable[[str], dict[str, object]]]] = {
    "features": features,
    "ingest": ingest,
}
NAMES: Final = tuple(EXAMPLES)
