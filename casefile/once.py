"""A form is carried out once, however often it arrives: a slow line, a second click, a draft sent again.

Every form carries a token of its own (templates/includes/form_head.html); `static/js/drafts.js`
keeps it with what was sent, so that what is sent again after a lost answer is known.
"""

import uuid
from contextlib import contextmanager
from datetime import timedelta

from django.db import IntegrityError, transaction
from django.utils import timezone

from .models import SentForm
from .refusals import AlreadySent

FIELD = "_once"
#: Longer than a browser keeps a draft.
KEPT = timedelta(days=30)


@contextmanager
def once(request):
    """Do what the form of `request` asks in one transaction, unless the same form was carried out before.

    Raises AlreadySent then. What is refused inside forgets the token, so it may be corrected and sent
    again. A form without a token is carried out as it comes.
    """
    token = _token(request.POST.get(FIELD, ""))
    with transaction.atomic():
        if token is not None:
            _take(token, request.user)
        yield


def _token(text: str) -> uuid.UUID | None:
    try:
        return uuid.UUID(text)
    except ValueError:
        return None


def _take(token: uuid.UUID, user) -> None:
    try:
        with transaction.atomic():
            SentForm.objects.create(token=token, user=user, sent_at=timezone.now())
    except IntegrityError as error:
        raise AlreadySent("这份内容刚才已经收到并办理，没有重复登记。") from error


def forget(now=None) -> int:
    """Delete tokens that no draft can hold any more; return how many."""
    return SentForm.objects.filter(sent_at__lt=(now or timezone.now()) - KEPT).delete()[0]
