"""The pages of an agency that a plan or a project names: its own work and nothing else of them (R-045, R-224)."""

from django.contrib import messages
from django.shortcuts import get_object_or_404, redirect, render
from django.views.decorators.http import require_http_methods, require_safe

from accounts.access import requires
from accounts.kept import restored
from casefile.acting import act_on
from casefile.lights import light
from casefile.models import CaseFile
from casefile.once import once
from casefile.refusals import AlreadySent, Refused

from . import agencytasks, permissions, planning, striking
from .forms import ResultForm
from .states import ProjectState
from .terms import due_at, is_late


@requires("test.result")
@require_safe
def tasks(request):
    """What is still to be tested and studied, by date, then what is done."""
    rows, studies = list(agencytasks.tasks_of(request.user)), list(agencytasks.studies_of(request.user))
    context = {
        "waiting": [(item, light(due_at(item.ends_on))) for item in rows if _takes(item)],
        "done": [item for item in rows if not _takes(item)],
        "studies": [(record, light(due_at(record.ends_on))) for record in studies if _is_awaited(record)],
        "studied": [record for record in studies if not _is_awaited(record)],
    }
    return render(request, "monitoring/tasks.html", context)


def _takes(item) -> bool:
    return item.plan.takes_results and item.done < item.number


def _is_awaited(record) -> bool:
    return record.state == ProjectState.RUNNING and record.reported_at is None


@requires("test.result")
@require_http_methods(["GET", "POST"])
def task(request, item_id):
    """One line, its results, and the form of the next one while the plan is running."""
    item = get_object_or_404(agencytasks.tasks_of(request.user), pk=item_id)
    form = None
    if item.plan.takes_results:
        typed = request.POST if request.method == "POST" else restored(request)
        form = ResultForm(typed, request.FILES or None, item=item, user=request.user, by_agency=True)
    if request.method == "POST" and form is not None and form.is_valid():
        try:
            with once(request):
                kept = planning.record_result(item, by=request.user, **form.cleaned_data)
        except AlreadySent:
            return redirect("monitoring:task", item.pk)
        except Refused as refusal:
            form.add_error(None, refusal.message)
        else:
            messages.success(request, f"已登记：{kept}。已通知{item.department}。")
            return redirect("monitoring:task", item.pk)
    late = item.plan.takes_results and item.done < item.number and is_late(item.ends_on)
    results = list(item.results.select_related("struck_by"))
    own = {row.pk for row in results if row.recorded_by_id == request.user.pk and not striking.why_not(row)}
    context = {"item": item, "form": form, "results": results, "strikable": own, "late": late}
    return render(request, "monitoring/task.html", context, status=422 if request.method == "POST" else 200)


def _study(request, case_id):
    # Asked by the case: a number that no row can have is then found nowhere, on either database.
    return get_object_or_404(agencytasks.studies_of(request.user), case__in=CaseFile.objects.filter(pk=case_id))


@requires("test.result")
@require_safe
def study(request, case_id):
    """A project as the agency that studies it sees it."""
    record = _study(request, case_id)
    may = record.state == ProjectState.RUNNING and permissions.may_study(record, request.user) is not None
    late = light(due_at(record.ends_on)) if _is_awaited(record) else None
    return render(request, "monitoring/study.html", {"record": record, "may_report": may, "light": late})


@requires("test.result")
@require_http_methods(["GET", "POST"])
def report_study(request, case_id):
    record = _study(request, case_id)
    return act_on(request, record, "report_study", template="monitoring/study_act.html")
