"""系统管理 → 检查表: which are in force, and writing the next version of one."""

from django.contrib import messages
from django.core.exceptions import PermissionDenied, ValidationError
from django.http import Http404, HttpResponseRedirect
from django.shortcuts import render
from django.urls import reverse
from django.views.decorators.http import require_http_methods, require_safe

from accounts.access import requires

from . import checklists
from .forms.checklist import ChecklistForm, ItemFormSet, initial_of, items_of
from .models import Checklist


@requires("inspection.configure", "inspection.view")
@require_safe
def index(request):
    lists = checklists.in_force(request.user.bureau, withdrawn=True).values()
    in_use = checklists.in_force(request.user.bureau)
    rows = [{"spec": spec, "active": spec.code in in_use} for spec in lists]
    return render(
        request, "inspections/checklists.html", {"rows": rows, "may_edit": request.user.can("inspection.configure")}
    )


@requires("inspection.configure")
@require_http_methods(["GET", "POST"])
def new(request):
    return _page(request, "")


@requires("inspection.configure", "inspection.view")
@require_http_methods(["GET", "POST"])
def edit(request, code):
    """Show a checklist and its versions; whoever configures writes the next version."""
    return _page(request, code)


def _page(request, code: str):
    lists = checklists.in_force(request.user.bureau, withdrawn=True)
    if code and code not in lists:
        raise Http404("没有这份检查表。")
    spec = lists.get(code)
    may_edit = request.user.can("inspection.configure")
    if request.method == "POST" and not may_edit:
        raise PermissionDenied("检查表由本局管理员维护。")
    typed = request.POST if request.method == "POST" else None
    active = spec is None or code in checklists.in_force(request.user.bureau)
    head = {"name": spec.name, "field": spec.field, "purpose": spec.purpose, "active": active} if spec else {}
    form = ChecklistForm(typed, initial=head, spec=spec, taken=lists)
    items = ItemFormSet(typed, initial=initial_of(spec) if spec else [], prefix="items")
    if request.method == "POST" and form.is_valid() and items.is_valid():
        given = form.cleaned_data
        try:
            row = checklists.publish(
                request.user.bureau, by=request.user, items=items_of(items), **({"code": code} | given)
            )
        except ValidationError as error:
            form.add_error(None, error)
        else:
            messages.success(request, f"“{row.name}”第{row.version}版已启用；已安排的检查仍用原来的版本。")
            return HttpResponseRedirect(reverse("inspections:checklist", args=[row.code]))
    versions = Checklist.objects.filter(bureau=request.user.bureau, code=code).select_related("made_by")
    context = {"spec": spec, "form": form, "items": items, "versions": versions, "may_edit": may_edit}
    return render(request, "inspections/checklist.html", context, status=422 if request.method == "POST" else 200)
