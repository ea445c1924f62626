"""The plan of a campaign on one page, and the form of each of its parts (R-235, R-305, R-306, R-314, R-344)."""

from collections.abc import Callable
from dataclasses import dataclass

from django.contrib import messages
from django.core.exceptions import ValidationError
from django.http import Http404, HttpResponseRedirect
from django.shortcuts import get_object_or_404, render
from django.urls import reverse
from django.views.decorators.http import require_http_methods, require_safe

from accounts.access import requires
from accounts.kept import restored
from casefile.once import once
from casefile.pages import get_visible
from casefile.refusals import AlreadySent, Refused

from . import coverage, planforms, planning
from .models import Campaign


@dataclass(frozen=True)
class Part:
    """A part of the plan: the heading of its form, the form, and what carries it out.

    rows: name of the campaign's relation when one row is changed or removed. carry: (record, row, by, given).
    """

    heading: str
    form: type[planforms.PartForm]
    carry: Callable
    rows: str = ""


PARTS = {
    "basics": Part(
        "修改方案", planforms.BasicsForm, lambda c, row, by, given: planning.change_basics(c, by=by, **given)
    ),
    "phase": Part("阶段", planforms.PhaseForm, lambda c, row, by, given: planning.save_phase(c, row, by=by, **given)),
    "phases": Part(
        "阶段", planforms.PhaseForm, lambda c, row, by, given: planning.save_phase(c, row, by=by, **given), "phases"
    ),
    "catalogue": Part(
        "按目录列入产品", planforms.CatalogueForm,
        lambda c, row, by, given: planning.add_catalogue(c, given["catalogue"], by=by),
    ),
    "product": Part(
        "增加本地产品", planforms.ProductForm,
        lambda c, row, by, given: planning.add_product(c, given["product_type"], by=by, reason=given["reason"]),
    ),
    "products": Part(
        "移出重点产品", planforms.ReasonForm,
        lambda c, row, by, given: planning.remove_product(row, by=by, reason=given["reason"]), "products",
    ),
    "member": Part(
        "领导小组成员", planforms.MemberForm, lambda c, row, by, given: planning.add_member(c, by=by, **given)
    ),
    "members": Part(
        "移出领导小组", planforms.ReasonForm,
        lambda c, row, by, given: planning.remove_member(row, by=by, reason=given["reason"]), "members",
    ),
    "task": Part("增加任务", planforms.TaskForm, lambda c, row, by, given: planning.add_local_task(c, by=by, **given)),
    "tasks": Part(
        "分派任务", planforms.TaskForm, lambda c, row, by, given: planning.hand_task(row, by=by, **given), "tasks"
    ),
    "return": Part("增加报送", planforms.ReturnForm, lambda c, row, by, given: planning.plan_return(c, by=by, **given)),
}  # fmt: skip


@requires("campaign.view")
@require_safe
def plan(request, case_id):
    record = get_visible(Campaign, request.user, case_id)
    context = {
        "record": record, "case": record.case, "may_change": planning.may_change(record, request.user),
        "may_keep": request.user.can("campaign.plan"),
        "phases": list(record.phases.all()),
        "products": list(record.products.select_related("product_type", "catalogue")),
        "members": list(record.members.select_related("person__department")),
        "tasks": coverage.tasks(record), "returns": list(record.returns.select_related("case")),
    }  # fmt: skip
    return render(request, "campaigns/plan.html", context)


@requires("campaign.plan", "campaign.move")
@require_http_methods(["GET", "POST"])
def part(request, case_id, name, pk=None):
    """Change one part of the plan (`pk` of the row), or add one."""
    record = get_visible(Campaign, request.user, case_id)
    found = PARTS.get(name)
    if found is None or bool(found.rows) != (pk is not None):
        raise Http404("没有这一项。")
    row = get_object_or_404(getattr(record, found.rows), pk=pk) if found.rows else None
    back = HttpResponseRedirect(reverse("campaigns:plan", args=[record.pk]))
    if planning.may_change(record, request.user) is None:
        messages.warning(request, "拟制时由承办单位修改，部署以后由承办单位负责人修改；完成以后不再改动。")
        return back
    typed = request.POST if request.method == "POST" else restored(request)
    form = found.form(typed, record=record, row=row)
    if request.method == "POST" and form.is_valid():
        try:
            with once(request):
                found.carry(record, row, request.user, form.cleaned_data)
        except AlreadySent as again:
            messages.info(request, again.message)
            return back
        except ValidationError as error:
            form.add_error(None, error)
        except Refused as refusal:
            form.add_error(None, refusal.message)
        else:
            messages.success(request, f"已保存：{found.heading}。")
            return back
    context = {"form": form, "case": record.case, "record": record, "part_heading": found.heading, "row": row}
    return render(request, "campaigns/part.html", context, status=422 if request.method == "POST" else 200)
