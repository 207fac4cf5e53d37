from __future__ import annotations

from typing import TYPE_CHECKING

import pytest
from tests.faults.lake.fault_proxy import FaultProxy
from tests.integration.lake.buckets import BucketServer

if TYPE_CHECKING:
    from collections.abc import Iterator


@pytest.fixture(scope="session", params=["rclone", "moto"])
def bucket(request: pytest.FixtureRequest) -> Iterator[BucketServer]:
    with BucketServer(kind=request.param) as server:
        yield server


@pytest.fixture
def proxy(bucket: BucketServer) -> Iterator[FaultProxy]:
    with FaultProxy(upstream=bucket.port) as before:
        yield before
