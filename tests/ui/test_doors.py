"""The doors: every name a package offers is the thing itself, whatever was imported before it."""

from __future__ import annotations

import subprocess
import sys
from importlib import import_module
from pathlib import Path
from pkgutil import iter_modules

import pytest

ROOT = Path(__file__).parents[2]
DOORS = ["index", "assistant", "assistant.verify"]


@pytest.mark.parametrize("door", DOORS)
def test_no_module_stands_where_a_name_should(door: str) -> None:
    package = import_module(door)
    # A module that is imported takes its name in the package: a function of that name would be out of reach.
    assert not {module.name for module in iter_modules(package.__path__)} & set(package.__all__)


@pytest.mark.parametrize("door", DOORS)
def test_every_name_is_there_and_comes_from_its_home(door: str) -> None:
    package = import_module(door)
    for name in package.__all__:
        assert getattr(package, name) is getattr(import_module(package._HOMES[name]), name)
    with pytest.raises(AttributeError, match="nonsense"):
        package.nonsense  # noqa: B018


@pytest.mark.parametrize("door", DOORS)
def test_opening_a_door_imports_nothing_behind_it(door: str) -> None:
    code = f"import sys, {door}; print(*[n for n in sys.modules if n.split('.')[0] in ('index', 'assistant', 'numpy')])"
    done = subprocess.run([sys.executable, "-c", code], cwd=ROOT, capture_output=True, text=True, check=True)
    assert set(done.stdout.split()) == {door, door.split(".", maxsplit=1)[0]}
