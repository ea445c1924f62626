"""The list, the page and the acts of risk information."""

from django.contrib import messages
from django.http import Http404, HttpResponseRedirect
from django.shortcuts import render
from django.urls import reverse
from django.views.decorators.http import require_http_methods, require_POST, require_safe

from accounts.access import requires
from casefile import kinds, rows
from casefile.acting import act_on
from casefile.actions import available
from casefile.lists import line_page
from casefile.pages import get_visible, record_context
from casefile.refusals import Refused

from . import permissions
from .duplicates import candidates_of
from .linked import links_of
from .models import RiskInfo, TestTask
from .models.testtask import disagreement
from .nextsteps import next_steps, standing_kinds
from .reporter import masked, reveal
from .samplings import samplings_of
from .states import IN_HAND, InfoState
from .suggesting import suggestions_for


@requires("info.view")
@require_safe
def info_list(request):
    kind = kinds.get("INFO")
    context = {
        "page": line_page(request, kind, rows.drawer(kind, _key_mark), (*rows.FIELDS, "riskinfo__is_key")),
        "kind": kind,
        "create_url": reverse("riskinfo:new") if request.user.can("info.create") else "",
        "create_label": "登记信息",
        "empty_how": "监督抽查、日常监管、投诉举报中发现的风险信息，都在这里登记。",
        "may_review": request.user.can("info.assess"),
        "may_tests": request.user.can("info.inside"),
        "may_batch": request.user.can("info.screen") or request.user.can("case.assign"),
    }
    return render(request, "riskinfo/list.html", context)


def _key_mark(more: tuple) -> str:
    (is_key,) = more
    return '<span class="st key">重点</span> ' if is_key else ""


@requires("info.view", "test.result")
@require_safe
def detail(request, case_id):
    """The page of an information; people of an agency are sent to their own task of it."""
    user = request.user
    if not user.can("info.view"):
        task = TestTask.objects.visible_to(user).filter(info=case_id).order_by("-pk").first()
        if task is None:
            raise Http404("没有这件案卷，或者您无权查看。")
        return HttpResponseRedirect(task.get_absolute_url())
    info = get_visible(RiskInfo, user, case_id)
    context = record_context(info, user)
    tests = list(info.tests.select_related("agency", "report"))
    links = links_of(info, user)
    settled = {row.case.pk for row in links}
    context |= {
        "info": info,
        "reporter_masked": masked(info) if info.has_reporter else "",
        "may_reveal": info.has_reporter and permissions.may_see_reporter(info, user) is not None,
        "may_edit": info.state == InfoState.DRAFT and permissions.may_write(info, user) is not None,
        "may_supplement": info.state in IN_HAND and permissions.may_supplement(info, user) is not None,
        "tests": tests,
        "disagreement": disagreement(tests),
        "studies": list(info.studies.select_related("recorded_by")),
        "reports": list(info.upward_reports.select_related("from_bureau")) if user.can("info.inside") else [],
        "duplicates": [row for row in candidates_of(info, user) if row.case.pk not in settled],
        "pair_acts": _pair_acts(info, user),
        "links": links,
        "samplings": samplings_of(info),
        "may_unlink": permissions.may_unlink(info, user) is not None,
        "next_steps": next_steps(info, user, standing_kinds(row["case"] for row in context["derived"])),
    }
    return render(request, "riskinfo/detail.html", context)


@requires("info.view")
@require_http_methods(["GET", "POST"])
def act(request, case_id, name):
    info = get_visible(RiskInfo, request.user, case_id)
    compared = name in ("screen", "exclude", "mark_duplicate", "link")
    context = {"info": info, "duplicates": candidates_of(info, request.user) if compared else []}
    if name == "screen":
        context["pair_acts"] = _pair_acts(info, request.user)
        context["suggestions"] = suggestions_for(info, request.user)
    initial = {key: request.GET[key][:40] for key in ("other", "link") if key in request.GET}
    return act_on(request, info, name, template="riskinfo/act.html", context=context, initial=initial)


def _pair_acts(info, user) -> list[tuple[str, str]]:
    """Return (label, address) of the acts that take another information, as far as this person may do them."""
    offers = available(info, user)
    return [(o.action.label, o.url) for o in offers if o.action.name in ("link", "mark_duplicate") and o.enabled]


@requires("info.reporter")
@require_POST
def reporter(request, case_id):
    """Show who told the bureau, once, to those who may know; the look is entered in the trail (R-015)."""
    info = get_visible(RiskInfo, request.user, case_id)
    try:
        name, phone = reveal(info, by=request.user)
    except Refused as refusal:
        messages.error(request, refusal.message)
        return HttpResponseRedirect(info.get_absolute_url())
    response = render(request, "riskinfo/reporter.html", {"case": info.case, "name": name, "phone": phone})
    response["Cache-Control"] = "private, no-store"
    return response
