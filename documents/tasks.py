"""Celery's way in: documents whose answer did not come."""

from celery import shared_task
from django.utils import timezone

from casefile.perform import perform
from casefile.refusals import Refused

from .models import Document
from .states import DocumentState


@shared_task
def sweep_replies() -> int:
    """Mark each document whose day for an answer has passed; return how many. Safe to run twice."""
    late = Document.objects.filter(state=DocumentState.ISSUED, reply_due__lt=timezone.localdate())
    marked = 0
    for document in late.select_related("case", "bureau"):
        try:
            perform(document, "lapse", by=None)
        except Refused:  # answered, revoked or marked by another sweep meanwhile
            continue
        marked += 1
    return marked
