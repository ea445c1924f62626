"""The settings of the suite: those of the embedded default, in a folder of their own.

TEST_DATABASE_URL chooses PostgreSQL; without it the suite runs on SQLite in a
file, with the same options as in use. What the shell has set for running the
site does not reach the tests.
"""

import atexit
import os
import shutil
import tempfile
from pathlib import Path

_PROJECT = Path(__file__).resolve().parent.parent
_OURS = (
    *("DATABASE_URL", "REDIS_URL", "SECRET_KEY", "ALLOWED_HOSTS", "CSRF_TRUSTED_ORIGINS", "EMAIL_URL"),
    *(
        "DEBUG",
        "HTTPS",
        "BEHIND_PROXY",
        "LOG_LEVEL",
        "ZHIAN_MODE",
        "ZHIAN_DEMO",
        "ASSESSMENT_POLICY",
        "MOST_SOLD_THRESHOLD",
    ),
)
# Kept under another name: the processes that share the work inherit what is left here.
TEST_REDIS_URL = os.environ.setdefault("TEST_REDIS_URL", os.environ.get("REDIS_URL", ""))
for _name in _OURS:
    os.environ.pop(_name, None)

_folder = tempfile.mkdtemp(prefix="zhian-test-")
atexit.register(shutil.rmtree, _folder, ignore_errors=True)
os.environ["ZHIAN_VAR_DIR"] = _folder
os.environ.setdefault("ZHIAN_FONT_DIR", str(_PROJECT / "var" / "fonts"))
os.environ["SECRET_KEY"] = "only-for-tests-" + "k" * 50
if os.environ.get("TEST_DATABASE_URL"):
    os.environ["DATABASE_URL"] = os.environ["TEST_DATABASE_URL"]

from config.settings import *  # noqa: E402, F403
from config.settings import DATABASES, LOGGING, TEMPLATES  # noqa: E402

from .rig.templates import Undefined  # noqa: E402

if DATABASES["default"]["ENGINE"].endswith("sqlite3"):
    # A file, not memory: threads and the live server then meet the locks that users meet.
    DATABASES["default"]["TEST"] = {"NAME": str(Path(_folder) / "test.sqlite3")}
    DATABASES["default"]["OPTIONS"]["init_command"] += "PRAGMA synchronous=OFF;"
else:
    DATABASES["default"]["CONN_MAX_AGE"] = 0
    if os.environ.get("TEST_TEMPLATE"):
        DATABASES["default"]["TEST"] = {"TEMPLATE": os.environ["TEST_TEMPLATE"]}

PASSWORD_HASHERS = ["django.contrib.auth.hashers.MD5PasswordHasher"]
WHITENOISE_AUTOREFRESH = True  # else every test client begins by looking through all static files
CELERY_BROKER_URL = "memory://"
CELERY_BROKER_TRANSPORT_OPTIONS = {}
TEMPLATES[0]["OPTIONS"]["string_if_invalid"] = Undefined()
LOGGING["root"]["handlers"] = []  # pytest shows what was logged, once
