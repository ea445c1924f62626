"""System checks: production refuses settings that would lose data or let strangers in.

`manage.py check --deploy` runs them all; the web server and the worker refuse
to start on any error (`refuse_wrong_settings`).
"""

from collections.abc import Iterator
from pathlib import Path

from django.conf import settings
from django.contrib.staticfiles.storage import staticfiles_storage
from django.core.checks import CheckMessage, Error, Warning
from django.core.exceptions import ImproperlyConfigured
from django.db import connections

MODES = ("embedded", "production")
SECRET_KEY_LENGTH = 50
MAKE_KEY = 'python3 -c "import secrets; print(secrets.token_urlsafe(64))"'


def check_mode(app_configs=None, **kwargs) -> list[CheckMessage]:
    found = []
    if settings.MODE not in MODES:
        found.append(
            _error("E001", f"ZHIAN_MODE 的值 {settings.MODE} 无效", f"请设置 Set: ZHIAN_MODE={' | '.join(MODES)}")
        )
    media, static = Path(settings.MEDIA_ROOT).resolve(), Path(settings.STATIC_ROOT).resolve()
    if media.is_relative_to(static) or static.is_relative_to(media):
        found.append(
            _error(
                "E002",
                f"附件目录 {media} 与网页静态文件目录 {static} 重叠，任何人不经权限检查即可下载附件",
                "请分开 Separate: MEDIA_ROOT, STATIC_ROOT",
            )
        )
    return found


def check_production(app_configs=None, **kwargs) -> list[CheckMessage]:
    """Return what is wrong with the environment; nothing outside production."""
    if not settings.PRODUCTION:
        return []
    return [*_doors(), *_stores()]


def _doors() -> Iterator[CheckMessage]:
    if settings.DEBUG:
        yield _error("E010", "生产环境不能打开 DEBUG，出错页面会泄露数据", "请去掉 Unset: DEBUG")
    if settings.DEMO:
        yield _error("E011", "生产环境不能打开演示模式，登录页会公布账号和密码", "请设置 Set: ZHIAN_DEMO=false")
    if len(_secret_key()) < SECRET_KEY_LENGTH:
        text = f"没有设置 SECRET_KEY，或不足{SECRET_KEY_LENGTH}个字符，登录状态可被伪造"
        yield _error("E012", text, f"请设置 Set: SECRET_KEY=…  ({MAKE_KEY})")
    hosts = settings.ALLOWED_HOSTS
    if not hosts or "*" in hosts:
        text = "没有设置 ALLOWED_HOSTS，或设成了任意主机"
        yield _error("E013", text, "请设置 Set: ALLOWED_HOSTS=zhian.example.gov.cn[,10.1.2.3]")
    if settings.HTTPS and not settings.SECURE_PROXY_SSL_HEADER:
        yield Warning(
            "已要求 HTTPS，但没有设置 BEHIND_PROXY：经 nginx 等反向代理访问时页面会循环跳转。",
            hint="请设置 Set: BEHIND_PROXY=true；内网不用 TLS 时 without TLS: HTTPS=false",
            id="site.W010",
        )


def _stores() -> Iterator[CheckMessage]:
    if settings.DATABASES["default"]["ENGINE"].endswith("sqlite3"):
        text = "生产环境须使用 PostgreSQL，SQLite 只供单机试用"
        yield _error("E020", text, "请设置 Set: DATABASE_URL=postgres://zhian:密码@127.0.0.1:5432/zhian")
    if not settings.REDIS_URL:
        text = "没有设置 REDIS_URL，多个进程之间无法传递任务、共用缓存"
        yield _error("E021", text, "请设置 Set: REDIS_URL=redis://127.0.0.1:6379/0")


def check_collected(app_configs=None, **kwargs) -> list[CheckMessage]:
    """Production serves hashed files that collectstatic has made."""
    if not settings.PRODUCTION or staticfiles_storage.manifest_hash:
        return []
    return [_error("E030", "还没有收集网页静态文件，页面将没有样式", "请运行 Run: manage.py collectstatic --noinput")]


def check_postgresql(app_configs=None, databases=None, **kwargs) -> list[CheckMessage]:
    """Look at the database itself: encoding and character classes decide whether Chinese can be searched."""
    found = []
    for alias in databases or []:
        connection = connections[alias]
        if connection.vendor != "postgresql":
            continue
        with connection.cursor() as cursor:
            cursor.execute(
                "SELECT pg_encoding_to_char(encoding), datctype FROM pg_database WHERE datname = current_database()"
            )
            encoding, ctype = cursor.fetchone()
        if encoding != "UTF8":
            found.append(_error("E022", f"数据库的编码是 {encoding}，不能保存全部汉字", CREATE_DATABASE))
        if ctype in ("C", "POSIX"):
            text = f"数据库的 LC_CTYPE 是 {ctype}，不识别汉字，检索和排序会变慢或不准。"
            found.append(Warning(text, hint=CREATE_DATABASE, id="site.W022"))
    return found


CREATE_DATABASE = (
    "请重建 Create it again: CREATE DATABASE zhian ENCODING 'UTF8' "
    "LC_COLLATE 'C.UTF-8' LC_CTYPE 'C.UTF-8' TEMPLATE template0"
)


def refuse_wrong_settings() -> None:
    """Raise ImproperlyConfigured naming every error; for processes that start without manage.py."""
    errors = [
        message
        for check in (check_mode, check_production, check_collected)
        for message in check()
        if message.is_serious()
    ]
    if errors:
        lines = [f"{number}. {message.msg} {message.hint}" for number, message in enumerate(errors, 1)]
        raise ImproperlyConfigured("\n".join(["设置有误，没有启动。Wrong settings, not started:", *lines]))


def _secret_key() -> str:
    try:
        return settings.SECRET_KEY
    except ImproperlyConfigured:  # Django's own word for an empty key
        return ""


def _error(number: str, text: str, hint: str) -> Error:
    return Error(f"{text}。", hint=hint, id=f"site.{number}")
