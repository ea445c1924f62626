"""Acts that draw a long paper are done in the background: they take longer than a person should wait.

The act itself is the same, by the same person, in one transaction; only when it is done differs. A worker that is
killed leaves nothing behind and the next one does it; done twice it is refused the second time (docs/decisions/0001).
`Action.draws` says which acts these are.
"""

from django.apps import apps
from django.http import QueryDict

from accounts.models import User

from . import actions, jobs
from .models import Job
from .notify import notify
from .once import once
from .perform import perform
from .refusals import AlreadySent, Refused

KIND = "casefile.long_act"
#: Lines and cells that an act draws at once; about a second of one processor (docs/benchmarks.md).
MOST_AT_ONCE = 300
RUNNING = (Job.Status.PENDING, Job.Status.RUNNING)


def begin(request, record, action) -> bool:
    """Leave the act that the request asks for to the background; False when it is to be done, or refused, at once."""
    if action.draws is None or not _may_be_done(request, record, action) or action.draws(record) <= MOST_AT_ONCE:
        return False
    if running(record) is None:
        try:
            with once(request):
                jobs.enqueue(
                    KIND, owner=request.user, record=_name(record), case=record.case_id, act=action.name,
                    user=request.user.pk, post=request.POST.urlencode(),
                )  # fmt: skip
        except AlreadySent:
            pass  # the same click, come twice
    return True


def _may_be_done(request, record, action) -> bool:
    """Say whether nothing stands against it now, so that an error is told at once and at its field."""
    if not actions.in_state(record, action) or action.who(record, request.user) is None or action.guard(record):
        return False
    return action.form(request.POST, record=record, user=request.user, action=action).is_valid()


def _name(record) -> str:
    return f"{record._meta.label_lower}:{record.pk}"


@jobs.handler(KIND)
def act_now(job, record: str, case: int, act: str, user: int, post: str) -> dict:
    """Do the act as its person asked; what refuses it is told to that person and kept for the page."""
    model, _, pk = record.partition(":")
    found, person = apps.get_model(model)._default_manager.get(pk=pk), User.objects.get(pk=user)
    action = actions.get(found, act)
    if not actions.in_state(found, action):  # done before the worker was killed
        return {}
    try:
        perform(found, act, by=person, post=QueryDict(post))
    except Refused as refusal:
        said = f"没有办成“{action.label}”：{refusal.message}"
        about = getattr(found, "title", "") or found.case.title
        notify([person], f"《{about[:80]}》{said}"[:200], key=f"long_act:{job.pk}", case=found.case,
               url=found.get_absolute_url(), urgent=True)  # fmt: skip
        return {"refused": said}
    return {}


def latest(record) -> Job | None:
    return Job.objects.filter(kind=KIND, arguments__record=_name(record)).order_by("-pk").first()


def running(record) -> Job | None:
    """Return the work under way on this record, or None."""
    job = latest(record)
    return job if job is not None and job.status in RUNNING else None


def standing(record) -> dict:
    """Return what the page says of it: {"long_job": under way or None, "long_refusal": why the last one failed}."""
    nothing = {"long_job": None, "long_refusal": ""}
    if not any(action.draws for action in actions.registered().get(type(record), {}).values()):
        return nothing
    job = latest(record)
    if job is None:
        return nothing
    if job.status in RUNNING:
        return nothing | {"long_job": job}
    open_still = actions.in_state(record, actions.get(record, job.arguments["act"]))
    failed = "后台没有生成版面，请再办理一次；仍不成请联系管理员。" if job.status == Job.Status.FAILED else ""
    return nothing | {"long_refusal": (job.result.get("refused") or failed) if open_still else ""}
