"""The demo: sixty days from two servers on this machine to a forecast, an archive, and charts of both.

A Postgres client looks on while the rows come, and while they are archived. Each step says on stderr what it found; the
document that it ends with has the seconds of each.
"""

from __future__ import annotations

import datetime as dt
import logging
import time
from contextlib import ExitStack, contextmanager
from typing import TYPE_CHECKING, Final

from energy.archiving import run_archive
from energy.charts import forecast_chart, freshness_chart
from energy.features import TARGET
from energy.history import read_hours
from energy.ingestion import run_ingest
from energy.loopback import Faults, Sources, serve
from energy.modelling import predict, run_train
from energy.models import newest_model
from energy.predictions import latest_run, store_run
from energy.requests import ArchiveRequest, IngestRequest, ModelRequest
from energy.servers import bucket, postgresql, served
from energy.tables import CONSUMPTION, WEATHER
from energy.watching import Watcher, files_read
from energy.workspaces import prepared_workspace
from reedbed import Lake, open_store

if TYPE_CHECKING:
    from collections.abc import Iterator

    import polars as pl

    from energy.requests import DemoRequest
    from reedbed import Workspace

DAY: Final = dt.timedelta(days=1)
KEPT_LIVE: Final = 7 * DAY
API_KEY: Final = "loopback"
PER_MINUTE: Final = 6_000.0
"""The servers here are our own, and may be asked as often as one likes."""
FAULTS: Final = Faults(
    failing_every=11, throttled_every=29, page_cap=5_000, repeats=True, gap_share=0.002, nan_share=0.01
)
CORRECTION_MW: Final = 12_345.0

log = logging.getLogger(__name__)


class Demo:
    """One run of the demo in a workspace."""

    def __init__(self, workspace: Workspace, request: DemoRequest, stack: ExitStack) -> None:
        now = dt.datetime.now(dt.UTC).replace(minute=0, second=0, microsecond=0)
        self.end = request.end or now
        self.start = self.end - request.days * DAY
        self.seconds: dict[str, float] = {}
        self._workspace = workspace
        self._path = workspace.folder
        with self.step("servers"):
            self._sources = Sources(API_KEY, FAULTS, until=self.end)
            self._url = stack.enter_context(serve(self._sources))
            self._postgresql = stack.enter_context(postgresql())
            self._bucket = stack.enter_context(bucket(workspace.folder / "bucket"))
            self._door = stack.enter_context(served(workspace.folder, self._bucket or {}))

    @contextmanager
    def step(self, name: str) -> Iterator[None]:
        """Time a step."""
        begun = time.perf_counter()
        yield
        self.seconds[name] = round(time.perf_counter() - begun, 2)
        log.info("%-10s %6.2f s", name, self.seconds[name])

    def ingest(self, name: str, start: dt.datetime, end: dt.datetime) -> dict[str, object]:
        """Read all sources over a span, with a Postgres client looking on."""
        request = IngestRequest(
            workspace_path=self._path,
            fingrid_url=self._url,
            fmi_url=self._url,
            api_key=API_KEY,
            start=start,
            end=end,
            requests_per_minute=PER_MINUTE,
        )
        with self.step(name), Watcher(self._door) as watcher:
            answer = run_ingest(request)
        return {**answer, "client": watcher.seen.to_dict()}

    def forecast(self) -> tuple[dict[str, object], pl.DataFrame]:
        """Train, predict, and store the run on every backend."""
        with self.step("train"):
            trained = run_train(ModelRequest(workspace_path=self._path))
        with self.step("predict"), open_store(self._workspace) as store:
            run = predict(store, newest_model(store), dt.datetime.now(dt.UTC))
        with self.step("store"):
            stored = {name: self._stored(url, run) for name, url in self._backends().items()}
        return {"trained": trained, "stored": stored}, run

    def _backends(self) -> dict[str, str]:
        backends = {"duckdb": f"duckdb:///{self._path / 'predictions.db'}", "served": self._door}
        return backends | ({"postgresql": self._postgresql} if self._postgresql else {})

    def _stored(self, url: str, run: pl.DataFrame) -> dict[str, object]:
        with open_store(url) as store:
            first, again = store_run(store, run), store_run(store, run)
            same = latest_run(store).equals(run)
        return {"first": first, "again": again, "same_frame": same}

    def archive(self) -> dict[str, object]:
        """Archive both tables and count; weather goes to a bucket where there is one, and comes back from there.

        The bucket ends with the demo, and the workspace is to outlive it.
        """
        before = {name: self._sum(name) for name in (CONSUMPTION, WEATHER)}
        with self.step("archive"), Watcher(self._door) as watcher:
            archived = {name: self._archived(name) for name in before}
        after = {name: self._sum(name) for name in before}
        with self.step("restore"), open_store(self._workspace) as store:
            restored = Lake(store).restore(WEATHER).rows if self._bucket else 0
        return {
            **archived,
            "same_rows": before == after,
            "one_day": files_read(self._door, CONSUMPTION, self.start + DAY),
            "restored": restored,
            "client": watcher.seen.to_dict(),
        }

    def _archived(self, table: str) -> dict[str, object]:
        target = None if table == WEATHER and self._bucket else str(self._workspace.lake_path)
        before = self.end - KEPT_LIVE
        return run_archive(ArchiveRequest(workspace_path=self._path, table=table, before=before, target=target))

    def _sum(self, table: str) -> object:
        """The number of rows, and a sum over what is in them."""
        with open_store(self._workspace) as store:
            return store.query(f"SELECT count(*) AS n, bit_xor(hash(t)) AS content FROM {table} AS t").to_pylist()[0]

    def correct(self) -> dict[str, object]:
        """Let Fingrid correct an archived hour, read it again, and see what the table says."""
        hour = self.start + 3 * DAY
        while not self._known(hour):
            hour += dt.timedelta(minutes=3)
        self._sources.correct(124, hour, CORRECTION_MW)
        answer = self.ingest("correct", hour, hour + dt.timedelta(hours=1))
        return {"sources": answer["sources"], "rows": self._known(hour)}

    def _known(self, moment: dt.datetime) -> list[float]:
        with open_store(self._workspace) as store:
            rows = store.query(f"SELECT {TARGET} FROM {CONSUMPTION} WHERE timestamp = ?", (moment,)).to_pylist()
        return [row[TARGET] for row in rows]

    def charts(self, run: pl.DataFrame) -> list[str]:
        """Draw what was forecast over what came, and how fresh the sources are."""
        folder = self._path / "charts"
        with self.step("charts"), open_store(self._workspace) as store:
            files = [
                forecast_chart(read_hours(store), run, folder / "forecast.png"),
                freshness_chart(store, dt.datetime.now(dt.UTC), folder / "freshness.png"),
            ]
        return [str(file) for file in files]


def run_demo(request: DemoRequest) -> dict[str, object]:
    """Run everything; the result as JSON values."""
    workspace = prepared_workspace(request.workspace_path)
    with ExitStack() as stack:
        demo = Demo(workspace, request, stack)
        # The last day comes after the forecast of it, so that the two can be held against each other.
        known = demo.ingest("ingest", demo.start, demo.end - DAY)
        forecast, run = demo.forecast()
        came = demo.ingest("last day", demo.end - DAY, demo.end)
        archived = demo.archive()
        corrected = demo.correct()
        charts = demo.charts(run)
    return {
        "workspace_path": str(workspace.folder),
        "ingest": known,
        **forecast,
        "last_day": came,
        "archive": archived,
        "correction_of_an_archived_hour": corrected,
        "charts": charts,
        "seconds": demo.seconds,
    }
