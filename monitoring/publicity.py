"""宣传报道 (R-145): entering an appearance, striking one out, finding them, counting them by way."""

from collections import Counter

from django import forms
from django.core.validators import URLValidator
from django.db import transaction
from django.db.models import Q
from django.utils import timezone

from accounts.authority import authority
from casefile.attachments import inspect
from casefile.datefields import PastDateField
from casefile.models import CaseFile
from casefile.refusals import NotAllowed, WrongState
from registers.forms import product_groups
from registers.keeping import delete_on_rollback
from registers.models import ProductType
from registers.typed import SearchField

from .itemfilter import UnitField
from .models import Publicity


def seen_by(user):
    """Return what the reader's bureau and those below it have on record."""
    if not user.is_active or user.bureau is None:
        return Publicity.objects.none()
    rows = Publicity.objects.filter(bureau__in=[user.bureau.pk, *user.bureau.subordinate_ids()])
    return rows.select_related("bureau", "department", "product_type", "case", "recorded_by", "struck_by")


def may_record(user) -> bool:
    return user.bureau is not None and authority(user, "monitoring.record", department=user.department) is not None


def may_strike(row: Publicity, user) -> bool:
    """Who entered it, or the head of the unit."""
    own = row.recorded_by_id == user.pk and may_record(user)
    return own or authority(user, "monitoring.decide", department=row.department) is not None


@transaction.atomic
def record(*, by, file=None, **fields) -> Publicity:
    """Put an appearance on record. Raises NotAllowed, ValidationError."""
    if not may_record(by):
        raise NotAllowed("宣传报道由股室、所、队的经办人或负责人登记。")
    row = Publicity(bureau=by.bureau, department=by.department, recorded_by=by, recorded_at=timezone.now(), **fields)
    if file:
        found = inspect(file)
        row.file_name, row.file_extension, row.file_sha256 = file.name[-200:], found.extension, found.sha256
        row.file.save(file.name, file, save=False)
        delete_on_rollback(row.file)
    row.full_clean()
    row.save()
    return row


@transaction.atomic
def strike(row: Publicity, reason: str, *, by) -> None:
    """Strike out what was entered wrongly; it stays to be read. Raises NotAllowed, WrongState."""
    held = Publicity.objects.select_for_update(of=("self",)).select_related("department").get(pk=row.pk)
    if not may_strike(held, by):
        raise NotAllowed("由登记人或本单位负责人作废。")
    if held.struck_at:
        raise WrongState("已经作废。")
    held.struck_by, held.struck_at, held.struck_reason = by, timezone.now(), reason
    held.save(update_fields=["struck_by", "struck_at", "struck_reason"])


def by_way(rows) -> list[tuple[str, int]]:
    """Return how many of `rows` there are of each way, those struck out apart; the commonest first."""
    found = Counter(rows.filter(struck_at=None).order_by().values_list("way", flat=True))
    rows = [(Publicity.Way(way).label, number) for way, number in found.items()]
    return sorted(rows, key=lambda row: (-row[1], row[0]))


_WEB = URLValidator(schemes=["http", "https"], message="请填写网页地址，以 http 或 https 开头。")


class PublicityForm(forms.ModelForm):
    on = PastDateField(label="日期")
    link = forms.URLField(label="链接", required=False, max_length=500, assume_scheme="https")
    case_number = forms.CharField(
        label="有关案卷编号",
        max_length=30,
        required=False,
        help_text="例如监测计划、风险信息或预警的编号，没有的不填。",
    )
    file = forms.FileField(label="剪报或截图", required=False)

    class Meta:
        model = Publicity
        fields = ("on", "way", "media", "title", "link", "product_type", "summary")
        widgets = {"summary": forms.Textarea(attrs={"rows": 3})}  # noqa: RUF012

    field_order = ("on", "way", "media", "title", "link", "product_type", "case_number", "file", "summary")
    wide_fields = ("title", "link", "summary")

    def __init__(self, *args, user, **kwargs):
        super().__init__(*args, **kwargs)
        self.user = user
        self.fields["link"].validators = [_WEB]  # in the place of the field's own, which would say it twice
        self.fields["way"].choices = [("", "请选择"), *Publicity.Way.choices]
        self.fields["product_type"].queryset = ProductType.objects.active()
        self.fields["product_type"].choices = [("", "—"), *product_groups()]
        self.fields["media"].help_text = "例如：县融媒体中心、《清源日报》、本局公众号。"
        self.fields["summary"].help_text = "讲了什么，阅读量、现场人数等效果。"

    def clean_case_number(self):
        number = self.cleaned_data["case_number"].strip().upper()
        if not number:
            return None
        found = CaseFile.objects.visible_to(self.user).filter(number=number).first()
        if found is None:
            raise forms.ValidationError(f"没有编号为“{number}”的案卷，或者您无权查看。")
        return found

    def given(self) -> dict:
        """Return the fields of the row; the form's own save is not used."""
        given = dict(self.cleaned_data)
        return given | {"case": given.pop("case_number")}


class StrikeForm(forms.Form):
    reason = forms.CharField(label="作废理由", max_length=200)


class PublicityFilter(forms.Form):
    """The filters of the log; they live in the URL."""

    q = SearchField("媒体、标题")
    year = forms.TypedChoiceField(label="年度", required=False, coerce=int, empty_value=None)
    way = forms.ChoiceField(label="方式", required=False, choices=[("", "全部方式"), *Publicity.Way.choices])
    department = UnitField(label="单位")

    def __init__(self, data, *, user):
        super().__init__(data)
        this = timezone.localdate().year
        self.fields["year"].choices = [("", "全部年度"), *((year, f"{year}年") for year in range(this, this - 6, -1))]
        self.fields["department"].show_to(user)

    def apply(self, rows):
        self.is_valid()
        given = self.cleaned_data
        if word := (given.get("q") or "").strip():
            rows = rows.filter(Q(media__contains=word) | Q(title__contains=word))
        for name, path in (("year", "on__year"), ("way", "way"), ("department", "department")):
            if given.get(name):
                rows = rows.filter(**{path: given[name]})
        return rows
