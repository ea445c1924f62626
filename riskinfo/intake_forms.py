"""The forms in which an information is written down and later supplemented (R-011–R-015, R-109, R-142)."""

from django import forms
from django.core.exceptions import ValidationError

from accounts.models import Department
from casefile.forms import FilesField
from registers.lookup import named, written
from registers.models import Enterprise, InfoSource, ProductType, Region
from registers.validators import validate_phone

from . import states
from .forms import DateField, text_area
from .models import RiskInfo


def _secret() -> forms.TextInput:
    """A box whose content the browser keeps neither as a draft nor for completion."""
    return forms.TextInput(attrs={"data-secret": "", "autocomplete": "off"})


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
    material_suppliers = forms.CharField(
        label="原料供应企业", required=False, max_length=300, help_text="向上级报告时必填；不涉及的写“不涉及”。"
    )
    sellers = forms.CharField(
        label="销售者", required=False, max_length=300, help_text="不止一家的，用顿号分开；列入月报送表。"
    )
    region = forms.ModelChoiceField(Region.objects.none(), label="涉及区域", required=False)
    affected_area = forms.CharField(
        label="涉及区域说明", required=False, max_length=200, help_text="不止一个乡镇，或者超出本县的，在这里写明。"
    )
    standard_number = forms.CharField(
        label="标准号", required=False, max_length=120, help_text="不符合标准的写明，例如 GB 811-2022。"
    )
    source_reference = forms.CharField(label="来文字号", required=False, max_length=80)
    cause = text_area("发生原因或可能原因", rows=2, required=False)

    #: Fields of the form that stand on the case, not on the information.
    ON_CASE = ("product_type", "enterprise_name", "title", "department")

    def __init__(self, *args, user, info=None, **kwargs):
        self.user, self.info = user, info
        if info is not None:
            kwargs["initial"] = self.initial_of(info) | (kwargs.get("initial") or {})
        super().__init__(*args, **kwargs)
        county = user.department.bureau.region_code[:6]
        self.fields["region"].queryset = Region.objects.filter(code__startswith=county, active=True)
        self.enterprise = None

    @classmethod
    def initial_of(cls, info) -> dict:
        """Return the values of the form that `info` has now."""
        names = [name for name in cls.base_fields if name not in cls.ON_CASE and hasattr(info, name)]
        enterprise = info.case.enterprise
        return {name: getattr(info, name) for name in names} | {
            "title": info.case.title,
            "product_type": info.case.product_type,
            "enterprise_name": written(enterprise) if enterprise else info.enterprise_text,
        }

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
        values = {name: value for name, value in given if name not in self.ON_CASE and hasattr(RiskInfo, name)}
        return values | {"enterprise_text": self.enterprise_text}

    def of_case(self) -> dict:
        return {"enterprise": self.enterprise, "product_type": self.cleaned_data["product_type"]}


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
    reporter_phone = forms.CharField(
        label="反映人电话",
        required=False,
        max_length=30,
        validators=[validate_phone],
        widget=_secret(),
        help_text="同样保密。",
    )
    info_kind = forms.ChoiceField(
        label="信息类型", required=False, choices=states.InfoKind.choices, widget=forms.RadioSelect
    )
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
        ("信息来源", ("source", "source_level", "source_reference", "source_detail", "found_on", "department")),
        ("产品和企业", ("product_type", "product_name", "enterprise_name", "batch", "brand", "material_suppliers",
                   "sellers", "region", "affected_area")),
        ("风险情况", ("description", "info_kind", "certainty", "basis", "standard_number", "harm_objects", "is_key",
                  "cause")),
        ("反映人（保密）", ("reporter_name", "reporter_phone")),
        ("标题和附件", ("title", "files")),
    )  # fmt: skip

    def __init__(self, *args, **kwargs):
        super().__init__(*args, **kwargs)
        sources = InfoSource.objects.filter(active=True).order_by("order", "code")
        self.fields["source"].queryset = sources
        self.fields["source"].choices = [("", "请选择"), *_grouped(sources)]
        units = handling_units(self.user)
        if self.info is not None:
            del self.fields["department"], self.fields["files"]
        elif units == [self.user.department]:
            del self.fields["department"]
        else:
            self.fields["department"].queryset = Department.objects.filter(pk__in=[unit.pk for unit in units])
            self.fields["department"].help_text = "负责鉴别和评估的股室。"

    @property
    def unit(self) -> Department:
        return self.cleaned_data.get("department") or self.user.department

    def sections(self):
        """Yield (title, bound fields) as the page draws them."""
        for title, names in self.SECTIONS:
            fields = [self[name] for name in names if name in self.fields]
            if fields:
                yield title, fields

    def clean(self):
        given = super().clean()
        if not self.errors:
            given["title"] = given["title"] or self._title_of(given)
        return given

    def _title_of(self, given) -> str:
        """Make a title of enterprise, product and kind of information."""
        who = self.enterprise.name if self.enterprise else self.enterprise_text
        what = given["product_name"] or str(given["product_type"] or "")
        kind = dict(states.InfoKind.choices).get(given["info_kind"], "")
        return f"{who}{what}{kind or '风险信息'}"[:200]


def _grouped(sources):
    """Group the sources by kind, as the catalogue lists them (R-109)."""
    found = list(sources)
    for kind in InfoSource.Kind:
        rows = [(source.pk, source.name) for source in found if source.kind == kind]
        if rows:
            yield kind.label, rows


def handling_units(user) -> list[Department]:
    """Return the units that may handle what `user` files: the own one where it can, otherwise the sections."""
    kind = Department.Kind
    if user.department.kind in (kind.SECTION, kind.STATION_OFFICE, kind.BRIGADE):
        return [user.department]
    return list(Department.objects.filter(bureau=user.department.bureau_id, kind=kind.SECTION, active=True))
