"""`python -m tests.rig.prepared [NAME]`: migrate an empty database once, for every process of a pass to begin with.

On SQLite a file is kept in var/testdb (see databases.py). On PostgreSQL the database NAME is made afresh, for
TEST_TEMPLATE; `--drop NAME` takes it away again.
"""

import os
import sys

os.environ.setdefault("DJANGO_SETTINGS_MODULE", "tests.settings")

import django  # noqa: E402
from django.core.management import call_command  # noqa: E402
from django.db import connection  # noqa: E402

from .databases import keep_migrated, migrated, on_postgresql  # noqa: E402


def main(arguments: list[str]) -> None:
    django.setup()
    if on_postgresql():
        name = arguments[-1]
        with connection._nodb_cursor() as cursor:
            quoted = connection.ops.quote_name(name)
            cursor.execute(f"DROP DATABASE IF EXISTS {quoted}")
            if "--drop" in arguments:
                return
            cursor.execute(f"CREATE DATABASE {quoted}")
        connection.close()
        connection.settings_dict["NAME"] = name
        call_command("migrate", verbosity=0)
        connection.close()
    elif not migrated().exists():
        call_command("migrate", verbosity=0)
        keep_migrated()


if __name__ == "__main__":
    main(sys.argv[1:])
