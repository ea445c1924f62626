"""系统管理 → 文书设置: what the bureau settles about each kind, with the paper beside."""

from django.contrib import messages
from django.core.exceptions import ValidationError
from django.db import IntegrityError, transaction
from django.http import Http404, HttpResponseRedirect
from django.shortcuts import render
from django.urls import reverse
from django.views.decorators.clickjacking import xframe_options_sameorigin
from django.views.decorators.http import require_http_methods, require_POST, require_safe

from accounts.access import requires
from accounts.kept import restored
from accounts.roles import ROLE_PERMISSIONS, Role

from . import kinds, merging, screen
from .fonts import CannotPrint
from .kind_forms import KindForm
from .kindsetting import DocumentKindSetting, in_force
from .sampling import sample_paper


def signer_of(kind) -> str:
    """Name the lowest role that signs this kind, for the list."""
    return next(role.label for role in Role if kind.sign_permission in ROLE_PERMISSIONS[role])


@requires("document.configure")
@require_safe
def index(request):
    bureau = request.user.department.bureau
    rows = []
    for kind in kinds.KINDS:
        now = in_force(bureau, kind.code)
        rows.append(
            {"kind": now, "signer": signer_of(now), "number": f"{bureau.organ_code}{now.suffix}", "own": now != kind}
        )
    return render(request, "documents/pages/kinds.html", {"rows": rows})


@requires("document.configure")
@require_http_methods(["GET", "POST"])
def edit(request, code):
    kind, bureau = _kind(code), request.user.department.bureau
    typed = request.POST if request.method == "POST" else restored(request)
    form = KindForm(typed, bureau=bureau, kind=kind)
    if request.method == "POST" and form.is_valid():
        setting = form.setting(request.user)
        try:
            with transaction.atomic():
                setting.full_clean(exclude=["kind"])
                setting.save()
                form.save_m2m()
        except (ValidationError, IntegrityError):
            form.add_error(None, "您打开以后，这个文种的设置已被他人改动，没有保存。请在新窗口看过现在的设置后再改。")
        else:
            messages.success(request, f"已保存{kind.label}的设置，今后拟稿即按此办理；已签发的文书不变。")
            return HttpResponseRedirect(reverse("documents:kinds"))
    history = DocumentKindSetting.objects.filter(bureau=bureau, kind=code).select_related("edited_by")[:10]
    page = {"kind": kind, "form": form, "history": history, "fields": merging.FIELDS}
    return render(request, "documents/pages/kind.html", page, status=422 if request.method == "POST" else 200)


@requires("document.configure")
@require_POST
@xframe_options_sameorigin
def preview(request, code):
    """Draw the paper as the form now stands; nothing is saved."""
    kind, bureau = _kind(code), request.user.department.bureau
    form = KindForm(request.POST, bureau=bureau, kind=kind)
    if not form.is_valid():
        reasons = [f"{form.fields[name].label}：{error}" if name in form.fields else error
                   for name, errors in form.errors.items() for error in errors]  # fmt: skip
        return render(request, "documents/pages/preview_refused.html", {"reasons": reasons}, status=422)
    try:
        return screen.preview(request, sample_paper(form.setting(request.user).applied(), bureau))
    except CannotPrint as fault:
        return render(request, "documents/pages/preview_refused.html", {"reasons": [str(fault)]}, status=503)


def _kind(code: str) -> kinds.DocumentKind:
    try:
        return kinds.get(code)
    except KeyError as error:
        raise Http404("没有这个文种。") from error
