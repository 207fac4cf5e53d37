"""How long does a command take, from the shell's point of view? `reedbed --help` and `reedbed sql "select 1"`.

Whole processes, with the interpreter's start. Targets: 250 ms and 600 ms. Beside them: the interpreter alone, and
Python importing duckdb and running the same query.
"""

from __future__ import annotations

import subprocess
import sys
import tempfile
from pathlib import Path
from statistics import median

from rounds import interleave

ROUNDS = 15
REEDBED = str(Path(sys.executable).with_name("reedbed"))
QUERY = "import duckdb; print(duckdb.connect('plain.db').execute('select 1').fetchall())"


def main() -> None:
    """Run and print; exit code 1 when a target is missed."""
    with tempfile.TemporaryDirectory() as folder:
        subprocess.run([REEDBED, "init", folder], check=True, capture_output=True)

        def run(*command: str) -> None:
            subprocess.run(command, check=True, capture_output=True, cwd=folder)

        print(f"whole processes; {ROUNDS} rounds, interleaved")
        times = interleave(
            {
                "reedbed --help": lambda: run(REEDBED, "--help"),
                'reedbed sql "select 1"': lambda: run(REEDBED, "sql", "select 1"),
                "python -c pass": lambda: run(sys.executable, "-c", "pass"),
                "python, duckdb alone": lambda: run(sys.executable, "-c", QUERY),
            },
            rounds=ROUNDS,
        )
    met = True
    for name, target in (("reedbed --help", 250), ('reedbed sql "select 1"', 600)):
        taken = sorted(second * 1000 for second in times.seconds[name])
        print(f"  {name:<44} {median(taken):10.1f} ms, {taken[0]:.1f} to {taken[-1]:.1f}, target {target} ms")
        met = met and median(taken) <= target
    for name in ("python -c pass", "python, duckdb alone"):
        print(f"  {name:<44} {median(times.seconds[name]) * 1000:10.1f} ms")
    sys.exit(not met)


if __name__ == "__main__":
    main()
