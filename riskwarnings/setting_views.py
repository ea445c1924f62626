"""预警设置: the bureau's delegation table and its versions (rules §3.2)."""

from django.contrib import messages
from django.shortcuts import redirect, render
from django.views.decorators.http import require_http_methods

from accounts.access import requires
from accounts.kept import restored
from casefile.settled import bureau_of, saved

from . import routes
from .forms import RouteForm
from .models import ApprovalRoute


@requires("warning.configure")
@require_http_methods(["GET", "POST"])
def approval_routes(request):
    bureau = bureau_of(request.user, "预警设置")
    now = routes.in_force(bureau.pk)

    def save():
        ApprovalRoute.objects.create(bureau=bureau, version=now.version + 1, set_by=request.user, **form.route_fields())

    form = RouteForm(request.POST if request.method == "POST" else restored(request), now=now)
    if request.method == "POST" and form.is_valid() and saved(form, save):
        messages.success(request, f"已存为第{now.version + 1}版，即时生效；已经批准的预警不受影响。")
        return redirect("warnings:routes")
    versions = ApprovalRoute.objects.filter(bureau=bureau).select_related("set_by")
    context = {"form": form, "now": now, "versions": [(row, who_decides(row), differences(row)) for row in versions]}
    return render(request, "warnings/routes.html", context, status=422 if request.method == "POST" else 200)


def who_decides(row: ApprovalRoute) -> str:
    return f"一级{row.get_level_1_display()}，二级{row.get_level_2_display()}，三级{row.get_level_3_display()}"


def differences(row: ApprovalRoute) -> list[str]:
    """Return what else this version settles, in words."""
    years = f"查{row.offence_years}年" if row.offence_years else "不限年限"
    found = ["二级批准后报告局长"] if row.inform_director else []
    found += ["三级可批量审批"] if row.batch_level_3 else []
    return [*found, f"追回未完成{row.reassess_days}日内复评", f"初次违法{years}"]
