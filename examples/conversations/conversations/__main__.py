"""The program: `python -m conversations COMMAND '<json>'`.

stdout ends with one compact JSON object, for success and for failure; talk goes to stderr. Exit codes: 0 done,
3 known failure, 4 our bug, 130 interrupted.
"""

from __future__ import annotations

import json
import logging
import sys
from typing import TYPE_CHECKING

from conversations.errors import FileRefused, RequestInvalid
from conversations.requests import EXAMPLES, GenerateRequest, RunRequest, parse
from reedbed import ReedbedError

if TYPE_CHECKING:
    from collections.abc import Callable

EXIT_DONE, EXIT_FAILED, EXIT_BUG, EXIT_INTERRUPTED = 0, 3, 4, 130

log = logging.getLogger("conversations")


def generate(text: str) -> dict[str, object]:
    """Write a synthetic export."""
    from conversations import generator  # noqa: PLC0415 - `run` needs none of it

    request = parse(GenerateRequest, text, "generate")
    recipe = generator.Recipe(**request.model_dump(exclude={"path"}))
    made = generator.generate(request.path, recipe)
    counts = {name: made.counts[name] for name in _COUNTED}
    size = request.path.stat().st_size
    return {"path": str(request.path), "synthetic": True, **counts, "threads": request.threads, "size_bytes": size}


_COUNTED = ("messages", "system", "media", "attached", "duplicates", "continuation_lines")


def run(text: str) -> dict[str, object]:
    """Take an export into a workspace and build its views."""
    from conversations.pipeline import run_pipeline  # noqa: PLC0415 - Ibis takes 0.4 s to import

    return run_pipeline(parse(RunRequest, text, "run"))


COMMANDS: dict[str, Callable[[str], dict[str, object]]] = {"generate": generate, "run": run}


def main(arguments: list[str]) -> int:
    """Run one command; the exit code."""
    logging.basicConfig(stream=sys.stderr, level=logging.INFO, format="%(message)s")
    try:
        document, code = _answer(arguments), EXIT_DONE
    except ReedbedError as error:
        document, code = {"error": error.to_dict()}, EXIT_FAILED
    except OSError as error:
        where = error.filename or "A file"
        refused = FileRefused(f"{where}: {error.strerror or error}.", hint=f"ls -ld {where}", path=error.filename)
        document, code = {"error": refused.to_dict()}, EXIT_FAILED
    except KeyboardInterrupt:
        document = {"error": _plain("CONV130", "Interrupted: finished steps are kept, the last left nothing.")}
        code = EXIT_INTERRUPTED
    except Exception as error:  # the program's edge: whoever called it must get JSON
        log.exception("A bug of this program:")
        document, code = {"error": _plain("CONV000", f"A bug of this program: {error!r}.")}, EXIT_BUG
    sys.stdout.write(json.dumps(document, separators=(",", ":"), default=str) + "\n")
    return code


def _answer(arguments: list[str]) -> dict[str, object]:
    known = ", ".join(COMMANDS)
    example = f"python -m conversations run '{EXAMPLES['run']}'"
    if not arguments or arguments[0] not in COMMANDS:
        found = f"found {arguments[0]!r}" if arguments else "found none"
        raise RequestInvalid(f"The command is one of {known}; {found}.", hint=example, commands=list(COMMANDS))
    command, *rest = arguments
    if len(rest) != 1:
        raise RequestInvalid(
            f"{command!r} takes one JSON object as its argument; found {len(rest)} arguments.",
            hint=f"python -m conversations {command} '{EXAMPLES[command]}'",
        )
    return COMMANDS[command](rest[0])


def _plain(code: str, message: str) -> dict[str, object]:
    docs = "examples/conversations/README.md#errors"
    return {"code": code, "message": message, "hint": "", "docs": docs, "retryable": False, "details": {}}


if __name__ == "__main__":
    sys.exit(main(sys.argv[1:]))
