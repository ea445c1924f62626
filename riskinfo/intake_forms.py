"""The forms in which an information is written down and later supplemented (R-011–R-015, R-109, R-142)."""

from django import forms
from django.core.exceptions import ValidationError
from django.utils import timezone

from accounts.choices import SeveralField
from accounts.models import Department, User
from accounts.roles import LEADERS, ROLE_PERMISSIONS
from casefile.forms import FilesField
from casefile.models import CaseFile
from registers.forms import PhoneFormField
from registers.lookup import named, written
from registers.models import Enterprise, InfoSource, ProductType, Region
from registers.validators import printable

from . import meanwhile, states
from .forms import DateField, text_area
from .models import RiskInfo
from .product_forms import clean_barcode, product_rows, typed_rows

PRODUCT_FIELDS = ("product_type", "name", "batch", "brand", "barcode")


def _secret() -> forms.TextInput:
    """A box whose content the browser keeps neither as a draft nor for completion."""
    return forms.TextInput(attrs={"data-secret": "", "autocomplete": "off"})


def _firms(label: str, rule: str) -> forms.CharField:
    help_text = f"{rule}一行一家，或用顿号分开；名称或信用代码与档案一致的自动对上。"
    return text_area(label, rows=2, required=False, max_length=600, help_text=help_text)


class FactsForm(forms.Form):
    """What is known of product, enterprise and cause; every field may still be empty."""

    product_type = forms.ModelChoiceField(ProductType.objects.active(), label="产品类别", required=False)
    product_name = forms.CharField(label="产品名称", required=False, max_length=120)
    batch = forms.CharField(label="规格型号、批次", required=False, max_length=120)
    brand = forms.CharField(label="商标", required=False, max_length=60)
    enterprise_name = forms.CharField(
        label="企业", required=False, max_length=140,
        help_text="输入名称、信用代码或拼音首字母查找；查不到的照实填写名称，以后可以补建档。",
    )  # fmt: skip
    barcode = forms.CharField(label="商品条码", required=False, max_length=20)
    producers = _firms("其他生产者", "同一信息涉及的其他生产者。")
    material_suppliers = _firms("原料供应企业", "向上级报告时必填；不涉及的写“不涉及”。")
    sellers = _firms("销售者", "列入月报送表。")
    region = forms.ModelChoiceField(Region.objects.none(), label="涉及区域", required=False)
    other_regions = SeveralField(
        Region.objects.none(), label="其他涉及区域", required=False, widget=forms.CheckboxSelectMultiple
    )
    affected_area = forms.CharField(
        label="涉及区域说明", required=False, max_length=200, help_text="超出本县的，或者不按乡镇划分的，在这里写明。"
    )
    standard_number = forms.CharField(
        label="标准号", required=False, max_length=120, help_text="不符合标准的写明，例如 GB 811-2022。"
    )
    source_reference = forms.CharField(label="来文字号", required=False, max_length=80)
    source_reference_on = DateField(label="来文日期", required=False, latest_today=True)
    cause = text_area("发生原因或可能原因", rows=2, required=False)

    #: Fields of the form that stand on the case, not on the information.
    ON_CASE = ("product_type", "enterprise_name", "title", "department")
    #: Fields that are rows of their own.
    AS_ROWS = ("other_regions",)

    def __init__(self, *args, user, info=None, **kwargs):
        self.user, self.info = user, info
        current = {} if info is None else self.initial_of(info)
        kwargs["initial"] = current | (kwargs.get("initial") or {})
        super().__init__(*args, **kwargs)
        #: What the page showed of each field (riskinfo.meanwhile).
        self.base = self.data.get(meanwhile.FIELD, "") if self.is_bound else ""
        if info is not None and not self.is_bound:
            self.base = meanwhile.base_of(info, current)
        county = user.department.bureau.region_code[:6]
        regions = Region.objects.filter(code__startswith=county, active=True)
        self.fields["region"].queryset = self.fields["other_regions"].queryset = regions
        self.enterprise = None
        rows = [] if info is None else list(info.products.values(*PRODUCT_FIELDS))
        self.products = product_rows(self.data if self.is_bound else None, initial=rows)

    def is_valid(self):
        said = super().is_valid()
        if self.products.is_bound and not self.products.is_valid():
            self.add_error(None, "“其他产品”里有要改正的，请看各行的提示。")
            return False
        return said

    @classmethod
    def initial_of(cls, info) -> dict:
        """Return the values of the form that `info` has now."""
        apart = (*cls.ON_CASE, *cls.AS_ROWS)
        names = [name for name in cls.base_fields if name not in apart and hasattr(info, name)]
        enterprise = info.case.enterprise
        return {name: getattr(info, name) for name in names} | {
            "title": info.case.title,
            "product_type": info.case.product_type,
            "enterprise_name": written(enterprise) if enterprise else info.enterprise_text,
            "other_regions": list(info.other_regions.all()),
        }

    def clean_barcode(self):
        return clean_barcode(self.cleaned_data["barcode"])

    def clean(self):
        given = super().clean()
        given |= {name: printable(value) for name, value in given.items() if isinstance(value, str)}
        region, others = given.get("region"), given.get("other_regions")
        if region is None and others:
            given["region"], others = others[0], others[1:]  # the first is the main one
        given["other_regions"] = [row for row in others or () if row != region]
        return given

    def clean_enterprise_name(self):
        text = self.cleaned_data["enterprise_name"]
        found = named(Enterprise.objects.visible_to(self.user), text)
        if len(found) > 1:
            raise ValidationError(f"有不止一家“{text}”，请从列表中选择，或在名称后加空格写上信用代码。")
        self.enterprise = found[0] if found else None
        return text

    @property
    def enterprise_text(self) -> str:
        """What was typed, when no enterprise on file is meant."""
        return "" if self.enterprise else self.cleaned_data["enterprise_name"][:120]

    def of_record(self) -> dict:
        """Return the cleaned values that stand on the information itself."""
        given = self.cleaned_data.items()
        apart = (*self.ON_CASE, *self.AS_ROWS)
        values = {name: value for name, value in given if name not in apart and hasattr(RiskInfo, name)}
        return values | {"enterprise_text": self.enterprise_text}

    @property
    def products_folded(self) -> bool:
        """Say whether nothing stands in the rows of other products, and nothing was asked of them."""
        rows = self.products
        if rows.is_bound:
            return rows.is_valid() and not typed_rows(self.data)
        return not rows.initial and rows.extra < 2

    def other_products(self) -> list[dict] | None:
        """Return the other products as fields of InfoProduct; None when the form did not speak of them."""
        return self.products.given() if self.products.is_bound else None

    def of_case(self) -> dict:
        return {"enterprise": self.enterprise, "product_type": self.cleaned_data.get("product_type")}


class SupplementForm(FactsForm):
    """补充信息 after submission; what was said before stays in the trail."""

    reason = text_area("补充的依据", rows=2, help_text="例如：6月3日现场核查记录。")


class IntakeForm(FactsForm):
    """登记: sections as on the paper form; only source and description are needed for a draft."""

    source = forms.ModelChoiceField(InfoSource.objects.none(), label="信息来源")
    source_level = forms.ChoiceField(
        label="组织层级", required=False, choices=[("", "（不选）"), *states.SourceLevel.choices],
        help_text="监督抽查、定期监督检验的组织机关。",
    )  # fmt: skip
    source_detail = forms.CharField(label="来源说明", required=False, max_length=120, help_text="来源为“其他”的必填。")
    found_on = DateField(label="发现日期", required=False, latest_today=True, help_text="提交时必填，不能晚于今天。")
    reporter_name = forms.CharField(
        label="反映人",
        required=False,
        max_length=30,
        widget=_secret(),
        help_text="保密：只有经办人、股室负责人和分管领导能查看，查看有记录。",
    )
    reporter_phone = PhoneFormField(
        label="反映人电话", required=False, max_length=30, widget=_secret(), help_text="同样保密。"
    )
    info_kind = forms.ChoiceField(
        label="信息类型", required=False, choices=states.InfoKind.choices, widget=forms.RadioSelect
    )
    complaint_count = forms.IntegerField(
        label="反映件数", required=False, min_value=2, max_value=100000,
        help_text="类型为“集中反映的问题”的必填：到现在一共有多少件投诉、举报、咨询。",
    )  # fmt: skip
    certainty = forms.ChoiceField(
        label="存在程度", required=False, choices=states.Certainty.choices, widget=forms.RadioSelect,
        help_text="危险或不符合标准的情况已经存在，还是可能存在。",
    )  # fmt: skip
    basis = forms.MultipleChoiceField(
        label="认定依据", required=False, choices=states.Basis.choices, widget=forms.CheckboxSelectMultiple,
        help_text="风险信息是指产品存在或可能存在下列情况之一；至少选一项，两项都不符合的不是风险信息。",
    )  # fmt: skip
    harm_objects = forms.MultipleChoiceField(
        label="危害对象", required=False, choices=states.HarmObject.choices, widget=forms.CheckboxSelectMultiple,
        help_text="至少选一项。",
    )  # fmt: skip
    is_key = forms.BooleanField(
        label="重点风险信息", required=False, help_text="提交后立即通知股室负责人和分管领导，当日鉴别，不等每月报送。"
    )
    description = text_area(
        "风险描述", rows=4, max_length=4000, help_text="什么产品、什么问题（不合格项目）、怎样发现、已有什么后果。"
    )
    title = forms.CharField(label="标题", required=False, max_length=200, help_text="不填的，按企业和产品自动拟写。")
    department = forms.ModelChoiceField(Department.objects.none(), label="承办单位")
    files = FilesField(label="附件", required=False)

    wide_fields = ("is_key", "title")
    SECTIONS = (
        ("信息来源", ("source", "source_level", "source_reference", "source_reference_on", "source_detail", "found_on",
                  "department")),
        ("产品和企业", ("product_type", "product_name", "enterprise_name", "batch", "brand", "barcode", "region")),
        ("风险情况", ("description", "info_kind", "complaint_count", "certainty", "basis", "standard_number",
                  "harm_objects", "is_key", "cause")),
        ("其他企业和区域", ("producers", "sellers", "material_suppliers", "other_regions", "affected_area")),
        ("反映人（保密）", ("reporter_name", "reporter_phone")),
        ("标题和附件", ("title", "files")),
    )  # fmt: skip

    def __init__(self, *args, **kwargs):
        super().__init__(*args, **kwargs)
        sources = InfoSource.objects.filter(active=True).order_by("order", "code")
        self.fields["source"].queryset = sources
        self.fields["source"].choices = [("", "请选择"), *_grouped(sources)]
        if self.user.department.kind == Department.Kind.MONITORING_STATION:
            self.fields["source"].initial = sources.filter(code=self.STATION_SOURCE).first()
        units = handling_units(self.user)
        if self.info is not None:
            del self.fields["department"], self.fields["files"]
        elif units == [self.user.department]:
            del self.fields["department"]
        else:
            self.fields["department"].queryset = Department.objects.filter(pk__in=[unit.pk for unit in units])
            self.fields["department"].help_text = "负责鉴别和评估的股室。"
            self.fields["department"].initial = self._last_unit(units)

    #: What a 监测站 files mostly comes from itself.
    STATION_SOURCE = "MONITORING_STATION"
    #: The section that most informations leave empty: folded until something stands in it.
    FOLDED = "其他企业和区域"

    def _last_unit(self, units) -> int | None:
        """Return the unit for which this person filed last: a station mostly files for the same one."""
        mine = CaseFile.objects.filter(kind="INFO", created_by=self.user, department__in=units).order_by("-pk")
        return mine.values_list("department", flat=True).first()

    @property
    def unit(self) -> Department:
        return self.cleaned_data.get("department") or self.user.department

    def sections(self):
        """Yield (title, bound fields, folded: None where it cannot be) as the page draws them."""
        for title, names in self.SECTIONS:
            fields = [self[name] for name in names if name in self.fields]
            if fields:
                said = any(field.value() or field.errors for field in fields)
                yield title, fields, not said if title == self.FOLDED else None

    def clean(self):
        given = super().clean()
        if not self.errors:
            given["title"] = given.get("title") or self._title_of(given)
        return given

    def _title_of(self, given) -> str:
        """Make a title of enterprise, product and kind of information."""
        who = self.enterprise.name if self.enterprise else self.enterprise_text
        what = given["product_name"] or str(given.get("product_type") or "")
        kind = dict(states.InfoKind.choices).get(given.get("info_kind"), "")
        return f"{who}{what}{kind or '风险信息'}"[:200]


class QuickForm(IntakeForm):
    """What one hand can enter on the spot with a phone; the rest is completed later in the draft."""

    KEPT = ("description", "product_name", "enterprise_name", "files", "source", "department", "is_key")
    #: Where a note made on the spot mostly comes from.
    USUAL_SOURCE = "DAILY_SUPERVISION"

    def __init__(self, *args, **kwargs):
        super().__init__(*args, **kwargs)
        self.fields = {name: self.fields[name] for name in self.KEPT if name in self.fields}
        self.fields["files"].label, self.fields["files"].help_text = "照片", "可以现场拍，也可以选几张。"
        self.fields["files"].widget.attrs["accept"] = "image/jpeg,image/png,video/mp4,application/pdf"
        for name, rule in (("description", "什么产品、什么问题、在哪里发现。"), ("product_name", "照着包装写。"),
                           ("enterprise_name", "查不到的照实写。"), ("is_key", "提交后立即通知负责人。")):  # fmt: skip
            self.fields[name].help_text = rule
        self.fields["description"].widget.attrs["rows"] = 3
        if self.fields["source"].initial is None:
            self.fields["source"].initial = InfoSource.objects.filter(code=self.USUAL_SOURCE, active=True).first()

    def of_record(self) -> dict:
        return super().of_record() | {"found_on": timezone.localdate()}


def _grouped(sources):
    """Group the sources by kind, as the catalogue lists them (R-109)."""
    found = list(sources)
    for kind in InfoSource.Kind:
        rows = [(source.pk, source.name) for source in found if source.kind == kind]
        if rows:
            yield kind.label, rows


def handling_units(user) -> list[Department]:
    """Return the units that may handle what `user` files: the own one where it can, otherwise the sections.

    A section without anybody who screens (法规股) is none of them: what is filed there would lie.
    """
    kind = Department.Kind
    if user.department.kind in (kind.SECTION, kind.STATION_OFFICE, kind.BRIGADE):
        return [user.department]
    screening = [role for role, granted in ROLE_PERMISSIONS.items() if "info.screen" in granted and role not in LEADERS]
    people = User.objects.active().filter(role_assignments__role__in=screening)
    sections = Department.objects.filter(bureau=user.department.bureau_id, kind=kind.SECTION, active=True)
    return list(sections.filter(pk__in=people.values("department")))
