"""大梳理: going through a year's informations again and saying where a hidden hazard is (R-210).

Gone through is everything that was submitted in the year, what was excluded too: that is why it is done again.
"""

from datetime import date

from django import forms
from django.db import transaction
from django.db.models import Count, Q
from django.utils import timezone

from casefile.datefields import DayInput
from casefile.finding import says
from casefile.models import CaseFile
from casefile.refusals import NotAllowed, WrongState
from casefile.trail import record_act
from registers.models import InfoSource, ProductType
from registers.typed import SearchField

from . import permissions, states
from .models import HazardReview, RiskInfo
from .returnrows import midnight
from .states import HazardVerdict

#: How many years back may be gone through.
BACK = 4
#: Years that anybody can mean; beyond them a day has no moment.
YEARS = range(2000, 2100)
NONE_YET = "NONE_YET"
STANDINGS = [
    ("", "全部"), (NONE_YET, "未梳理"), *((value, label) for value, label in HazardVerdict.choices),
]  # fmt: skip


class ReviewFilter(forms.Form):
    """What of a year is gone through; it lives in the URL. Wrong values narrow nothing and show their error."""

    q = SearchField("编号、标题、企业")
    year = forms.TypedChoiceField(label="年度", required=False, coerce=int, empty_value=None)
    since = forms.DateField(label="提交日期自", required=False, widget=DayInput)
    until = forms.DateField(label="提交日期至", required=False, widget=DayInput)
    source = forms.ModelChoiceField(
        InfoSource.objects.order_by("name"), label="信息来源", required=False, empty_label="全部来源"
    )
    state = forms.ChoiceField(label="环节", required=False, choices=[("", "全部环节"), *states.InfoState.choices])
    level = forms.ChoiceField(label="风险等级", required=False, choices=[("", "全部等级"), *states.Level.choices])
    product = forms.ModelChoiceField(
        ProductType.objects.filter(parent=None, active=True), label="产品类别", required=False, empty_label="全部产品"
    )
    standing = forms.ChoiceField(label="梳理情况", required=False, choices=STANDINGS)

    def __init__(self, data, *, user):
        super().__init__(data)
        self.user, today = user, timezone.localdate()
        self.fields["year"].choices = [(year, f"{year}年") for year in range(today.year, today.year - BACK, -1)]
        self.is_valid()
        self.year = self.cleaned_data.get("year") or today.year

    def clean(self):
        given = super().clean()
        for name in ("since", "until"):
            if given.get(name) and given[name].year not in YEARS:
                self.add_error(name, "年份不对，请核对。")
        if given.get("since") and given.get("until") and given["until"] < given["since"]:
            self.add_error("until", "不能早于起始日期。")
        return given

    def scope(self):
        """Return the informations of the year that the user may see, narrowed by all but how they stand."""
        given = self.cleaned_data
        rows = of_year(self.user, self.year)
        if given.get("since"):
            rows = rows.filter(submitted_at__gte=midnight(given["since"]))
        if given.get("until"):
            rows = rows.filter(submitted_at__lt=midnight(date.fromordinal(given["until"].toordinal() + 1)))
        for name in ("source", "state", "level"):
            if given.get(name):
                rows = rows.filter(**{name: given[name]})
        if product := given.get("product"):
            rows = rows.filter(Q(case__product_type=product) | Q(case__product_type__parent=product))
        if word := given.get("q"):
            rows = rows.filter(says(word, "case__") | Q(enterprise_text__contains=word))
        return rows

    def narrowed(self):
        """Return them narrowed by how they stand too, the oldest first."""
        standing = self.cleaned_data.get("standing")
        rows = self.scope()
        if standing:
            rows = rows.filter(hazard="" if standing == NONE_YET else standing)
        return rows.order_by("submitted_at", "pk")

    def number(self, told: dict) -> int:
        """Return how many `narrowed` has, out of what `progress` has counted."""
        standing = self.cleaned_data.get("standing")
        if not standing:
            return told["all"]
        return told["all"] - told["done"] if standing == NONE_YET else told[standing]


def of_year(user, year: int):
    """Return the informations of the user's bureau submitted in that year that the user may see."""
    cases = CaseFile.objects.real().filter(kind="INFO", bureau=user.bureau).visible_to(user)
    return RiskInfo.objects.filter(
        case__in=cases, submitted_at__gte=midnight(date(year, 1, 1)), submitted_at__lt=midnight(date(year + 1, 1, 1))
    )


def progress(rows) -> dict:
    """Return how far the informations of `rows` are gone through: {"all", "done", verdict: number}."""
    counted = dict.fromkeys(HazardVerdict.values, 0)
    counted |= dict(rows.order_by().values_list("hazard").annotate(n=Count("pk")))
    left = counted.pop("", 0)
    done = sum(counted.values())
    return {"all": done + left, "done": done, **counted}


def may_review(info: RiskInfo, user):
    """Who assesses for its unit; and the sections of the bureau itself, for the whole bureau (R-210)."""
    if user.bureau is None or info.case.bureau_id != user.bureau.pk or info.submitted_at is None:
        return None
    return permissions.holding("info.assess")(info, user) or permissions.may_analyse(user)


def judge(info: RiskInfo, *, by, verdict: str, reason: str, after: int = 0) -> HazardReview:
    """Write a judgement down; `after` is the version that `by` has seen, 0 for none.

    Raises NotAllowed, WrongState (somebody else has judged meanwhile), ValidationError.
    """
    role = may_review(info, by)
    if role is None:
        raise NotAllowed(f"{info.case.number}由{info.case.department}或者局机关股室梳理。")
    with transaction.atomic():
        case = CaseFile.objects.select_for_update().get(pk=info.pk)
        last = info.hazard_reviews.select_related("by").first()
        if (last.version if last else 0) != after:
            raise WrongState(f"{case.number}已由{last.by}梳理为“{last.get_verdict_display()}”，请看过再改。")
        made = HazardReview(
            info=info, version=after + 1, verdict=verdict, reason=reason.strip(), by=by, at=timezone.now()
        )
        made.full_clean()
        made.save()
        RiskInfo.objects.filter(pk=info.pk).update(hazard=verdict)
        record_act(
            case, "review_hazard", "隐患梳理", by=by, role=role, subject=f"第{made.version}次梳理", reason=made.reason,
            data=[{
                "name": "verdict", "label": "梳理结论", "value": verdict, "text": made.get_verdict_display(),
            }],
        )  # fmt: skip
    return made


def hazardous(bureau_id: int, since: date):
    """Return the informations submitted since that day in which a hazard was last found."""
    return RiskInfo.objects.filter(
        hazard=HazardVerdict.HAZARD, case__bureau=bureau_id, case__is_drill=False, submitted_at__gte=midnight(since)
    )
