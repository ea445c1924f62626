"""信号设置: what a bureau's administrator settles about the watch for rises, as versions (R-113)."""

from django import forms
from django.contrib import messages
from django.core.exceptions import ValidationError
from django.http import HttpResponseRedirect
from django.shortcuts import render
from django.urls import reverse
from django.utils import timezone
from django.views.decorators.http import require_http_methods

from accounts.access import requires
from accounts.kept import restored
from casefile.settled import CHANGED_MEANWHILE, bureau_of, saved
from registers.models import InfoSource

from . import signals
from .models import SignalRule
from .signalrules import SETTLED, Rule, in_force


class SignalRuleForm(forms.ModelForm):
    """What is saved becomes the version after the one it was opened with."""

    version = forms.IntegerField(widget=forms.HiddenInput)
    wide_fields = ("left_out", "reason")

    class Meta:
        model = SignalRule
        fields = ("version", *SETTLED, "left_out", "reason")
        widgets = {
            "left_out": forms.CheckboxSelectMultiple,
            "sudden": forms.NumberInput(attrs={"step": "0.1"}), "slow": forms.NumberInput(attrs={"step": "0.1"}),
        }  # fmt: skip

    def __init__(self, data=None, *, now: Rule, bureau, by):
        self.now = now
        given = {name: getattr(now, name) for name in ("version", *SETTLED)} | {"left_out": sorted(now.left_out)}
        super().__init__(data, instance=SignalRule(bureau=bureau, set_by=by), initial=given)
        sources = InfoSource.objects.filter(active=True) | InfoSource.objects.filter(pk__in=now.left_out)
        self.fields["left_out"].queryset = sources.order_by("order", "code")
        for name in SETTLED:
            self.fields[name].widget.attrs.setdefault("inputmode", "decimal")

    def clean(self):
        given = super().clean()
        if given.get("version") != self.now.version:
            raise ValidationError(CHANGED_MEANWHILE)
        if not self.errors and self.rule == self.now:
            raise ValidationError("没有改动。")
        given["version"] = self.now.version + 1
        return given

    @property
    def rule(self) -> Rule:
        """What was typed, as a rule of the version in force; only once the fields are clean."""
        given = {name: self.cleaned_data[name] for name in SETTLED}
        left_out = frozenset(source.pk for source in self.cleaned_data["left_out"])
        return Rule(**given, left_out=left_out, version=self.now.version, pk=self.now.pk)


@requires("signal.configure")
@require_http_methods(["GET", "POST"])
def settings_page(request):
    """Show what is in force and its versions; try out or save the next one."""
    bureau = bureau_of(request.user, "信号设置")
    now = in_force(bureau.pk)
    typed, trying = request.POST if request.method == "POST" else restored(request), "try" in request.POST
    form = SignalRuleForm(typed, now=now, bureau=bureau, by=request.user)
    if request.method == "POST" and not trying and form.is_valid() and saved(form, form.save):
        messages.success(request, f"已保存为第{form.instance.version}版，从今晚的统计起照此找信号。")
        return HttpResponseRedirect(reverse("riskinfo:signals:settings"))
    context = {
        "form": form, "now": now, "tried": _tried(form, bureau) if trying else None,
        "versions": [(row, differences(row)) for row in _versions(bureau)],
    }  # fmt: skip
    return render(request, "riskinfo/signals/settings.html", context, status=422 if typed and not trying else 200)


def _versions(bureau):
    return SignalRule.objects.filter(bureau=bureau).select_related("set_by").prefetch_related("left_out")


def _tried(form: SignalRuleForm, bureau) -> dict | None:
    """Return how many signals the last weeks would have by what was typed, and have now; None where it cannot work."""
    form.full_clean()
    if any(name in form.errors for name in (*SETTLED, "left_out")):
        return None
    ids, last = signals.in_scope(bureau), signals.monday(timezone.localdate())
    typed, now = signals.find(ids, last, form.rule), signals.find(ids, last, form.now)
    for name in list(form.errors):
        del form.errors[name]  # a reason is asked for when it is saved
    return {"typed": len(typed), "now": len(now), "weeks": signals.WATCHED}


def differences(row: SignalRule) -> list[str]:
    """Return what this version has other than the product's own, in words."""
    fields = {name: SignalRule._meta.get_field(name) for name in SETTLED}
    found = [
        f"{field.verbose_name}：{getattr(row, name):g}" for name, field in fields.items()
        if getattr(row, name) != field.default
    ]  # fmt: skip
    sources = "、".join(source.name for source in row.left_out.all())
    return found + ([f"不报：{sources}"] if sources else [])
