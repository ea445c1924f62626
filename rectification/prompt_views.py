"""触发提示: the list, one prompt with its evidence, the decision."""

import re

from django import forms
from django.contrib import messages
from django.core.exceptions import PermissionDenied
from django.http import HttpResponseRedirect
from django.shortcuts import get_object_or_404, render
from django.urls import reverse
from django.views.decorators.http import require_http_methods, require_safe

from accounts.access import requires
from accounts.kept import restored
from casefile.models import CaseFile
from casefile.refusals import Refused
from registers.models import SamplingResult

from .models import Prompt
from .promptfilter import PromptFilter
from .prompting import confirm, decline, may_decide

SHOWN = 100
_NUMBER = re.compile(r"[A-Z]{2}-\d{4}-\d+")


class DecideForm(forms.Form):
    decision = forms.ChoiceField(
        label="决定", choices=[("confirm", "确认，按提示办理"), ("decline", "不采纳")], widget=forms.RadioSelect
    )
    reason = forms.CharField(
        label="意见或理由", required=False, max_length=2000, widget=forms.Textarea(attrs={"rows": 3}),
        help_text="不采纳的必须写明理由。",
    )  # fmt: skip

    def clean(self):
        given = super().clean()
        if given.get("decision") == "decline" and not (given.get("reason") or "").strip():
            self.add_error("reason", "不采纳的必须写明理由。")
        return given


@requires("item.view")
@require_safe
def prompts(request):
    form = PromptFilter(request.GET, user=request.user)
    rows = form.apply(Prompt.objects.visible_to(request.user))
    rows = rows.select_related("enterprise", "region", "department", "decided_by", "bureau")
    found = list(rows.order_by("-raised_at", "-pk")[: SHOWN + 1])
    context = {"filter": form, "rows": found[:SHOWN], "more": len(found) > SHOWN, "shown": SHOWN}
    return render(request, "rectification/prompts.html", context)


@requires("item.view")
@require_http_methods(["GET", "POST"])
def prompt(request, prompt_id):
    rows = Prompt.objects.visible_to(request.user)
    found = get_object_or_404(
        rows.select_related("enterprise", "region", "case", "bureau", "department__bureau", "decided_by"), pk=prompt_id
    )
    role = may_decide(found, request.user) if found.is_open else None
    form = DecideForm(request.POST if request.method == "POST" else restored(request))
    if request.method == "POST":
        if role is None and found.is_open:
            raise PermissionDenied("触发提示由承办单位负责人确认。")
        if form.is_valid() and _decided(request, found, form.cleaned_data):
            return HttpResponseRedirect(reverse("rectification:prompt", args=[found.pk]))
    history = rows.filter(enterprise=found.enterprise, region=found.region).exclude(pk=found.pk)
    context = {
        "prompt": found, "form": form if role else None, "evidence": evidence(found, request.user),
        "led_to": led_to(found, request.user),
        "history": list(history.select_related("decided_by").order_by("-raised_at", "-pk")[:20]),
    }  # fmt: skip
    return render(request, "rectification/prompt.html", context, status=422 if request.method == "POST" else 200)


def _decided(request, found: Prompt, given: dict) -> bool:
    try:
        if given["decision"] == "confirm":
            confirm(found, by=request.user, reason=given["reason"])
            messages.success(request, f"已确认：{found.outcome}。")
        else:
            decline(found, by=request.user, reason=given["reason"])
            messages.success(request, "已记为不采纳；同样的事实不再提示。")
    except Refused as refusal:
        messages.error(request, refusal.message)
    return True


def led_to(found: Prompt, user) -> list[CaseFile]:
    """Return the cases that the outcome names (a plan, an area) where the user may look."""
    numbers = _NUMBER.findall(found.outcome)
    return list(CaseFile.objects.filter(number__in=numbers).visible_to(user)) if numbers else []


def evidence(found: Prompt, user) -> list[dict]:
    """Return what the prompt rests on, with an address where the user may look."""
    cases = [row["id"] for row in found.evidence if row["kind"] == "case"]
    seen = {case.pk: case for case in CaseFile.objects.filter(pk__in=cases).visible_to(user)}
    samplings = [row["id"] for row in found.evidence if row["kind"] == "sampling"]
    sampled = {row.pk: row for row in SamplingResult.objects.filter(pk__in=samplings).visible_to(user)}
    rows = []
    for row in found.evidence:
        url = ""
        if row["kind"] == "case" and row["id"] in seen:
            url = seen[row["id"]].get_absolute_url()
        if row["kind"] == "sampling" and row["id"] in sampled:
            url = f"{sampled[row['id']].enterprise.get_absolute_url()}?group=samplings"
        rows.append({"text": row["text"], "url": url})
    return rows
