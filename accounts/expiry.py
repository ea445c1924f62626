"""Rows that nothing reads any more: ended sessions and old records of signing in."""

from datetime import timedelta
from importlib import import_module

from axes.models import AccessAttempt, AccessFailureLog, AccessLog
from django.conf import settings
from django.utils import timezone

#: Days. Failures older than the lock are not counted any more; they stay a while for whoever looks into an attack.
ATTEMPTS_KEPT = 30
#: Days. Network logs are kept for six months at least (网络安全法 第二十一条).
LOGS_KEPT = 190


def clear_expired() -> int:
    """Delete ended sessions and what is past its days; return how many sign-in records went."""
    import_module(settings.SESSION_ENGINE).SessionStore.clear_expired()
    now, gone = timezone.now(), 0
    for model, days in ((AccessAttempt, ATTEMPTS_KEPT), (AccessLog, LOGS_KEPT), (AccessFailureLog, LOGS_KEPT)):
        gone += model.objects.filter(attempt_time__lt=now - timedelta(days=days)).delete()[0]
    return gone
