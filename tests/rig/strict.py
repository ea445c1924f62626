"""Rules that every test holds, whatever it is about."""

import re

import pytest
from django.core.handlers.base import BaseHandler
from django.db import connection

_WRITE = re.compile(r'^\s*(?:INSERT\s+INTO|UPDATE|DELETE\s+FROM)\s+"?(\w+)', re.IGNORECASE)
#: What reading a page may write: that somebody is there.
_EXEMPT = ("django_session", "axes_")


class WritingGet(AssertionError):
    """A GET changed the database. Links are followed by anything; only a POST may act."""


def _refuse_writes(execute, sql, params, many, context):
    write = _WRITE.match(sql)
    if write and not write.group(1).startswith(_EXEMPT):
        raise WritingGet(f"a GET wrote: {sql[:200]}")
    return execute(sql, params, many, context)


@pytest.fixture(autouse=True, scope="session")
def _a_get_may_not_write():
    """Hold it for the test client and for the live server alike."""
    original = BaseHandler.get_response

    def guarded(self, request):
        if request.method not in ("GET", "HEAD"):
            return original(self, request)
        with connection.execute_wrapper(_refuse_writes):
            return original(self, request)

    with pytest.MonkeyPatch.context() as patch:
        patch.setattr(BaseHandler, "get_response", guarded)
        yield
