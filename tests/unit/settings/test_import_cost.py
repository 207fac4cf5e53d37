"""Settings are resolved before every command, so they load nothing heavy."""

from __future__ import annotations

import subprocess
import sys
from typing import TYPE_CHECKING

if TYPE_CHECKING:
    from pathlib import Path

PROGRAM = """
import sys
from pathlib import Path
import reedbed.settings
loaded = {"import": sorted(sys.modules)}
reedbed.settings.resolve_settings(workspace_file=Path(sys.argv[1]), environ={}, user_file=None)
heavy = {"pydantic", "duckdb", "ibis", "pyarrow", "rich", "reedbed.workspace"}
print(sorted(heavy & set(sys.modules)), "ruamel.yaml" in loaded["import"])
"""


def test_resolving_settings_loads_no_engine_and_importing_them_no_yaml(tmp_path: Path) -> None:
    file = tmp_path / "workspace.yaml"
    file.write_text("owner: me\n")
    done = subprocess.run(
        [sys.executable, "-c", PROGRAM, str(file)], capture_output=True, text=True, check=True, timeout=60
    )
    assert done.stdout.strip() == "[] False"
