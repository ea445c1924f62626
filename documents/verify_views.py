"""The public page on which a paper is verified."""

from django import forms
from django.shortcuts import render
from django.views.decorators.cache import never_cache
from django.views.decorators.http import require_http_methods

from accounts.access import public
from accounts.lockout import client_ip

from .verifying import allowed, document_of, standing, verdict


class VerifyForm(forms.Form):
    file = forms.FileField(label="文书文件", help_text="收到的电子正本，或发文机关提供的盖章扫描件。")


@public
@never_cache
@require_http_methods(["GET", "POST"])
def verify(request):
    """Say whether an uploaded file is a kept paper; ask at most so often a minute.

    `n` and `c` in the address come from the code on a paper: its number and the
    beginning of its content's hash. They say which paper the file shall be.
    """
    form = VerifyForm(request.POST or None, request.FILES or None)
    scanned = bool(request.GET.get("n") or request.GET.get("c"))
    page = {"form": form, "asked": False, "verdict": None, "refused": False, "scanned": scanned, "number": ""}
    if (request.method == "POST" or scanned) and not allowed(client_ip(request)):
        return render(request, "documents/pages/verify.html", page | {"refused": True}, status=429)
    named = document_of(request.GET.get("n", ""), request.GET.get("c", "")) if scanned else None
    if named is not None:
        page |= {"number": named.number, "standing": standing(named)[0], "valid": standing(named)[1]}
    status = 200
    if form.is_valid():
        found = verdict(form.cleaned_data["file"])
        page |= {"asked": True, "verdict": found, "other": found and named and found.number != named.number}
    elif request.method == "POST":
        status = 422
    return render(request, "documents/pages/verify.html", page, status=status)
