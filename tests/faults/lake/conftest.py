from __future__ import annotations

import os
from typing import TYPE_CHECKING

import pytest
from tests.faults.lake.fault_proxy import FaultProxy
from tests.integration.lake.buckets import BucketServer

if TYPE_CHECKING:
    from collections.abc import Iterator


# What a test shows of one server it shows of the other in `make soak`; tests/integration/lake has both always.
SERVERS = ["rclone", "moto"] if "REEDBED_CASES" in os.environ else ["rclone"]


@pytest.fixture(scope="session", params=SERVERS)
def bucket(request: pytest.FixtureRequest) -> Iterator[BucketServer]:
    with BucketServer(kind=request.param) as server:
        yield server


@pytest.fixture
def proxy(bucket: BucketServer) -> Iterator[FaultProxy]:
    with FaultProxy(upstream=bucket.port) as before:
        yield before
