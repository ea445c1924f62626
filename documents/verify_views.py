"""The public page on which a paper is verified."""

from django import forms
from django.shortcuts import render
from django.views.decorators.cache import never_cache
from django.views.decorators.http import require_http_methods

from accounts.access import public

from .verifying import allowed, verdict


class VerifyForm(forms.Form):
    file = forms.FileField(label="文书文件", help_text="收到的电子正本，或发文机关提供的盖章扫描件。")


@public
@never_cache
@require_http_methods(["GET", "POST"])
def verify(request):
    """Say whether an uploaded file is a kept paper; ask at most so often a minute."""
    form = VerifyForm(request.POST or None, request.FILES or None)
    page = {"form": form, "asked": False, "verdict": None, "refused": False}
    status = 200
    if request.method == "POST":
        if not allowed(request.META.get("REMOTE_ADDR", "")):
            page["refused"], status = True, 429
        elif form.is_valid():
            page |= {"asked": True, "verdict": verdict(form.cleaned_data["file"])}
        else:
            status = 422
    return render(request, "documents/pages/verify.html", page, status=status)
