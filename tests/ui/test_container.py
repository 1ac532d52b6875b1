"""The container files, by what can be checked without a container: no daemon is needed, and none is started."""

from __future__ import annotations

import fnmatch
import json
import re
import shlex
import subprocess
import sys
import tomllib
from pathlib import Path
from typing import Any

import httpx
import pytest
import yaml

from assistant import load_settings
from assistant.settings import ServerSettings
from index.store.address import read_catalog_url, read_chroma_url
from tests.doubles import servers
from ui.api.keys import load_keys
from ui.serve import refuse_open_door

ROOT = Path(__file__).parents[2]
VARIABLE = re.compile(r"\$\{(\w+)(?::[-?][^}]*)?\}")


def instructions() -> list[tuple[str, str]]:
    """The Dockerfile's, with lines joined: ``("RUN", "…")``."""
    lines = [x for x in (ROOT / "Dockerfile").read_text("utf-8").splitlines() if not x.startswith("#")]
    joined = re.sub(r"\\\n\s*", " ", "\n".join(lines))
    return [(word, rest) for word, _, rest in (x.partition(" ") for x in joined.splitlines() if x.strip())]


def argument(word: str) -> str:
    """The last instruction of a kind."""
    return [rest for found, rest in instructions() if found == word][-1]


@pytest.fixture(scope="module")
def compose() -> dict[str, Any]:
    loaded: dict[str, Any] = yaml.safe_load((ROOT / "compose.yaml").read_text("utf-8"))
    return loaded


def environment(service: dict[str, Any], **given: str) -> dict[str, str]:
    """A service's variables, with what the shell gives put in."""
    return {k: VARIABLE.sub(lambda m: given.get(m[1], ""), v) for k, v in service["environment"].items()}


def test_what_is_copied_is_there_and_not_ignored() -> None:
    ignored = [x for x in (ROOT / ".dockerignore").read_text("utf-8").splitlines() if x and not x.startswith("#")]
    copied = [x for word, rest in instructions() if word == "COPY" and "--from" not in rest for x in rest.split()[:-1]]
    assert len(copied) > 8
    for name in copied:
        assert (ROOT / name).exists(), name
        assert f"!{name}" in ignored, f"{name} is kept out of the build"
    # Nothing else is let in, such as a home folder with an index or a key in it.
    assert {x[1:] for x in ignored if x.startswith("!")} == set(copied)
    assert ignored[0] == "*" and not any(fnmatch.fnmatch(name, "evals/runs") for name in copied)


def test_every_folder_of_the_wheel_is_copied() -> None:
    project = tomllib.loads((ROOT / "pyproject.toml").read_text("utf-8"))
    copied = {name for word, rest in instructions() if word == "COPY" for name in rest.split()[:-1]}
    assert set(project["tool"]["hatch"]["build"]["targets"]["wheel"]["packages"]) <= copied
    assert project["project"]["readme"] in copied and set(project["project"]["license-files"]) <= copied


def test_packages_are_only_those_of_the_locks() -> None:
    installs = [part for word, rest in instructions() if word == "RUN" for part in rest.split("&&") if "pip" in part]
    assert len(installs) == 3
    for install in installs:
        assert "--require-hashes -r requirements" in install or install.strip().endswith("--no-build-isolation .")
    own = (ROOT / "requirements.lock").read_text("utf-8")
    more = (ROOT / "requirements-postgres.lock").read_text("utf-8")
    assert "psycopg==" in more and "psycopg-binary==" in more
    for name, version in re.findall(r"^([\w-]+)==(\S+)", more, re.M):
        assert f"\n{name}==" not in own or f"\n{name}=={version} " in own, f"{name} differs from requirements.lock"


def test_it_runs_as_nobody_who_could_change_the_program() -> None:
    order = [word for word, _ in instructions()]
    assert argument("USER") == "10001:10001"
    assert "USER" not in order[: order.index("COPY")] and order[-1] == "CMD"
    assert not [rest for word, rest in instructions() if word == "COPY" and "--chown" in rest]


def test_every_base_image_has_a_version(compose: dict[str, Any]) -> None:
    bases = [rest.split()[0] for word, rest in instructions() if word == "FROM"]
    bases += [s["image"] for s in compose["services"].values() if "build" not in s]
    assert bases and all(re.search(r":\d+(\.\d+)*-", image) for image in bases)
    assert len({b for b in bases if b.startswith("python:")}) == 1  # a package built for one does not run on another


def test_health_is_whether_questions_can_be_answered() -> None:
    check = argument("HEALTHCHECK").partition("CMD ")[2]
    _, _, program = json.loads(check)
    port = ServerSettings().port
    assert f"http://127.0.0.1:{port}/readyz" in program and argument("EXPOSE") == str(port)
    refused = subprocess.run([sys.executable, "-c", program], check=False, capture_output=True)
    assert refused.returncode == 1  # nobody listens there in a test: it must not say that all is well


def test_the_image_alone_opens_no_door(monkeypatch: pytest.MonkeyPatch, tmp_path: Path) -> None:
    given = dict(x.split("=", 1) for x in shlex.split(argument("ENV")))
    for name in (name for name in given if name.startswith("YUANWEN_")):
        monkeypatch.setenv(name, given[name])
    settings = load_settings(home=tmp_path)
    assert (settings.server.host, given["YUANWEN_HOME"]) == ("0.0.0.0", argument("VOLUME"))
    with pytest.raises(Exception, match=r"0\.0\.0\.0"):
        refuse_open_door(settings, load_keys(settings.home))


def test_the_variables_are_settings_that_exist(
    compose: dict[str, Any], monkeypatch: pytest.MonkeyPatch, tmp_path: Path
) -> None:
    app = compose["services"]["app"]
    for name, value in environment(app, POSTGRES_PASSWORD="abc123").items():
        monkeypatch.setenv(name, value)
    index = load_settings(home=tmp_path).index
    catalog, chroma = read_catalog_url(index.catalog_url.get_secret_value()), read_chroma_url(index.chroma_url)
    postgres = environment(compose["services"]["postgres"], POSTGRES_PASSWORD="abc123")
    assert (catalog.host, catalog.port) == ("postgres", 5432)
    assert (catalog.username, catalog.password) == (postgres["POSTGRES_USER"], postgres["POSTGRES_PASSWORD"])
    assert catalog.database == postgres["POSTGRES_DB"] and "UTF8" in postgres["POSTGRES_INITDB_ARGS"]
    command = compose["services"]["chroma"]["command"]
    assert (chroma.name, str(chroma.port)) == ("chroma", command[command.index("--port") + 1])


def test_no_password_is_made_up(compose: dict[str, Any]) -> None:
    text = (ROOT / "compose.yaml").read_text("utf-8")
    assert len(re.findall(r"\$\{POSTGRES_PASSWORD:\?[^}]+\}", text)) == 2
    assert "POSTGRES_PASSWORD: ${" in text


def test_only_the_app_is_reached_and_only_from_this_machine(compose: dict[str, Any]) -> None:
    services = compose["services"]
    assert {name: s.get("ports", []) for name, s in services.items() if s.get("ports")} == {
        "app": [f"127.0.0.1:{ServerSettings().port}:{ServerSettings().port}"]
    }
    assert compose["networks"]["stores"] == {"internal": True}
    assert all(s["networks"] == ["stores"] for name, s in services.items() if name != "app")


def test_what_is_to_last_is_in_volumes(compose: dict[str, Any]) -> None:
    mounted = [v.split(":")[0] for s in compose["services"].values() for v in s["volumes"]]
    assert sorted(mounted) == sorted(compose["volumes"]) == ["chroma", "home", "postgres"]
    assert all(s["restart"] == "unless-stopped" for s in compose["services"].values())


def test_the_app_waits_for_stores_that_say_when_they_are_ready(compose: dict[str, Any]) -> None:
    services = compose["services"]
    for name, wanted in services["app"]["depends_on"].items():
        assert wanted == {"condition": "service_healthy"} and services[name]["healthcheck"]["test"][0] == "CMD"


def test_the_chroma_service_is_a_server_that_its_check_finds_well(compose: dict[str, Any], tmp_path: Path) -> None:
    service = compose["services"]["chroma"]
    program = service["healthcheck"]["test"][-1]
    port = service["command"][service["command"].index("--port") + 1]
    with servers.chroma(tmp_path) as url:  # the same command, on another port
        assert httpx.get(f"{url}/api/v2/version", timeout=10).is_success
        here = program.replace(f"http://127.0.0.1:{port}", url)
        assert here != program
        subprocess.run([sys.executable, "-c", here], check=True)
