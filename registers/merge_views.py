"""Merging duplicates: look at both, say why, take it back."""

from django import forms
from django.contrib import messages
from django.core.exceptions import PermissionDenied, ValidationError
from django.shortcuts import get_object_or_404, redirect, render
from django.views.decorators.http import require_http_methods, require_POST

from accounts.access import requires

from .merging import merge, objection, undo
from .models import Enterprise, EnterpriseMerge
from .permissions import may_edit
from .similar import similar_enterprises


class MergeForm(forms.Form):
    reason = forms.CharField(label="理由", max_length=200, help_text="怎样确认是同一家企业，如“同一地址、同一负责人”。")


def _own(request, pk) -> Enterprise:
    row = get_object_or_404(Enterprise.objects.visible_to(request.user), pk=pk)
    if not may_edit(row, request.user):
        raise PermissionDenied("只能合并本局管辖的企业。")
    return row


@requires("enterprise.edit")
@require_http_methods(["GET", "POST"])
def merge_into(request, enterprise_id, gone_id=None):
    """Choose the duplicate of an enterprise, or with `gone_id` compare the two and merge."""
    kept = _own(request, enterprise_id)
    if gone_id is None:
        return _choose(request, kept)
    gone = _own(request, gone_id)
    form = MergeForm(request.POST or None)
    why = objection(kept, gone)
    if request.method == "POST" and form.is_valid():
        try:
            merge(kept, gone, by=request.user, reason=form.cleaned_data["reason"])
        except ValidationError as error:
            form.add_error(None, error)
        else:
            messages.success(request, f"“{gone.name}”已并入，它的案卷、抽查和证照都转到了这里。并错了可以撤销。")
            return redirect("registers:enterprise", kept.pk)
    context = {"kept": kept, "gone": gone, "form": form, "why": why, "case_count": gone.cases.count()}
    return render(request, "registers/merge.html", context, status=422 if form.is_bound else 200)


def _choose(request, kept: Enterprise):
    word = request.GET.get("q", "")[:60]
    if word:
        found = Enterprise.objects.filter(bureau=kept.bureau, active=True).search(word).exclude(pk=kept.pk)[:20]
    else:
        found = similar_enterprises(kept.bureau, kept.name, leave_out=kept.pk)
    return render(request, "registers/merge_choose.html", {"kept": kept, "found": found, "word": word})


@requires("enterprise.edit")
@require_POST
def merge_undo(request, merge_id):
    record = get_object_or_404(EnterpriseMerge.objects.select_related("kept", "gone"), pk=merge_id)
    kept = _own(request, record.kept_id)
    try:
        undo(record, by=request.user)
    except ValidationError as error:
        messages.error(request, error.messages[0])
    else:
        messages.success(request, f"已撤销合并，“{record.gone.name}”恢复为单独的企业。")
    return redirect("registers:enterprise", kept.pk)
