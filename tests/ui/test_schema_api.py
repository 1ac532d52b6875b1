"""Every route of the OpenAPI document, asked what it says it takes."""

from __future__ import annotations

import shutil
from collections.abc import Iterator
from pathlib import Path
from typing import Any

import pytest
import schemathesis
from hypothesis import HealthCheck, Phase, given, settings
from schemathesis import checks
from schemathesis.specs.openapi.checks import (
    content_type_conformance,
    response_schema_conformance,
    status_code_conformance,
)

from assistant import load_settings, open_assistant

CHECKS = [
    checks.not_a_server_error,
    status_code_conformance,
    content_type_conformance,
    response_schema_conformance,
]


@pytest.fixture(scope="module")
def described(built_home: Path, tmp_path_factory: pytest.TempPathFactory) -> Iterator[Any]:
    """The application's own description, called in this process, over an index that may be changed."""
    from ui.app import build_app

    home = tmp_path_factory.mktemp("described") / "home"
    shutil.copytree(built_home, home)
    opened = open_assistant(load_settings(home=home, server={"rate": 1_000_000}))
    yield schemathesis.openapi.from_asgi("/openapi.json", build_app(opened, page=False))
    opened.close()


def test_no_route_breaks_or_answers_what_is_not_described(described: Any) -> None:
    operations = [result.ok() for result in described.get_all_operations()]
    assert len(operations) >= 15
    for operation in operations:
        _try(operation)


def _try(operation: Any) -> None:
    @given(case=operation.as_strategy())
    @settings(
        max_examples=10,
        deadline=None,
        derandomize=True,
        database=None,
        phases=[Phase.explicit, Phase.generate],
        suppress_health_check=list(HealthCheck),
    )
    def call(case: Any) -> None:
        case.validate_response(case.call(), checks=CHECKS)

    call()
