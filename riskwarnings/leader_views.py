"""A leader's pages beside the single decision: several level 3 warnings at once, and the decision memo."""

from django.contrib import messages
from django.shortcuts import redirect, render
from django.utils import timezone
from django.views.decorators.http import require_http_methods, require_safe

from accounts.access import requires
from casefile.pages import get_visible

from . import batch
from .freezing import ACT
from .models import Warning

#: Acts that decide on a warning; each is one entry of the memo.
_DECIDED = ("submit", "review", "approve", "send_back", "propose_level", "approve_level", "refuse_level",
            "request_lift", "approve_lift", "refuse_lift", "cancel", "withdraw")  # fmt: skip
_LONGEST = 2000


@requires("warning.view")
@require_http_methods(["GET", "POST"])
def batch_page(request):
    """List what may be approved together; a POST approves the ticked ones, each by itself."""
    found = batch.waiting(request.user)
    error, chosen, reason = "", [], ""
    if request.method == "POST":
        ticked, reason = request.POST.getlist("warning"), request.POST.get("reason", "").strip()
        chosen = [warning for warning in found if str(warning.pk) in ticked]
        if len(reason) > _LONGEST:
            error = f"审批意见最长 {_LONGEST} 字。"
        elif not ticked:
            error = "请先勾选要批准的预警。"
        elif not chosen:
            error = "勾选的预警都已由他人办理，下面是现在等您审批的。"
        else:
            results = batch.approve(chosen, by=request.user, reason=reason)
            gone = len(ticked) - len(chosen)
            return render(request, "warnings/batch_done.html", {"results": results, "gone": gone, "reason": reason})
    context = {
        "cards": batch.cards(found), "error": error, "reason": reason, "most": batch.MOST,
        "chosen": {warning.pk for warning in chosen} if request.method == "POST" else set(),
    }  # fmt: skip
    return render(request, "warnings/batch.html", context, status=422 if error else 200)


@requires("warning.view")
@require_safe
def memo(request, case_id):
    """The decision memo (A4): what was known at each decision, as the trail froze it, and who decided."""
    warning = get_visible(Warning, request.user, case_id)
    entries = list(warning.case.trail.select_related("actor").order_by("seq"))
    decisions = []
    for entry in entries:
        if entry.action == ACT:
            decisions[-1]["frozen"] = [pair for pair in entry.content if pair[0] != "决定"] if decisions else []
        elif entry.subject == "" and entry.action in _DECIDED:
            decisions.append({"entry": entry, "frozen": []})
    if not decisions:
        messages.warning(request, "预警还没有提交审核，没有审批单可以打印。")
        return redirect(warning)
    context = {
        "warning": warning, "case": warning.case, "decisions": decisions, "printed_at": timezone.now(),
        "notice": warning.notice, "lift_notice": warning.lift_notice,
        "changes": warning.level_changes.select_related("notice", "decided_by"),
    }  # fmt: skip
    return render(request, "warnings/memo.html", context)
