"""Every route of the OpenAPI document, asked what it says it takes."""

from __future__ import annotations

import shutil
from collections.abc import Iterator
from contextlib import suppress
from pathlib import Path
from typing import Any
from unittest import SkipTest

import pytest
import schemathesis
from hypothesis import HealthCheck, Phase, given, settings
from hypothesis.errors import Unsatisfiable
from schemathesis import GenerationMode, checks
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


# Anew for each mode: an application is started once.
@pytest.fixture
def described(built_home: Path, tmp_path_factory: pytest.TempPathFactory) -> Iterator[Any]:
    """The application's own description, called in this process, over an index that may be changed."""
    from ui.app import build_app

    home = tmp_path_factory.mktemp("described") / "home"
    shutil.copytree(built_home, home)
    opened = open_assistant(load_settings(home=home, server={"rate": 1_000_000}))
    yield schemathesis.openapi.from_asgi("/openapi.json", build_app(opened, page=False))
    opened.close()


@pytest.mark.parametrize("mode", list(GenerationMode), ids=lambda mode: mode.value)
def test_no_route_breaks_or_answers_what_is_not_described(described: Any, mode: GenerationMode) -> None:
    operations = [result.ok() for result in described.get_all_operations()]
    assert len(operations) >= 15
    tried = sum(_try(operation, mode) for operation in operations)
    assert tried > (100 if mode is GenerationMode.POSITIVE else 40), tried


def _try(operation: Any, mode: GenerationMode) -> int:
    """Send what the route says it takes, or, in the negative mode, what it says it does not; how many were sent."""
    tried = 0

    @given(case=operation.as_strategy(generation_mode=mode))
    @settings(
        max_examples=10,
        deadline=None,
        derandomize=True,
        database=None,
        phases=[Phase.explicit, Phase.generate],
        suppress_health_check=list(HealthCheck),
    )
    def call(case: Any) -> None:
        nonlocal tried
        tried += 1
        response = case.call()
        case.validate_response(response, checks=CHECKS)
        assert response.status_code < 400 or set(response.json()) == {"error"}

    # Where nothing can be wrong, as in a route without parameters, there is nothing to send.
    with suppress(Unsatisfiable, SkipTest):
        call()
    return tried
