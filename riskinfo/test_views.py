"""The pages of an agency: its own test tasks and nothing else (R-045); and for the bureau all of them."""

from django.core.paginator import Paginator
from django.http import Http404
from django.shortcuts import render
from django.views.decorators.http import require_http_methods, require_safe

from accounts.access import requires
from casefile import actions
from casefile.acting import act_on
from casefile.deadlines import at_end_of
from casefile.lights import NO_DEADLINE, light
from casefile.savedviews import offered

from .listfilters import TaskFilter, tasks_seen
from .models import TestTask
from .states import TestState

LIMIT, PAGE = 200, 50


@requires("test.result")
@require_safe
def test_list(request):
    """Open tasks by date, then the latest reported ones."""
    form = TaskFilter(request.GET, user=request.user)
    tasks = form.apply(TestTask.objects.visible_to(request.user).select_related("info__case", "reported_by"))
    context = {
        "form": form,
        "saved": offered(request, "OWN_TESTS"),
        "open_tasks": [(task, light(at_end_of(task.due_on))) for task in tasks.open().order_by("due_on", "pk")],
        "reported_tasks": list(tasks.reported().order_by("-reported_at", "-pk")[:LIMIT]),
    }
    return render(request, "riskinfo/tests.html", context)


@requires("info.inside")
@require_safe
def overview(request):
    """The tasks of all informations that the reader sees, what is open first: who tests what until when."""
    form = TaskFilter(request.GET, user=request.user)
    found = form.apply(tasks_seen(request.user)).select_related("info__case", "agency", "assigned_by")
    page = Paginator(found.order_by("state", "due_on", "pk"), PAGE).get_page(request.GET.get("page"))
    rows = [(task, light(at_end_of(task.due_on)) if task.state == TestState.ASSIGNED else NO_DEADLINE) for task in page]
    context = {
        "form": form, "page": page, "rows": rows, "saved": offered(request, "TESTS"),
    }  # fmt: skip
    return render(request, "riskinfo/tests_all.html", context)


@requires("test.result")
@require_safe
def detail(request, task_id):
    task = _own(request, task_id)
    is_open = task.state == TestState.ASSIGNED
    context = {
        "task": task,
        "offers": actions.available(task, request.user),
        "light": light(at_end_of(task.due_on)) if is_open else NO_DEADLINE,
        "is_open": is_open,
    }
    return render(request, "riskinfo/test.html", context)


@requires("test.result")
@require_http_methods(["GET", "POST"])
def act(request, task_id, name):
    task = _own(request, task_id)
    return act_on(request, task, name, template="riskinfo/test_act.html", context={"task": task})


def _own(request, task_id) -> TestTask:
    tasks = TestTask.objects.visible_to(request.user)
    task = tasks.select_related("agency", "info__case", "report", "reported_by").filter(pk=task_id).first()
    if task is None:
        raise Http404("没有这项检验任务，或者不是交给本机构的。")
    return task
