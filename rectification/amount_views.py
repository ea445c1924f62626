"""Pages of 货值和罚没: one is written down, one is struck out."""

from django.contrib import messages
from django.core.exceptions import PermissionDenied, ValidationError
from django.http import HttpResponseRedirect
from django.shortcuts import get_object_or_404, render
from django.views.decorators.http import require_http_methods

from accounts.access import requires
from accounts.kept import restored
from casefile.models import CaseFile
from casefile.once import once
from casefile.refusals import AlreadySent, Refused

from . import amounts


def _case(request, case_id) -> CaseFile:
    case = get_object_or_404(CaseFile.objects.filter(kind__in=amounts.KINDS).visible_to(request.user), pk=case_id)
    if amounts.may_record(case, request.user) is None:
        raise PermissionDenied(f"由{case.department}登记。")
    return case


@requires("item.create")
@require_http_methods(["GET", "POST"])
def new(request, case_id):
    case = _case(request, case_id)
    form = amounts.AmountForm(request.POST if request.method == "POST" else restored(request))
    return _carried(
        request, case, form, "登记货值和罚没", lambda given: amounts.record(case, by=request.user, **given), "已登记。"
    )


@requires("item.create")
@require_http_methods(["GET", "POST"])
def strike(request, case_id, pk):
    case = _case(request, case_id)
    made = get_object_or_404(case.amounts, pk=pk)
    form = amounts.StrikeForm(request.POST if request.method == "POST" else restored(request))
    return _carried(
        request, case, form, f"划去：{made}", lambda given: amounts.strike(made, by=request.user, **given), "已划去。"
    )


def _carried(request, case, form, heading, carry, said):
    """Show the form (GET), or do what it asks (POST) and go back to the case."""
    if request.method == "POST" and form.is_valid():
        try:
            with once(request):
                carry(form.cleaned_data)
        except AlreadySent as again:
            messages.info(request, again.message)
            return HttpResponseRedirect(case.get_absolute_url())
        except Refused as refusal:
            form.add_error(None, refusal.message)
        except ValidationError as fault:
            form.add_error(None, fault)
        else:
            messages.success(request, said)
            return HttpResponseRedirect(case.get_absolute_url())
    context = {"case": case, "form": form, "form_heading": heading}
    status = 422 if request.method == "POST" else 200
    return render(request, "rectification/amount_form.html", context, status=status)
