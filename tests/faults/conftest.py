"""Chance for fault tests: fresh at each run, printed, and repeatable with REEDBED_SEED."""

from __future__ import annotations

import os
import secrets
import sys

import pytest


@pytest.fixture
def fresh_seed() -> int:
    seed = int(os.environ.get("REEDBED_SEED") or secrets.randbelow(2**32))
    sys.stdout.write(f"seed {seed}\n")
    return seed
