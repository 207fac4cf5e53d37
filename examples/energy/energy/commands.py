"""The commands by name, each a function of its JSON text. What a command needs is imported when it runs."""

from __future__ import annotations

from typing import TYPE_CHECKING, Final

from energy.requests import EXAMPLES, ArchiveRequest, DemoRequest, FeaturesRequest, IngestRequest, ModelRequest, parse

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

    return {**run_ingest(request)}


def train(text: str) -> dict[str, object]:
    """Train a model on what the workspace has."""
    request = parse(ModelRequest, text, "train")
    from energy.modelling import run_train  # noqa: PLC0415 - LightGBM is loaded when needed

    return run_train(request)


def predict(text: str) -> dict[str, object]:
    """Forecast 24 hours and store the run."""
    request = parse(ModelRequest, text, "predict")
    from energy.modelling import run_predict  # noqa: PLC0415 - as above

    return run_predict(request)


def latest(text: str) -> dict[str, object]:
    """The newest run that is stored."""
    request = parse(ModelRequest, text, "latest")
    from energy.modelling import run_latest  # noqa: PLC0415 - as above

    return run_latest(request)


def archive(text: str) -> dict[str, object]:
    """Move old rows to Parquet."""
    request = parse(ArchiveRequest, text, "archive")
    from energy.archiving import run_archive  # noqa: PLC0415 - DuckDB is loaded when needed

    return run_archive(request)


def demo(text: str) -> dict[str, object]:
    """Everything, once."""
    request = parse(DemoRequest, text, "demo")
    from energy.demo import run_demo  # noqa: PLC0415 - nothing else needs charts

    return run_demo(request)


COMMANDS: Final[dict[str, Callable[[str], dict[str, object]]]] = {
    "features": features,
    "ingest": ingest,
    "train": train,
    "predict": predict,
    "latest": latest,
    "archive": archive,
    "demo": demo,
}
NAMES: Final = tuple(EXAMPLES)
