"""异常信号: the list with a chart of any series, one signal with what it counts, its marks (R-113)."""

from django import forms
from django.contrib import messages
from django.core.exceptions import PermissionDenied
from django.core.paginator import Paginator
from django.http import Http404, HttpResponseRedirect
from django.shortcuts import render
from django.utils import timezone
from django.views.decorators.http import require_http_methods, require_safe

from accounts.access import requires
from accounts.models import Bureau
from accounts.roles import BUREAU_WIDE
from casefile.once import once
from casefile.refusals import AlreadySent, Refused
from registers.models import InfoSource

from . import aberration, permissions, signals
from .forms import text_area
from .models import Signal
from .signalrules import rule_of

PAGE = 50
INFORMATIONS = 200


class SignalFilter(forms.Form):
    """What the chart and the list show; it lives in the address."""

    bureau = forms.ChoiceField(label="统计范围", required=False)
    product = forms.ChoiceField(label="产品类别", required=False)
    region = forms.ChoiceField(label="涉及区域", required=False)
    source = forms.ChoiceField(label="信息来源", required=False)
    state = forms.ChoiceField(label="状态", required=False, choices=[("", "全部状态"), *Signal.State.choices])
    when = forms.ChoiceField(label="时间", required=False, choices=[("", "最近四周"), ("all", "全部时间")])

    def __init__(self, data, *, bureaus, choices):
        super().__init__(data)
        for name, label in (("product", "全部产品"), ("region", "全部区域"), ("source", "全部来源")):
            self.fields[name].choices = [("", label), *choices[name]]
        if len(bureaus) > 1:
            self.fields["bureau"].choices = [(str(row.pk), row.short_name) for row in bureaus]
        else:
            del self.fields["bureau"]

    def chosen(self) -> dict[str, str]:
        """Return what is chosen; a value that cannot be chosen narrows nothing and shows its error."""
        self.is_valid()
        return {name: self.cleaned_data.get(name, "") for name in ("product", "region", "source", "state", "when")}


class MarkForm(forms.Form):
    note = text_area(
        "说明", rows=3, required=False, max_length=500,
        help_text="标为已处置的必须写：核实了什么、采取了什么措施；是误报的写明为什么。",
    )  # fmt: skip


def _bureaus(user) -> list[Bureau]:
    """Return the own bureau, and those below it for who sees them."""
    below = user.bureaus_below() if BUREAU_WIDE & set(user.roles) else []
    rows = Bureau.objects.filter(pk__in=[user.department.bureau_id, *below]).order_by("pk")
    return sorted(rows, key=lambda row: row.pk != user.department.bureau_id)


def _refuse_others(user) -> None:
    if not permissions.may_see_signals(user):
        raise PermissionDenied("异常信号按全局的信息统计，由局机关股室、局领导、办公室和督查人员查看。")


@requires("statistics.view")
@require_safe
def signal_list(request):
    user = request.user
    _refuse_others(user)
    bureaus = _bureaus(user)
    bureau = next((row for row in bureaus if str(row.pk) == request.GET.get("bureau")), bureaus[0])
    explorer = signals.Explorer(bureau, timezone.localdate())
    form = SignalFilter(request.GET or None, bureaus=bureaus, choices=explorer.choices())
    if "bureau" in form.fields:
        form.fields["bureau"].initial = str(bureau.pk)
    chosen = form.chosen() if form.is_bound else {}
    weeks = explorer.weeks(**{name: chosen.get(name, "") for name in ("product", "region", "source")})
    query = {name: value for name, value in chosen.items() if value} | {"bureau": str(bureau.pk)}
    context = {
        "form": form, "bureau": bureau, "query": query, "narrowed": any(chosen.values()),
        "page": Paginator(signals.listed(user, query), PAGE).get_page(request.GET.get("page")),
        "weeks": weeks[::-1], "option": signals.chart(weeks), "any": any(week.count for week in weeks),
        "rule": explorer.rule,
        "named": _named(form, chosen),
        "how": f"同一产品、区域、来源一周有 {explorer.rule.minimum} 条以上，又明显多于前面各周的，列在这里；"
        f"开始登记信息满 {aberration.needed('C2', explorer.rule.terms)} 周以后才有历史可比。",
        "left_out": InfoSource.objects.filter(pk__in=explorer.rule.left_out),
    }  # fmt: skip
    return render(request, "riskinfo/signals/list.html", context)


def _named(form, chosen) -> str:
    """Return what the chart shows, in words."""
    parts = [
        dict(form.fields[name].choices)[chosen[name]] for name in ("product", "region", "source") if chosen.get(name)
    ]
    return " · ".join(parts) or "全部风险信息"


@requires("statistics.view")
@require_http_methods(["GET", "POST"])
def detail(request, signal_id):
    user = request.user
    _refuse_others(user)
    rows = Signal.objects.visible_to(user).select_related("bureau", "product_type", "region", "source", "rule")
    signal = rows.filter(pk=signal_id).first()
    if signal is None:
        raise Http404("没有这个信号，或者您无权查看。")
    may_mark = permissions.may_mark_signal(signal, user) is not None
    form = MarkForm(request.POST or None) if may_mark else None
    if request.method == "POST":
        if form is None:
            raise PermissionDenied("异常信号由统计它的局的股室经办人、股室负责人和局领导标记。")
        if form.is_valid() and _marked(request, signal, form):
            return HttpResponseRedirect(signal.get_absolute_url())
    informations = signals.informations_of(signal, user)
    seen = informations.count()
    weeks = signals.kept_weeks(signal)
    context = {
        "signal": signal, "rule": rule_of(signal.rule),
        "form": form, "informations": informations[:INFORMATIONS], "more": seen - INFORMATIONS,
        "hidden": signal.count - seen,
        "weeks": weeks[::-1], "option": signals.chart(weeks), "marks": signal.marks.select_related("by"),
        "may_see_mark": Signal.State.SEEN in signals.next_states(signal),
    }  # fmt: skip
    return render(request, "riskinfo/signals/detail.html", context, status=422 if request.method == "POST" else 200)


def _marked(request, signal, form) -> bool:
    """Carry the mark out; what is refused stands at the note."""
    try:
        with once(request):
            signals.mark(signal, request.POST.get("mark", ""), by=request.user, note=form.cleaned_data["note"])
    except AlreadySent:
        return True
    except Refused as refusal:
        form.add_error("note", refusal.message)
        return False
    messages.success(request, f"已标为“{signal.get_state_display()}”。")
    return True
