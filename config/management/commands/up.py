"""`manage.py up`: web, worker and timetable as one command, for one machine."""

import errno
import http.client
import os
import socket
import sys
import unicodedata

from django.conf import settings
from django.core.management.base import BaseCommand, CommandError
from django.db import connection
from django.db.migrations.executor import MigrationExecutor

from config.supervisor import ChildEnded, Supervisor
from desk.demo import demo_accounts

NAMES = {"web": "网页服务 web", "worker": "后台任务 worker"}


def web_command(host: str, port: int) -> list[str]:
    options = {"bind": f"{host}:{port}", "workers": 1, "threads": 8, "timeout": 120, "log-level": "warning"}
    flags = [f"--{name}={value}" for name, value in options.items()]
    return [sys.executable, "-m", "gunicorn", "config.wsgi", "--worker-class=gthread", "--no-control-socket", *flags]


def worker_command() -> list[str]:
    return [
        *(sys.executable, "-W", "ignore:You're running the worker with superuser", "-m", "celery"),
        *("--quiet", "--app=config", "worker", "--beat", "--pool=solo", "--loglevel=WARNING"),
        *("--without-gossip", "--without-mingle", "--without-heartbeat"),
    ]


class Command(BaseCommand):
    help = "Run the web server, the worker and the timetable until Ctrl-C."
    requires_system_checks = "__all__"

    def add_arguments(self, parser):
        parser.add_argument("--host", default=os.environ.get("HOST", "127.0.0.1"), help="address to listen on")
        parser.add_argument("--port", type=int, default=os.environ.get("PORT", "8000"), help="default: $PORT or 8000")

    def handle(self, *args, host, port, **options):
        refuse_unprepared()
        refuse_taken(host, port)
        announced = False

        def announce():
            nonlocal announced
            if not announced and answers(host, port):
                announced = True
                self.stdout.write(welcome(host, port))
                self.stdout.flush()

        commands = {"web": web_command(host, port), "worker": worker_command()}
        try:
            Supervisor(commands, cwd=settings.BASE_DIR).run(announce)
        except ChildEnded as ended:
            raise CommandError(
                f"{NAMES[ended.name]} 意外退出（{ended.code}），已全部停止；数据未受影响。"
                "请看上面的输出，改正后重新启动。\n"
                f"The {ended.name} process ended by itself ({ended.code}); everything was stopped, no data was lost."
            ) from ended
        self.stdout.write("质安已停止，数据已保存。Zhian has stopped.")


def refuse_unprepared() -> None:
    """Raise CommandError when a migration has not been applied."""
    executor = MigrationExecutor(connection)
    if executor.migration_plan(executor.loader.graph.leaf_nodes()):
        raise CommandError(
            "数据库还没有准备好。请先运行：manage.py prepare\n"
            "The database is not prepared: run manage.py prepare first."
        )
    connection.close()


def refuse_taken(host: str, port: int) -> None:
    """Raise CommandError when nothing can listen on `host`:`port`, saying what to do."""
    family = socket.AF_INET6 if ":" in host else socket.AF_INET
    with socket.socket(family) as probe:
        probe.setsockopt(socket.SOL_SOCKET, socket.SO_REUSEADDR, 1)
        try:
            probe.bind((host.strip("[]"), port))
        except OSError as error:
            if error.errno == errno.EADDRINUSE:
                raise CommandError(
                    f"端口 {port} 已被别的程序占用。请换一个端口，例如：make run PORT={port + 1}\n"
                    f"Port {port} is taken. Choose another one: make run PORT={port + 1}"
                ) from error
            raise CommandError(
                f"不能在 {host}:{port} 上提供服务：{error.strerror}。请检查 --host 和 --port。\n"
                f"Cannot listen on {host}:{port}: {error.strerror}. Check --host and --port."
            ) from error


def answers(host: str, port: int) -> bool:
    """Say whether the web server answers yet, with whatever status."""
    local = {"0.0.0.0": "127.0.0.1", "[::]": "::1", "::": "::1"}.get(host, host)
    conversation = http.client.HTTPConnection(local.strip("[]"), port, timeout=20)
    try:
        conversation.request("GET", "/")
        conversation.getresponse()
    except (ConnectionError, TimeoutError):
        return False
    finally:
        conversation.close()
    return True


def welcome(host: str, port: int) -> str:
    """Return what is printed at the start: the address and, in demo mode, who can sign in."""
    shown = "127.0.0.1" if host in ("0.0.0.0", "::", "[::]") else host
    lines = ["", f"质安已启动 Zhian is running:  http://{shown}:{port}/", "停止请按 Ctrl-C（Ctrl-C stops it）"]
    accounts = demo_accounts() if settings.DEMO else []
    if accounts:
        lines += ["", "演示账号 Demo accounts:", *table([("账号", "密码", "姓名", "职务"), *map(tuple, accounts)])]
    return "\n".join([*lines, ""])


def table(rows: list[tuple[str, ...]]) -> list[str]:
    """Return `rows` as lines with aligned columns; a Chinese character is two columns wide."""
    widths = [max(map(width, column)) for column in zip(*rows, strict=True)]
    return [
        "  " + "  ".join(c + " " * (w - width(c)) for c, w in zip(row, widths, strict=True)).rstrip() for row in rows
    ]


def width(text: str) -> int:
    return sum(2 if unicodedata.east_asian_width(character) in "WF" else 1 for character in text)
