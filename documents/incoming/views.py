"""收文: list, register for print and as a spreadsheet, registration, record, acts."""

from django.contrib import messages
from django.core.exceptions import ValidationError
from django.http import FileResponse, HttpResponseRedirect
from django.shortcuts import render
from django.urls import reverse
from django.utils import timezone
from django.views.decorators.http import require_http_methods, require_safe

from accounts.access import requires
from accounts.kept import restored
from casefile import kinds
from casefile.acting import act_on
from casefile.lists import case_page
from casefile.models import CaseFile
from casefile.pages import get_visible, record_context

from ..registerfile import register_file, register_rows
from .forms import RegisterForm
from .listing import COLUMNS, found, with_records
from .record import Incoming
from .registering import register


@requires("incoming.view")
@require_safe
def incoming_list(request):
    kind = kinds.get("INCOMING")
    page = with_records(case_page(request, kind))
    page.filter.fields["q"].widget.attrs["placeholder"] = "编号、标题、来文单位、文号"
    context = {
        "page": page,
        "kind": kind,
        "create_url": reverse("documents:incoming:new") if request.user.can("incoming.register") else "",
        "create_label": "登记收文",
        "empty_how": "上级来文、部门来函、企业的反馈和回函都在这里登记，取收文编号后拟办。",
    }
    return render(request, "documents/incoming/list.html", context)


@requires("incoming.view")
@require_safe
def register_sheet(request):
    """收文登记簿 for print, as it is filtered."""
    lines, cut = register_rows(COLUMNS, found(request))
    page = {
        "name": "收文登记簿",
        "bureau": request.user.bureau,
        "columns": COLUMNS,
        "lines": lines,
        "cut": cut,
    }
    return render(request, "documents/pages/register.html", page | {"back": reverse("documents:incoming:list")})


@requires("incoming.view")
@require_safe
def register_xlsx(request):
    name = f"收文登记簿 {timezone.localdate():%Y-%m-%d}.xlsx"
    return FileResponse(register_file("收文登记簿", COLUMNS, found(request)), as_attachment=True, filename=name)


@requires("incoming.register")
@require_http_methods(["GET", "POST"])
def new(request):
    typed = request.POST if request.method == "POST" else restored(request)
    form = RegisterForm(typed, request.FILES or None, user=request.user)
    if request.method == "POST" and form.is_valid():
        given = {name: value for name, value in form.cleaned_data.items() if name != "again"}
        try:
            record = register(by=request.user, **given)
        except ValidationError as error:
            form.add_error(None, error)
        else:
            messages.success(request, f"已登记，收文编号 {record.case.number}。")
            return HttpResponseRedirect(record.get_absolute_url())
    status = 422 if request.method == "POST" else 200
    return render(request, "documents/incoming/new.html", {"form": form}, status=status)


@requires("incoming.view")
@require_safe
def detail(request, case_id):
    record = get_visible(Incoming, request.user, case_id)
    return render(request, "documents/incoming/detail.html", record_context(record, request.user) | {
        "facts": facts(record),
        "may_register_info": record.case.closed_at is None and request.user.can("info.create"),
        "asked": _asked(record, request.user),
        "answer_visible": record.answer is not None
        and CaseFile.objects.visible_to(request.user).filter(pk=record.answer.case_id).exists(),
    })  # fmt: skip


#: What a paper of a higher organ may ask for: (label, permission, page that begins it). The case that begins there
#: names the paper as where it comes from (R-102).
_ASKED = (
    ("风险监测计划", "monitoring.plan", "monitoring:new"),
    ("风险监控项目", "monitoring.plan", "monitoring:projects:new"),
    ("监督抽查计划", "sampling.plan", "spotchecks:plans:new"), ("专项行动", "campaign.plan", "campaigns:new"),
    ("现场检查", "inspection.plan", "inspections:new"),
)  # fmt: skip


def _asked(record, user) -> list[tuple[str, str]]:
    """Return (label, address) of what this person may begin out of the paper while it is being handled."""
    if record.case.closed_at is not None:
        return []
    found = [(label, reverse(name)) for label, permission, name in _ASKED if user.can(permission)]
    return [(label, f"{url}?from={record.case.pk}") for label, url in found]


def facts(record) -> list[tuple[str, str]]:
    """Return what stands on the paper and what was said about it, as (label, text)."""

    def said(text, person, at):
        return f"{text}（{person} {timezone.localtime(at):%Y-%m-%d %H:%M}）" if at else ""

    rows = [
        ("来文单位", record.sender), ("来文字号", record.sender_number), ("文种", record.get_kind_display()),
        ("缓急", record.get_urgency_display()), ("收文日期", f"{record.received_on:%Y-%m-%d}"),
        ("办结期限", f"{record.due_on:%Y-%m-%d}" if record.due_on else ""),
        ("要求答复", "是" if record.wants_answer else "否"), ("内容摘要", record.summary),
        ("拟办", said(record.proposal, record.proposed_by, record.proposed_at)),
        ("送请批示", record.leader), ("批示", said(record.instruction, record.instructed_by, record.instructed_at)),
        ("办理结果", said(record.result, record.finished_by, record.finished_at)),
    ]  # fmt: skip
    return [(label, text) for label, text in rows if text]


@requires("incoming.view")
@require_http_methods(["GET", "POST"])
def act(request, case_id, name):
    record = get_visible(Incoming, request.user, case_id)
    context = {"facts": facts(record), "attachments": list(record.case.attachments.filter(struck_at=None))}
    return act_on(request, record, name, template="documents/incoming/act.html", context=context)
