"""抽查后处理: list with what waits to begin, begin, record, acts; what is to be sampled again."""

from datetime import timedelta

from django.contrib import messages
from django.http import HttpResponseRedirect
from django.shortcuts import get_object_or_404, render
from django.views.decorators.http import require_http_methods, require_safe

from accounts.access import requires
from accounts.kept import restored
from casefile import kinds
from casefile.acting import act_page
from casefile.lists import case_page
from casefile.pages import get_visible, record_context
from casefile.refusals import Refused
from rectification import amounts
from registers.models import SamplingResult
from riskinfo.samplings import informations_of

from . import opening, planning, terms
from .forms import BeginForm
from .models import Handling, PlanTarget
from .states import Side

SHOWN = 20


@requires("sampling.view")
@require_safe
def handlings(request):
    kind = kinds.get("SPOTCHECK")
    waiting = opening.waiting(request.user)
    context = {
        "page": case_page(request, kind), "kind": kind, "waiting": list(waiting[:SHOWN]),
        "waiting_count": waiting.count(), "may_handle": request.user.can("sampling.handle"),
        "may_import": request.user.can("sampling.record"),
        "empty_how": "抽查不合格或拒检的结果登记、导入后，在上面“开始后处理”。",
    }  # fmt: skip
    return render(request, "spotchecks/list.html", context)


@requires("sampling.handle")
@require_http_methods(["GET", "POST"])
def begin(request, sampling_id):
    """Open the handling of a failed or refused sampling."""
    found = SamplingResult.objects.visible_to(request.user).filter(enterprise__bureau=request.user.bureau)
    sampling = get_object_or_404(found.select_related("enterprise", "product_type"), pk=sampling_id)
    form = BeginForm(restored(request) or request.POST or None, initial={"side": _side(sampling)})
    if request.method == "POST" and form.is_valid():
        given = form.cleaned_data
        try:
            record = opening.begin(sampling, by=request.user, side=given["side"], token=given["token"])
        except Refused as refusal:
            form.add_error(None, refusal.message)
        else:
            messages.success(request, f"已开始后处理，编号 {record.case.number}。")
            return HttpResponseRedirect(record.get_absolute_url())
    context = {"form": form, "sampling": sampling}
    return render(request, "spotchecks/begin.html", context, status=422 if request.method == "POST" else 200)


def _side(sampling) -> str:
    at_seller = sampling.producer_name or not sampling.enterprise.is_producer
    return Side.SELLER if at_seller else Side.PRODUCER


@requires("sampling.view")
@require_safe
def detail(request, case_id):
    record = get_visible(Handling, request.user, case_id)
    context = record_context(record, request.user)
    context |= {"facts": facts(record), "sampling": record.sampling, "clock": clock(record)}
    context["informations"] = informations_of(record.sampling, request.user)
    context |= amounts.card(record.case, request.user)
    return render(request, "spotchecks/detail.html", context)


def facts(record) -> list[tuple[str, str]]:
    """Return what the handling says as (label, text), what has not come yet left out."""
    sampling = record.sampling
    where = f"{sampling.get_place_display()} {sampling.channel}".strip()
    rows = [
        ("当事人", f"{record.party_name}（{record.get_side_display()}）"),
        ("地址", record.party_address),
        ("移送机关", record.receiver),
        ("样品", f"{sampling.product_name} {sampling.batch}".strip()),
        ("受检单位", f"{sampling.enterprise.name}，{where}"),
        ("标称生产者", f"{sampling.producer_name} {sampling.producer_address}".strip()),
        ("抽样日期", f"{sampling.sampled_on:%Y-%m-%d}" if sampling.sampled_on else ""),
        ("结论", f"{sampling.get_conclusion_display()}，报告 {sampling.report_number or '—'}"),
        ("不合格项目", record.failed_items),
    ]
    later = [
        ("结果送达", record.served_on, ""), ("申请复检", record.retest_applied_on, record.retest_reference),
        ("责令改正", record.ordered_on, ""), ("报请公告", record.reported_on, ""),
        ("公告", record.published_on, record.publication), ("再次复查", record.second_on, record.second_reference),
        ("收到反馈", record.replied_on, record.reply), ("督促平台", record.urged_on, record.urged),
        ("曝光", record.exposed_on, record.exposure),
    ]  # fmt: skip
    rows += [(label, f"{day:%Y-%m-%d} {text}".strip()) for label, day, text in later if day]
    rows += [("查处结果", record.outcome), ("办结情形", record.get_other_ground_display())]
    return [(label, text) for label, text in rows if text]


def clock(record) -> list[tuple[str, str]]:
    """Return the legal terms that already have a start, as (what, until when)."""
    found = []
    if record.served_on:
        found.append((f"申请复检（送达后 {terms.OBJECTION_DAYS} 日）", f"{record.objection_ends:%Y-%m-%d}"))
    if record.ordered_on:
        for what, days in (("改正", terms.CORRECTION_DAYS), ("复查", terms.RECHECK_DAYS)):
            found.append((f"{what}（责令后 {days} 日）", f"{record.ordered_on + timedelta(days=days):%Y-%m-%d}"))
    if record.published_on:
        first, last = record.second_window()
        found.append(("再次复查（公告后 60 日后、90 日前）", f"{first:%Y-%m-%d} 至 {last:%Y-%m-%d}"))
    return found


@requires("sampling.view")
@require_http_methods(["GET", "POST"])
def act(request, case_id, name):
    return act_page(request, Handling, case_id, name)


@requires("sampling.view")
@require_safe
def follow_up(request):
    """What failed or was refused in the last three years and nobody has sampled again (R-327)."""
    rows = list(planning.to_follow_up(request.user)[:200])
    planned = PlanTarget.objects.filter(
        result=None, follows__isnull=False, item__plan__case__bureau=request.user.bureau
    )
    context = {"rows": rows, "planned": planned.count()}
    return render(request, "spotchecks/follow_up.html", context)
