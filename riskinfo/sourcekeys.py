"""Keys of other systems: made and revoked by the administrator, shown once, kept hashed, counted by the minute."""

import hashlib
import math
import secrets
from datetime import timedelta

from django.db import transaction
from django.utils import timezone

from .models import SourceToken

_WINDOW = timedelta(minutes=1)
_PREFIX = "zhian_"


class TooMany(Exception):
    """More requests than the key allows a minute; `seconds` until the next."""

    def __init__(self, seconds: int):
        super().__init__(seconds)
        self.seconds = seconds


def digest(key: str) -> str:
    """Return what is kept of a key. A key has 256 random bits: no salt or slow hash is needed."""
    return hashlib.sha256(key.encode()).hexdigest()


def make(*, by, name, source, department, handler, per_minute) -> tuple[SourceToken, str]:
    """Return a new token and its key, which is not kept and cannot be shown again."""
    key = _PREFIX + secrets.token_urlsafe(32)
    token = SourceToken.objects.create(
        name=name, bureau=department.bureau, source=source, department=department, handler=handler,
        per_minute=per_minute, key_hash=digest(key), key_start=key[:10], created_by=by, created_at=timezone.now(),
    )  # fmt: skip
    return token, key


def revoke(token: SourceToken, *, by) -> bool:
    """Make the key useless from now on; say whether it was still good."""
    good = SourceToken.objects.filter(pk=token.pk, revoked_at=None)
    return bool(good.update(revoked_at=timezone.now(), revoked_by=by))


def admit(header: str) -> SourceToken | None:
    """Return the token that an Authorization header names and count the request; None for a key that is not good.

    Raises TooMany. The count is kept in the row, so that it holds for all processes together.
    """
    kind, _, key = header.partition(" ")
    if kind.lower() != "bearer" or not key.strip():
        return None
    with transaction.atomic():
        rows = SourceToken.objects.select_for_update(of=("self",)).select_related(
            "bureau", "source", "department__bureau", "handler__department__bureau"
        )
        token = rows.filter(key_hash=digest(key.strip()), revoked_at=None).first()
        if token is None:
            return None
        now = timezone.now()
        if token.window_at is None or now - token.window_at >= _WINDOW:
            token.window_at, token.window_count = now, 0
        if token.window_count >= token.per_minute:
            raise TooMany(max(1, math.ceil((token.window_at + _WINDOW - now).total_seconds())))
        token.window_count += 1
        token.last_used_at = now
        token.save(update_fields=["window_at", "window_count", "last_used_at"])
    return token
