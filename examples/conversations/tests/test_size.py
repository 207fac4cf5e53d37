from __future__ import annotations

import json
import subprocess
import sys
from pathlib import Path
from typing import Any

import pytest

EXAMPLE = Path(__file__).parents[1]

# Runs one command in a process of its own and tells the largest memory that it held.
MEASURED = """
import json, resource, sys, time
from conversations.__main__ import main
started = time.monotonic()
code = main(sys.argv[1:])
# What getrusage tells begins with the memory of the parent, and a test runner has much of it.
try:
    with open("/proc/self/status") as status:
        peak = int(status.read().partition("VmHWM:")[2].split()[0]) // 1024
except OSError:
    peak = resource.getrusage(resource.RUSAGE_SELF).ru_maxrss // 1024
print(json.dumps({"code": code, "mebibytes": peak, "seconds": round(time.monotonic() - started, 2)}))
"""

MEMORY_LIMIT_MEBIBYTES = 128


def measured(command: str, **request: object) -> tuple[dict[str, Any], dict[str, Any]]:
    done = subprocess.run(
        [sys.executable, "-c", MEASURED, command, json.dumps(request)],
        cwd=EXAMPLE,
        capture_output=True,
        text=True,
        check=True,
    )
    answer, figures = map(json.loads, done.stdout.splitlines()[-2:])
    assert figures["code"] == 0, answer
    return answer, figures


def workspace(folder: Path) -> Path:
    folder.mkdir()
    (folder / "workspace.yaml").write_text(f"reedbed:\n  memory_limit: {MEMORY_LIMIT_MEBIBYTES}MiB\n  threads: 2\n")
    return folder


def test_a_chat_of_31855_messages_runs_whole(tmp_path: Path, capsys: pytest.CaptureFixture[str]) -> None:
    export = tmp_path / "chat.zip"
    measured("generate", path=str(export), messages=31_855, threads=4, authors=10)
    answer, figures = measured("run", workspace_path=str(tmp_path / "w"), export=str(export))
    # Reported, not asserted: what a breath is depends on the machine.
    with capsys.disabled():
        sys.stdout.write(f"\n31,855 messages, process included: {figures['seconds']} s, {figures['mebibytes']} MiB\n")
    assert answer["new_messages"] == answer["tables"]["chunks"] == 31_855


@pytest.mark.slow
def test_memory_does_not_grow_with_the_export(tmp_path: Path, capsys: pytest.CaptureFixture[str]) -> None:
    peaks = []
    for size in (100_000, 200_000):
        export = tmp_path / f"{size}.zip"
        _, made = measured("generate", path=str(export), messages=size, threads=2)
        answer, read = measured("run", workspace_path=str(workspace(tmp_path / f"w{size}")), export=str(export))
        assert answer["new_messages"] == size
        peaks.append((made["mebibytes"], read["mebibytes"]))
    (made_half, read_half), (made_whole, read_whole) = peaks
    with capsys.disabled():
        sys.stdout.write(
            f"\nMiB at half and whole: generate {made_half}, {made_whole}; run {read_half}, {read_whole}\n"
        )
    # Python, Ibis and Arrow take about 250 MiB before the first row; DuckDB keeps to its limit beside them.
    assert read_whole < 450 + MEMORY_LIMIT_MEBIBYTES
    assert read_whole < 1.2 * read_half
    assert made_whole < 1.2 * made_half
