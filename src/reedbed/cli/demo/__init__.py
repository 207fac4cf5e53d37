"""`reedbed demo`: a year of real flights in a workspace of its own, from loading to mending, by the public commands."""

from __future__ import annotations

import os
import shlex
import shutil
import sys
import time
from dataclasses import replace
from pathlib import Path
from typing import TYPE_CHECKING, Annotated

from cyclopts import Parameter

from reedbed.cli.answers import Answer
from reedbed.cli.durations import short_duration
from reedbed.cli.pages import Commands, Facts, line
from reedbed.cli.session import Session  # noqa: TC001 - cyclopts reads the annotation

if TYPE_CHECKING:
    from reedbed.cli.pages import Block
    from reedbed.workspace import Workspace

_FOLDER = Path("reedbed-demo")
_NEXT = (
    ('sql "FROM delay_by_wind"', "does wind delay flights?"),
    ("show departures_weather", "its columns, version and checkpoint"),
    ("plan", "change LATE_MINUTES in views.py first"),
)


def demo(
    path: Annotated[Path, Parameter(help="The folder; ./reedbed-demo when left out.")] = _FOLDER,
    /,
    *,
    fresh: Annotated[bool, Parameter(help="Load and build everything anew, from the demo's own view code.")] = False,
    serve: Annotated[bool, Parameter(help="End with the door open for PostgreSQL clients.")] = False,
    port: Annotated[int, Parameter(help="The port of that door, 5433 by default; 0 takes a free one.")] = 5433,
    session: Annotated[Session, Parameter(parse=False)],
) -> Answer:
    """Show what Reedbed does with a year of real flights and weather, in a workspace that stays for you to try."""
    from reedbed.cli.demo.flights import data_folder  # noqa: PLC0415 - the help needs none of these
    from reedbed.cli.demo.folder import clear, demo_workspace, write_view_code  # noqa: PLC0415 - as above
    from reedbed.cli.demo.stage import Stage  # noqa: PLC0415 - as above
    from reedbed.cli.demo.tour import Tour  # noqa: PLC0415 - as above

    began = time.monotonic()
    data_folder()
    workspace = demo_workspace(session.options.workspace or path)
    session.options = replace(session.options, workspace=workspace.folder)
    store = session.store()
    edited = write_view_code(workspace.folder, fresh=fresh)
    if fresh:
        clear(store)
    stage = Stage(session)
    stage.show(_opening(workspace, edited, fresh=fresh), air=False)
    Tour(session, stage).walk()
    seconds = time.monotonic() - began
    stage.show(_ending(workspace, seconds))
    document = {
        "workspace": str(workspace.folder),
        "fresh": fresh,
        "edited": edited,
        **stage.document,
        "try": [f"{_program(workspace.folder)} {words}" for words, _ in _NEXT],
        "seconds": round(seconds, 3),
    }
    if not serve:
        return Answer(page=[], document=document)
    from reedbed.cli.serving import serve_workspace  # noqa: PLC0415 - the help needs none of it
    from reedbed.wiring.serving import Serving  # noqa: PLC0415 - as above

    session.close()
    stage.show([line("")])
    served = serve_workspace(session, Serving(port=port))
    return Answer(page=served.page, document=document | {"served": served.document})


def _opening(workspace: Workspace, edited: list[str], *, fresh: bool) -> list[Block]:
    page: list[Block] = [
        line("Reedbed shows itself: a year of flights from New York City, and the weather", "title"),
        Facts(pairs=[("workspace", str(workspace.folder)), ("view code", "views.py and views/*.sql, yours to change")]),
    ]
    if edited:
        kept = "written anew, the other text is in NAME.old" if fresh else "used as it is; --fresh writes it anew"
        page.append(line(f"Not the demo's own text: {', '.join(edited)}; {kept}.", "warning"))
    return page


def _ending(workspace: Workspace, seconds: float) -> list[Block]:
    program = _program(workspace.folder)
    here = () if workspace.folder == Path.cwd() else ((f"cd {shlex.quote(_short(workspace.folder))}", "work in it"),)
    commands = [*here, *((f"{program} {words}", text) for words, text in _NEXT)]
    return [
        line(f"Done in {short_duration(seconds)}.", "good"),
        Commands(title="Try next", commands=commands),
    ]


def _program(folder: Path) -> str:
    """How a shell in `folder` calls this command: by name, or by its path when it is not on the PATH."""
    own = Path(sys.executable).with_name("reedbed")
    found = shutil.which("reedbed")
    if not own.exists() or (found is not None and Path(found).resolve() == own.resolve()):
        return "reedbed"
    return shlex.quote(min(os.path.relpath(own, folder), str(own), key=len))


def _short(folder: Path) -> str:
    return min(os.path.relpath(folder), str(folder), key=len)
