"""The pages of an agency that a monitoring plan names: its own lines and nothing else of the plan (R-045, R-224)."""

from django.contrib import messages
from django.shortcuts import get_object_or_404, redirect, render
from django.utils import timezone
from django.views.decorators.http import require_http_methods, require_safe

from accounts.access import requires
from accounts.kept import restored
from casefile.deadlines import at_end_of
from casefile.lights import light
from casefile.once import once
from casefile.refusals import AlreadySent, Refused

from . import planning
from .forms import ResultForm


@requires("test.result")
@require_safe
def tasks(request):
    """What is still to be tested, by date, then what is done."""
    rows = list(planning.tasks_of(request.user))
    waiting = [item for item in rows if _takes(item)]
    context = {
        "waiting": [(item, light(at_end_of(item.ends_on))) for item in waiting],
        "done": [item for item in rows if not _takes(item)],
    }
    return render(request, "monitoring/tasks.html", context)


def _takes(item) -> bool:
    return item.plan.takes_results and item.done < item.number


@requires("test.result")
@require_http_methods(["GET", "POST"])
def task(request, item_id):
    """One line, its results, and the form of the next one while the plan is running."""
    item = get_object_or_404(planning.tasks_of(request.user), pk=item_id)
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
    late = item.plan.takes_results and item.done < item.number and item.ends_on < timezone.localdate()
    context = {"item": item, "form": form, "results": item.results.all(), "late": late}
    return render(request, "monitoring/task.html", context, status=422 if request.method == "POST" else 200)
