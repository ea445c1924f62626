"""What is watched over all plans, the year in figures, and the studies (风险监控项目)."""

from django.http import HttpResponseRedirect
from django.shortcuts import redirect, render
from django.urls import reverse
from django.utils import timezone
from django.views.decorators.http import require_http_methods, require_safe

from accounts.access import requires
from accounts.kept import restored
from casefile import kinds
from casefile.acting import act_page
from casefile.lights import light
from casefile.lists import case_page
from casefile.origins import origin_of, why_not_origin
from casefile.pages import get_visible, record_context
from casefile.refusals import Refused
from casefile.savedviews import offered

from . import planning
from .forms import ProjectForm
from .itemfilter import ItemFilter
from .models import MonitoringProject
from .terms import due_at

#: Lines on one page; a county watches some dozens a year.
SHOWN = 200


@requires("monitoring.view")
@require_safe
def items(request):
    form = ItemFilter(request.GET, user=request.user)
    found = list(form.apply(planning.items_seen(request.user))[: SHOWN + 1])
    rows = [{"item": item, "light": light(due_at(item.ends_on)) if _is_open(item) else None} for item in found[:SHOWN]]
    context = {
        "form": form, "saved": offered(request, "MONITORITEMS"), "rows": rows, "more": len(found) > SHOWN,
        "shown": SHOWN, "several": bool(request.user.department_id and request.user.bureaus_below()),
    }  # fmt: skip
    return render(request, "monitoring/items.html", context)


def _is_open(item) -> bool:
    return item.plan.takes_results and item.done < item.number


@requires("monitoring.view")
@require_safe
def summary(request):
    """The yearly figures, for the 年度总结."""
    this = timezone.localdate().year
    years = list(range(this, this - 6, -1))
    given = request.GET.get("year", "")
    year = int(given) if given.isascii() and given.isdigit() and int(given[:6]) in years else this
    context = planning.year_summary(request.user, year) | {"year": year, "years": years}
    return render(request, "monitoring/summary.html", context)


@requires("monitoring.view")
@require_safe
def projects(request):
    kind = kinds.get("MONITORPROJECT")
    context = {
        "page": case_page(request, kind), "kind": kind, "create_label": "拟立项",
        "create_url": reverse("monitoring:projects:new") if request.user.can("monitoring.plan") else "",
        "empty_how": "隐患突出的产品和地区，请技术机构作深入研究，提出建议和对策。",
    }  # fmt: skip
    return render(request, "monitoring/projects.html", context)


@requires("monitoring.plan")
@require_http_methods(["GET", "POST"])
def new_project(request):
    """Begin a project; with ?from=<case id> out of an information or a plan, with ?product=<code> about a product."""
    origin = origin_of(request)
    form = ProjectForm(
        request.POST if request.method == "POST" else restored(request), bureau=request.user.bureau, origin=origin,
        product=request.GET.get("product", ""),
    )  # fmt: skip
    if request.method == "POST" and form.is_valid():
        try:
            record = planning.start_project(by=request.user, origin=origin, **form.cleaned_data)
        except Refused as refusal:
            form.add_error(None, refusal.message)
        else:
            return HttpResponseRedirect(record.get_absolute_url())
    context = {
        "form": form, "origin": origin, "refused": why_not_origin(origin) if origin else "",
        "heading": "风险监控项目立项", "back": reverse("monitoring:projects:list"), "back_label": "监控项目",
        "lead": "分管领导批准后开始研究；自身难以完成的，报省局组织。",
    }  # fmt: skip
    return render(request, "monitoring/form.html", context, status=422 if request.method == "POST" else 200)


@requires("monitoring.view", "test.result")
@require_safe
def project(request, case_id):
    """The page of a project; people of an agency are sent to their own study of it."""
    if not request.user.can("monitoring.view"):
        return redirect("monitoring:study", case_id)
    record = get_visible(MonitoringProject, request.user, case_id)
    rows = [
        ("产品类别", record.case.product_type), ("区域", record.region or "全辖区"), ("技术机构", _agency(record)),
        ("期限", f"{record.starts_on} 至 {record.ends_on}"), ("隐患情况和研究内容", record.question),
        ("技术手段", record.methods),
    ]  # fmt: skip
    if record.approved_at:
        rows.append(("批准", f"{record.approved_by.name} {timezone.localtime(record.approved_at):%Y-%m-%d}"))
    if record.escalated_at:
        rows += [
            ("上报省局", f"{timezone.localtime(record.escalated_at):%Y-%m-%d} {record.escalation_reference}"),
            ("上报理由", record.escalation_reason), ("省局答复", record.reply),
        ]  # fmt: skip
    if record.reported_at:
        rows.append(("机构报告", f"{record.reported_by.name} {timezone.localtime(record.reported_at):%Y-%m-%d %H:%M}"))
    if record.findings:
        unread = "" if record.case.closed_at else "（机构报告，待核对）"
        rows += [(f"研究结论{unread}", record.findings), (f"建议和对策{unread}", record.advice)]
    may = record.case.closed_at is None and record.approved_at is not None and request.user.can("info.create")
    context = record_context(record, request.user) | {"facts": rows, "may_register_info": may}
    return render(request, "monitoring/project.html", context)


def _agency(record) -> str:
    return f"{record.agency}（任务已到账号）" if record.agency_unit_id and record.approved_at else record.agency


@requires("monitoring.view")
@require_http_methods(["GET", "POST"])
def project_act(request, case_id, name):
    return act_page(request, MonitoringProject, case_id, name)
