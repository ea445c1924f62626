"""Production refuses wrong settings and says what to set."""

import os
import subprocess
import sys
from pathlib import Path
from types import SimpleNamespace

import psycopg
import pytest
from django.conf import settings as project
from django.core.exceptions import ImproperlyConfigured
from django.db import connection, connections

from config import checks

GOOD = {
    "MODE": "production",
    "PRODUCTION": True,
    "DEBUG": False,
    "DEMO": False,
    "SECRET_KEY": "k3" * 40,
    "ALLOWED_HOSTS": ["zhian.example.gov.cn"],
    "DATABASES": {"default": {"ENGINE": "django.db.backends.postgresql"}},
    "REDIS_URL": "redis://127.0.0.1:6379/0",
    "HTTPS": True,
    "SECURE_PROXY_SSL_HEADER": ("HTTP_X_FORWARDED_PROTO", "https"),
    "MEDIA_ROOT": "/srv/zhian/files",
    "STATIC_ROOT": "/srv/zhian/static",
}
WRONG = [
    ({"DEBUG": True}, "site.E010", "DEBUG"),
    ({"DEMO": True}, "site.E011", "ZHIAN_DEMO=false"),
    ({"SECRET_KEY": ""}, "site.E012", "SECRET_KEY="),
    ({"SECRET_KEY": "short"}, "site.E012", "SECRET_KEY="),
    ({"ALLOWED_HOSTS": []}, "site.E013", "ALLOWED_HOSTS="),
    ({"ALLOWED_HOSTS": ["zhian.example.gov.cn", "*"]}, "site.E013", "ALLOWED_HOSTS="),
    ({"SECURE_PROXY_SSL_HEADER": None}, "site.W010", "BEHIND_PROXY=true"),
    ({"DATABASES": {"default": {"ENGINE": "django.db.backends.sqlite3"}}}, "site.E020", "DATABASE_URL="),
    ({"REDIS_URL": ""}, "site.E021", "REDIS_URL="),
]


@pytest.fixture
def found(monkeypatch):
    """Return found(check, **overrides) -> {id: message and hint} under good production settings."""
    monkeypatch.setattr(checks, "staticfiles_storage", SimpleNamespace(manifest_hash="a1"))

    def run_check(check, **overrides):
        monkeypatch.setattr(checks, "settings", SimpleNamespace(**{**GOOD, **overrides}))
        return {message.id: f"{message.msg} {message.hint}" for message in check()}

    return run_check


def test_good_settings_pass(found):
    assert found(checks.check_production) == {}
    assert found(checks.check_mode) == {}


@pytest.mark.parametrize(("overrides", "code", "says"), WRONG)
def test_each_wrong_setting_is_named_alone(found, overrides, code, says):
    messages = found(checks.check_production, **overrides)
    assert list(messages) == [code]
    assert says in messages[code]


def test_an_intranet_without_tls_is_allowed_when_said(found):
    assert found(checks.check_production, HTTPS=False, SECURE_PROXY_SSL_HEADER=None) == {}


def test_nothing_is_asked_of_the_embedded_default(found):
    every = {name: value for overrides, _, _ in WRONG for name, value in overrides.items()}
    assert found(checks.check_production, **every, PRODUCTION=False) == {}


@pytest.mark.parametrize(("media", "static"), [("/srv/static/files", "/srv/static"), ("/srv", "/srv/static")])
def test_attachments_may_not_lie_where_anyone_may_read(found, media, static):
    assert "E002" in "".join(found(checks.check_mode, MEDIA_ROOT=media, STATIC_ROOT=static))


def test_an_unknown_mode_is_refused(found):
    assert "embedded | production" in found(checks.check_mode, MODE="prod")["site.E001"]


def test_a_process_without_manage_py_refuses_and_names_everything(found):
    found(checks.check_production, DEBUG=True, REDIS_URL="")
    with pytest.raises(ImproperlyConfigured, match=r"(?s)1\. .*DEBUG.*2\. .*REDIS_URL"):
        checks.refuse_wrong_settings()


@pytest.mark.django_db
def test_the_database_of_the_suite_is_fit_for_chinese():
    assert checks.check_postgresql(databases=["default"]) == []


@pytest.mark.postgres
@pytest.mark.django_db
def test_a_database_that_does_not_know_chinese_characters_is_named(monkeypatch):
    name = f"{connection.settings_dict['NAME']}_ascii"
    address = connection.get_connection_params()
    address = {key: address[key] for key in ("host", "port", "user", "password") if key in address}
    other = connections.create_connection("default")
    other.settings_dict = {**connection.settings_dict, "NAME": name}
    monkeypatch.setattr(checks, "connections", {"other": other})
    with psycopg.connect(**address, dbname="postgres", autocommit=True) as server:
        server.execute(f'DROP DATABASE IF EXISTS "{name}"')
        server.execute(
            f"""CREATE DATABASE "{name}" ENCODING 'SQL_ASCII' LC_COLLATE 'C' LC_CTYPE 'C' TEMPLATE template0"""
        )
        try:
            assert [message.id for message in checks.check_postgresql(databases=["other"])] == [
                "site.E022",
                "site.W022",
            ]
        finally:
            other.close()
            server.execute(f'DROP DATABASE "{name}"')


# --- as an administrator meets it -------------------------------------------------------------


def run(tmp_path, *command, **variables) -> subprocess.CompletedProcess:
    environment = {name: os.environ[name] for name in ("PATH", "HOME", "LANG", "ZHIAN_FONT_DIR") if name in os.environ}
    environment |= {"ZHIAN_MODE": "production", "ZHIAN_VAR_DIR": str(tmp_path), **variables}
    return subprocess.run(
        [sys.executable, *command], cwd=Path(project.BASE_DIR), env=environment, capture_output=True, text=True
    )


@pytest.fixture
def production(tmp_path):
    """The environment of a right production installation whose static files are collected."""
    (tmp_path / "static").mkdir()
    (tmp_path / "static" / "staticfiles.json").write_text('{"paths": {}, "version": "1.1", "hash": "a1b2c3"}')
    return {
        "SECRET_KEY": "Zq7-" * 16 + "abcdefghij",
        "ALLOWED_HOSTS": "zhian.example.gov.cn",
        "DATABASE_URL": "postgres://zhian:secret@127.0.0.1:5432/zhian",
        "REDIS_URL": "redis://127.0.0.1:6379/0",
        "BEHIND_PROXY": "true",
    }


@pytest.mark.once
@pytest.mark.parametrize("https", [{}, {"HTTPS": "false", "BEHIND_PROXY": "false"}])
def test_check_deploy_is_clean(tmp_path, production, https):
    result = run(tmp_path, "manage.py", "check", "--deploy", **{**production, **https})
    assert result.returncode == 0, result.stderr
    # Fonts are this machine's, not this installation's: documents.* may speak of them.
    codes = [line.split("(")[1].split(")")[0] for line in result.stderr.splitlines() if line.startswith("?: (")]
    assert [code for code in codes if not code.startswith("documents.")] == []


@pytest.mark.once
@pytest.mark.parametrize(
    "command",
    [
        ("-c", "import config.wsgi"),
        ("-m", "celery", "--app=config", "worker", "--pool=solo"),
        ("-m", "celery", "--app=config", "beat"),
        ("manage.py", "prepare"),
    ],
)
def test_every_process_refuses_to_start(tmp_path, command):
    result = run(tmp_path, *command)
    assert result.returncode == 1
    assert "REDIS_URL=" in result.stderr
