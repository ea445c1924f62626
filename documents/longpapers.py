"""Long papers are signed and numbered in the background: they take longer to draw than a person should wait.

The act itself is the same, by the same person, in one transaction; only when it is done differs. A worker that is
killed leaves nothing behind and the next one does it; done twice it is refused the second time (docs/decisions/0001).
"""

from django.http import QueryDict

from accounts.models import User
from casefile import actions, jobs
from casefile.models import Job
from casefile.notify import notify
from casefile.once import once
from casefile.perform import perform
from casefile.refusals import AlreadySent, Refused

from .models import Document

KIND = "documents.long_paper"
#: The acts that draw a paper to be kept.
DRAWING = frozenset({"sign", "number"})
#: Lines and cells; about a second of one processor (docs/benchmarks.md).
MOST_AT_ONCE = 300
_RUNNING = (Job.Status.PENDING, Job.Status.RUNNING)


def weight(document) -> int:
    """Return about how many lines and cells the paper has: each is a piece to be placed."""
    texts = [document.body, *document.annexes.values_list("body", flat=True)]
    lines = [line.strip() for text in texts for line in text.splitlines()]
    return sum(1 + len(line) // 28 + (line.count("|") if line.startswith("|") else 0) for line in lines if line)


def begin(request, document, name: str) -> bool:
    """Leave the act that the request asks for to the background; False when it is to be done, or refused, at once."""
    if name not in DRAWING or weight(document) <= MOST_AT_ONCE or not _may_be_done(request, document, name):
        return False
    if running(document) is None:
        try:
            with once(request):
                jobs.enqueue(KIND, owner=request.user, document=document.pk, act=name, user=request.user.pk,
                             post=request.POST.urlencode())  # fmt: skip
        except AlreadySent:
            pass  # the same click, come twice
    return True


def _may_be_done(request, document, name: str) -> bool:
    """Say whether nothing stands against it now, so that an error is told at once and at its field."""
    action = actions.get(document, name)
    if not actions.in_state(document, action) or action.who(document, request.user) is None or action.guard(document):
        return False
    return action.form(request.POST, record=document, user=request.user, action=action).is_valid()


@jobs.handler(KIND)
def act_now(job, document: int, act: str, user: int, post: str) -> dict:
    """Do the act as its person asked; what refuses it is told to that person and kept for the page."""
    record, person = Document.objects.get(pk=document), User.objects.get(pk=user)
    action = actions.get(record, act)
    if not actions.in_state(record, action):  # done before the worker was killed
        return {}
    try:
        perform(record, act, by=person, post=QueryDict(post))
    except Refused as refusal:
        notify([person], f"《{record.title[:80]}》没有办成“{action.label}”：{refusal.message}"[:200],
               key=f"long_paper:{job.pk}", case=record.case, url=record.get_absolute_url(), urgent=True)  # fmt: skip
        return {"refused": f"没有办成“{action.label}”：{refusal.message}"}
    return {}


def latest(document) -> Job | None:
    return Job.objects.filter(kind=KIND, arguments__document=document.pk).order_by("-pk").first()


def running(document) -> Job | None:
    """Return the work under way on this document, or None."""
    job = latest(document)
    return job if job is not None and job.status in _RUNNING else None


def standing(document) -> dict:
    """Return what the page says of it: {"long_job": under way or None, "long_refusal": why the last one failed}."""
    job = latest(document)
    if job is None:
        return {"long_job": None, "long_refusal": ""}
    if job.status in _RUNNING:
        return {"long_job": job, "long_refusal": ""}
    open_still = actions.in_state(document, actions.get(document, job.arguments["act"]))
    failed = "后台没有生成版面，请再办理一次；仍不成请联系管理员。" if job.status == Job.Status.FAILED else ""
    return {"long_job": None, "long_refusal": (job.result.get("refused") or failed) if open_still else ""}
