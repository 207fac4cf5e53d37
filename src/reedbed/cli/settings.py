"""`reedbed config show`: every setting, its value and where that comes from; secrets masked."""

from __future__ import annotations

import json
from typing import Annotated

from cyclopts import Parameter

from reedbed.cli.answers import Answer
from reedbed.cli.pages import Cell, Grid, Tone
from reedbed.cli.session import Session  # noqa: TC001 - cyclopts reads the annotation


def show(*, session: Annotated[Session, Parameter(parse=False)]) -> Answer:
    """Print every setting with its origin: flag, environment, .env, workspace.yaml, user file or default."""
    shown = session.settings().explain()
    document = {
        "settings": [
            {"name": setting.name, "value": setting.value, "origin": setting.origin.to_dict()} for setting in shown
        ]
    }
    cells = [
        (setting.name, _text(setting.value), Cell(text=str(setting.origin), tone=_tone(setting.origin.kind)))
        for setting in shown
    ]
    return Answer(page=[Grid(headers=("setting", "value", "from"), cells=cells)], document=document)


def _text(value: object) -> str:
    if value is None:
        return "-"
    return value if isinstance(value, str) else json.dumps(value, ensure_ascii=False)


def _tone(kind: str) -> Tone:
    return "quiet" if kind == "default" else ""
