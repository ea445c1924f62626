"""The sheet on the phone: my inspections, and filling one in with or without a line."""

from django.contrib import messages
from django.http import HttpResponseRedirect, JsonResponse
from django.shortcuts import render
from django.views.decorators.http import require_http_methods, require_safe

from accounts.access import requires
from accounts.kept import restored
from casefile import actions
from casefile.once import once
from casefile.pages import get_visible
from casefile.perform import perform
from casefile.refusals import AlreadySent, InvalidData, Refused

from . import permissions
from .forms import SheetForm
from .forms.sheet import PARTS
from .listing import of_officer
from .models import Inspection
from .states import OPEN_SHEET


@requires("inspection.check")
@require_safe
def mine(request):
    return render(request, "inspections/mine.html", {"rows": list(of_officer(request.user))})


@requires("inspection.check")
@require_http_methods(["GET", "POST"])
def sheet(request, case_id):
    """Fill in the sheet. A script asks for JSON and keeps what it sends until the answer says ok."""
    record = get_visible(Inspection, request.user, case_id)
    if request.method == "POST":
        return _take(request, record)
    if permissions.may_check(record, request.user) is None or record.state not in OPEN_SHEET:
        messages.info(request, f"当前环节是“{record.get_state_display()}”，检查表只由两名检查人员在检查中填写。")
        return HttpResponseRedirect(record.get_absolute_url())
    action = actions.get(record, "save_sheet")
    return _page(request, record, SheetForm(restored(request), record=record, user=request.user, action=action))


def _take(request, record):
    name = "finish" if "finish" in request.POST else "save_sheet"
    wants_json = "application/json" in request.headers.get("Accept", "")
    try:
        with once(request):
            perform(record, name, by=request.user, post=request.POST, files=request.FILES)
    except AlreadySent as again:
        return _accepted(request, record, again.message, wants_json)
    except InvalidData as refusal:
        return _refused(request, record, refusal.form, wants_json)
    except Refused as refusal:
        if wants_json:
            return JsonResponse({"ok": False, "message": refusal.message}, status=409)
        messages.error(request, refusal.message)
        return HttpResponseRedirect(record.get_absolute_url())
    said = "检查表已提交，等另一名检查人员确认。" if name == "finish" else "检查表已保存到服务器，可以接着填。"
    return _accepted(request, record, said, wants_json)


def _accepted(request, record, text, wants_json):
    messages.success(request, text)
    record = Inspection.objects.get(pk=record.pk)
    url = request.path if record.state in OPEN_SHEET else record.get_absolute_url()
    if not wants_json:
        return HttpResponseRedirect(url)
    return JsonResponse({"ok": True, "message": text, "url": url, "items": as_kept(record)})


def as_kept(record) -> dict[int, dict[str, str]]:
    """Return what stands on the server by item, for a phone on which somebody went on while it was sent."""
    return {
        item.pk: {name: getattr(item, name) for name in PARTS} | {"base": item.fingerprint}
        for item in record.items.all()
    }


def _refused(request, record, form, wants_json):
    if not wants_json:
        return _page(request, record, form, status=422)
    errors = {name: [str(text) for text in texts] for name, texts in form.errors.items()}
    conflicts = [conflict.as_json() for conflict in form.conflicts]
    return JsonResponse(
        {"ok": False, "errors": errors, "conflicts": conflicts}, status=409 if form.only_conflicts else 422
    )


def _page(request, record, form, status=200):
    context = {"record": record, "case": record.case, "form": form, "rows": form.rows()}
    return render(request, "inspections/sheet.html", context, status=status)
