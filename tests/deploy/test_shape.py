"""The files that start the room agree with one another and with the code: no container engine is needed to know it."""

import ast
import importlib
import re
import shutil
import subprocess
from pathlib import Path
from typing import Any

import pytest
import yaml
from django.core.management import get_commands
from django.urls import Resolver404, resolve

from cc112.layout.processes import CLOCK, WEB_OPTIONS, WORKER_OPTIONS

PROJECT = Path(__file__).resolve().parent.parent.parent
COMPOSE: dict[str, Any] = yaml.safe_load((PROJECT / "docker-compose.yml").read_text())
SERVICES: dict[str, Any] = COMPOSE["services"]
OURS = {name: service for name, service in SERVICES.items() if service["image"] == "cc112"}
NGINX = (PROJECT / "deploy/nginx.conf").read_text()
DOCKERFILE = (PROJECT / "deploy/Dockerfile").read_text()

IMAGES_OWN = {
    "POSTGRES_USER", "POSTGRES_DB", "POSTGRES_PASSWORD", "POSTGRES_INITDB_ARGS", "REDIS_PASSWORD", "REDISCLI_AUTH",
}  # fmt: skip
"""Read by the images of PostgreSQL and Redis, not by our settings."""
NOT_FOR_CONTAINERS = {"DEBUG", "DEMO", "TEST_DATABASE_NAME"}
"""Settings of a developer's machine: a room in containers must not offer them."""


def _settings_names() -> set[str]:
    """Every name that settings.py asks the environment for: env("X"), env.bool("X"), env.db("X") …"""
    names = set()
    for node in ast.walk(ast.parse((PROJECT / "cc112/settings.py").read_text())):
        if isinstance(node, ast.Call) and node.args and isinstance(node.args[0], ast.Constant):
            asked = node.func.value if isinstance(node.func, ast.Attribute) else node.func
            if isinstance(asked, ast.Name) and asked.id == "env":
                names.add(str(node.args[0].value))
    return names


def _example_names() -> set[str]:
    return set(re.findall(r"^(?:# )?([A-Z][A-Z0-9_]+)=", (PROJECT / ".env.example").read_text(), re.MULTILINE))


def _command(service: dict[str, Any]) -> list[str]:
    return [str(word) for word in service["command"]]


def _options(words: list[str] | tuple[str, ...]) -> set[str]:
    """Options as name=value, whether written in one word or in two."""
    joined = re.sub(r"(--[\w-]+) (?!-)(\S+)", r"\1=\2", " ".join(words))
    return {word for word in joined.split() if word.startswith("--")}


def _manage_commands(words: list[str]) -> list[str]:
    return re.findall(r"manage\.py (\w+)", " ".join(words))


# ── Settings ────────────────────────────────────────────────────────────────────────────────────────────────────────


def test_settings_are_found_by_this_test():
    assert {"SECRET_KEY", "DATABASE_URL", "HTTPS", "STATE_DIR"} <= _settings_names()


def test_the_example_lists_every_setting_and_nothing_else():
    assert _example_names() - IMAGES_OWN == _settings_names()


@pytest.mark.parametrize("name", OURS)
def test_containers_get_every_setting_and_nothing_else(name: str):
    given = set(OURS[name]["environment"])

    assert given == _settings_names() - NOT_FOR_CONTAINERS


def test_what_compose_asks_for_is_in_the_example():
    asked = set(re.findall(r"\$\{([A-Z_]+)", (PROJECT / "docker-compose.yml").read_text()))

    assert asked <= _example_names()
    assert asked <= _settings_names() | IMAGES_OWN


def test_containers_speak_of_https_and_never_of_debug():
    for service in OURS.values():
        assert service["environment"]["HTTPS"] == "true"
        assert "DEBUG" not in service["environment"]


# ── Services ────────────────────────────────────────────────────────────────────────────────────────────────────────


def test_the_room_is_complete():
    assert set(SERVICES) == {"postgres", "redis", "migrate", "web1", "web2", "worker", "beat", "clock", "nginx"}


@pytest.mark.parametrize("name", OURS)
def test_every_command_exists(name: str):
    words = _command(OURS[name])

    for command in _manage_commands(words):
        assert command in get_commands()
    if words[0] == "uvicorn":
        module, attribute = words[1].split(":")
        assert callable(getattr(importlib.import_module(module), attribute))
    if words[0] == "celery":
        package = words[words.index("-A") + 1]
        assert importlib.import_module(f"{package}.celery").app.main == package
    assert words[0] in {"uvicorn", "celery", "python", "sh"}


def test_beat_plans_only_tasks_that_exist():
    app = importlib.import_module("cc112.celery").app
    app.loader.import_default_modules()

    assert {entry["task"] for entry in app.conf.beat_schedule.values()} <= set(app.tasks)


def test_web_processes_start_as_on_one_machine():
    for name in ("web1", "web2"):
        options = _options(_command(SERVICES[name]))
        assert options - _options(WEB_OPTIONS) == {
            "--host=0.0.0.0", "--port=8000", "--proxy-headers", "--forwarded-allow-ips=*",
        }  # fmt: skip
        assert options >= _options(WEB_OPTIONS)
        # Any proxy is believed there, so nothing but nginx may reach it.
        assert "ports" not in SERVICES[name]


def test_worker_and_clock_start_as_on_one_machine():
    assert _options(_command(SERVICES["worker"])) - {"--hostname=worker@room"} == _options(WORKER_OPTIONS)
    assert _command(SERVICES["clock"])[1:] == list(CLOCK)


def test_everybody_waits_for_a_migrated_database():
    for name, service in OURS.items():
        waits = service["depends_on"]
        assert waits["postgres"]["condition"] == "service_healthy"
        if name != "migrate":
            assert waits["migrate"]["condition"] == "service_completed_successfully"


def test_what_is_waited_for_has_a_health_check_and_exists():
    for service in SERVICES.values():
        for other, how in service.get("depends_on", {}).items():
            assert other in SERVICES
            if how["condition"] == "service_healthy":
                assert "healthcheck" in SERVICES[other]


def test_health_checks_ask_for_routes_that_exist():
    asked = re.findall(r"http://127\.0\.0\.1(?::\d+)?(/[\w/]*)", (PROJECT / "docker-compose.yml").read_text())

    assert len(asked) >= 2
    for path in asked:
        resolve(path)


def test_only_nginx_opens_a_door():
    assert [name for name, service in SERVICES.items() if "ports" in service] == ["nginx"]


def test_volumes_are_declared_and_mounted_files_are_there():
    for service in SERVICES.values():
        for volume in service.get("volumes", []):
            source = volume.split(":")[0]
            if source.startswith("./"):
                assert (PROJECT / source).exists() or source == "./deploy/tls"
            else:
                assert source in COMPOSE["volumes"]


# ── nginx ───────────────────────────────────────────────────────────────────────────────────────────────────────────


def test_nginx_knows_exactly_the_web_processes():
    upstream = re.findall(r"^\s*server (\w+):(\d+)", NGINX, re.MULTILINE)

    assert upstream == [("web1", "8000"), ("web2", "8000")]
    assert set(re.findall(r"proxy_pass (\S+);", NGINX)) == {"http://room"}


def test_nginx_special_paths_exist_in_the_room():
    for path in re.findall(r"location = (/\S+)", NGINX):
        resolve(path)
    with pytest.raises(Resolver404):
        resolve("/no-such-page/")


def test_nginx_serves_the_folder_the_files_are_collected_into():
    collected = SERVICES["migrate"]["volumes"][0].split(":")
    served = next(volume for volume in SERVICES["nginx"]["volumes"] if volume.startswith("static:"))

    assert collected == ["static", SERVICES["migrate"]["environment"]["STATIC_ROOT"]]
    assert re.search(r"location /static/ \{\s+alias /srv/static/;", NGINX)
    assert served == "static:/srv/static:ro"


@pytest.mark.parametrize("header", ["Forwarded", "X-Forwarded-Host", "X-Forwarded-Port", "X-Original-URL", "Proxy"])
def test_nginx_throws_away_what_a_client_claims(header: str):
    assert f'proxy_set_header {header} "";' in NGINX


def test_nginx_settings_of_proxy_headers_hold_everywhere():
    """nginx forgets all inherited proxy_set_header lines in a block that has one of its own."""
    inside_servers = NGINX[NGINX.index("    server {\n        listen") :]

    assert "proxy_set_header" not in inside_servers


def test_a_slow_client_is_cut_off():
    assert "client_header_timeout 5s;" in NGINX
    assert "client_body_timeout 10s;" in NGINX
    assert "client_max_body_size 1m;" in NGINX


# ── The image, the locks, the launcher ──────────────────────────────────────────────────────────────────────────────


def test_the_image_copies_what_is_there():
    ignored = (PROJECT / ".dockerignore").read_text().split()
    for source in re.findall(r"^COPY (?!--from)(\S+)", DOCKERFILE, re.MULTILINE):
        assert (PROJECT / source).exists()
        assert f"!{source}" in ignored


def test_locks_name_no_address_and_hash_every_package():
    for name in ("requirements.lock", "requirements-test.lock"):
        text = (PROJECT / name).read_text()
        pins = re.findall(r"^[\w.\-]+(?:\[[\w,\-]+\])?==\S+", text, re.MULTILINE)
        assert "://" not in text
        assert "index-url" not in text
        assert len(pins) > 20
        for block in re.split(r"\n(?=[\w])", text.strip()):
            assert "--hash=sha256:" in block, block.splitlines()[0]


def test_the_test_lock_contains_the_other():
    runtime, test = (
        set(re.findall(r"^([\w.\-]+)==(\S+)", (PROJECT / name).read_text(), re.MULTILINE))
        for name in ("requirements.lock", "requirements-test.lock")
    )

    assert runtime <= test


def test_no_file_names_a_registry():
    hosts = re.compile(r"\b(pypi\.org|pythonhosted|registry\.npmjs|docker\.io|ghcr\.io|quay\.io|deb\.debian\.org)\b")
    files = ["run", ".ci/run", "Makefile", "docker-compose.yml", "deploy/Dockerfile", "deploy/nginx.conf"]
    files += [".env.example", "pyproject.toml"]

    for name in files:
        assert not hosts.search((PROJECT / name).read_text()), name


def test_the_launcher_is_posix_shell_and_runs():
    shell = shutil.which("dash") or "sh"
    run = PROJECT / "run"

    assert run.read_text().startswith("#!/bin/sh\n")
    assert subprocess.run([shell, "-n", run], check=False).returncode == 0
    assert (run.stat().st_mode & 0o111) == 0o111
    said = subprocess.run([run, "help"], cwd="/", capture_output=True, text=True, check=True).stdout
    assert all(f"./run {command}" in said for command in ("demo", "full", "test", "bench", "manage", "lock"))
    assert subprocess.run([run, "nonsense"], cwd="/", capture_output=True, check=False).returncode == 1


def test_ci_runs_what_a_person_runs():
    text = (PROJECT / ".ci/run").read_text()

    assert 'exec ./run test "$@"' in text
    assert ((PROJECT / ".ci/run").stat().st_mode & 0o111) == 0o111
