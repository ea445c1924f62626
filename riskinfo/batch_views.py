"""批量办理: the list as filtered, ticked, then assigned or screened."""

from django import forms
from django.shortcuts import render
from django.views.decorators.http import require_http_methods

from accounts.access import requires
from accounts.models import User
from casefile import kinds
from casefile.lists import CaseFilter
from casefile.once import once
from casefile.refusals import AlreadySent

from . import batch, states
from .forms import text_area


class AssignAllForm(forms.Form):
    handler = forms.ModelChoiceField(User.objects.none(), label="经办人", empty_label="请选择")
    reason = forms.CharField(label="理由", required=False, max_length=200)

    def __init__(self, data=None, *, rows):
        super().__init__(data, prefix="assign")
        self.fields["handler"].queryset = batch.handlers_for(rows)
        self.fields["handler"].label_from_instance = lambda person: f"{person.name}（{person.department}）"


class ScreenAllForm(forms.Form):
    harm_degree = forms.ChoiceField(
        label="对人身的危害程度", choices=states.HarmDegree.choices, widget=forms.RadioSelect,
        help_text="写入每一条；情形不同的分开鉴别。",
    )  # fmt: skip
    handling_advice = text_area("处理建议", rows=2, help_text="写入每一条。")

    def __init__(self, data=None):
        super().__init__(data, prefix="screen")


@requires("info.screen", "case.assign")
@require_http_methods(["GET", "POST"])
def page(request):
    """What the filters of the list say, as far as the reader may assign or screen it."""
    user = request.user
    narrowed = CaseFilter(request.GET, kind=kinds.get("INFO"), user=user)
    rows = batch.rows_for(user, narrowed.apply(batch.seen(user)))
    doing = request.POST.get("do", "")
    assigning = AssignAllForm(request.POST if doing == "assign" else None, rows=rows)
    screening = ScreenAllForm(request.POST if doing == "screen" else None)
    ticked, error = set(request.POST.getlist("info")), ""
    if request.method == "POST":
        chosen = [row.info for row in rows if str(row.info.pk) in ticked]
        form = {"assign": assigning, "screen": screening}.get(doing)
        if form is None:
            error = "请选择要办理的是指定经办人还是鉴别。"
        elif not chosen:
            error = "请先勾选要办理的信息。" if not ticked else "勾选的信息都已由他人办理，下面是现在可以办理的。"
        elif form.is_valid():
            return _done(request, doing, chosen, form, gone=len(ticked) - len(chosen))
    context = {
        "rows": rows, "assigning": assigning, "screening": screening, "ticked": ticked, "error": error,
        "most": batch.MOST, "any_assign": any(row.may_assign for row in rows),
        "any_screen": any(row.screenable for row in rows),
    }  # fmt: skip
    return render(request, "riskinfo/batch.html", context, status=422 if request.method == "POST" else 200)


def _done(request, doing, chosen, form, *, gone):
    given = form.cleaned_data
    try:
        with once(request):
            if doing == "assign":
                results = batch.assign_all(chosen, given["handler"], by=request.user, reason=given["reason"])
            else:
                results = batch.screen_all(chosen, by=request.user, **given)
    except AlreadySent as sent:
        return render(request, "riskinfo/batch_done.html", {"results": [], "gone": 0, "sent": sent.message})
    return render(request, "riskinfo/batch_done.html", {"results": results, "gone": gone})
