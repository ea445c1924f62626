"""Terms and thresholds of the bureau, as versions (整改设置)."""

from django import forms
from django.contrib import messages
from django.core.exceptions import ValidationError
from django.http import HttpResponseRedirect
from django.shortcuts import render
from django.urls import reverse
from django.views.decorators.http import require_http_methods

from accounts.access import requires
from accounts.kept import restored
from casefile.settled import CHANGED_MEANWHILE, bureau_of, saved

from .models import TermsVersion
from .terms import SETTLED, Terms, in_force


class TermsForm(forms.ModelForm):
    """What is saved becomes the version after the one it was opened with."""

    version = forms.IntegerField(widget=forms.HiddenInput)

    class Meta:
        model = TermsVersion
        fields = ("version", *SETTLED, "reason")

    def __init__(self, data=None, *, now: Terms, bureau, by):
        self.now = now
        given = {name: getattr(now, name) for name in ("version", *SETTLED)}
        super().__init__(data, instance=TermsVersion(bureau=bureau, set_by=by), initial=given)

    def clean(self):
        given = super().clean()
        if given.get("version") != self.now.version:
            raise ValidationError(CHANGED_MEANWHILE)
        if not self.errors and all(given[name] == getattr(self.now, name) for name in SETTLED):
            raise ValidationError("没有改动。")
        given["version"] = self.now.version + 1
        return given


@requires("item.configure")
@require_http_methods(["GET", "POST"])
def settings_page(request):
    """Show what is in force and its versions; save the next version."""
    bureau = bureau_of(request.user, "整改设置")
    now = in_force(bureau.pk)
    form = TermsForm(request.POST if request.method == "POST" else restored(request), now=now, bureau=bureau,
                     by=request.user)  # fmt: skip
    if request.method == "POST" and form.is_valid() and saved(form, form.save):
        messages.success(request, f"已保存为第{form.instance.version}版，即时生效。")
        return HttpResponseRedirect(reverse("rectification:settings"))
    versions = TermsVersion.objects.filter(bureau=bureau).select_related("set_by")
    context = {"form": form, "now": now, "versions": [(row, differences(row)) for row in versions]}
    return render(request, "rectification/settings.html", context, status=422 if request.method == "POST" else 200)


def _shown(value) -> str:
    return ("是" if value else "否") if isinstance(value, bool) else str(value)


def differences(row: TermsVersion) -> list[str]:
    """Return what this version has other than the product's own, in words."""
    fields = {name: TermsVersion._meta.get_field(name) for name in SETTLED}
    return [
        f"{field.verbose_name}：{_shown(getattr(row, name))}" for name, field in fields.items()
        if getattr(row, name) != field.default
    ]  # fmt: skip
