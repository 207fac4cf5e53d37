"""`python -m reedbed.cli`: the command where no script is installed."""

from __future__ import annotations

import sys

from reedbed.cli import main

sys.exit(main())
