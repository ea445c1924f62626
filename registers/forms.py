"""Enterprises: the form, the filters; a holiday notice: the paste box."""

from django import forms
from django.core.exceptions import ValidationError
from django.utils import timezone

from .licences import with_licence
from .models import Enterprise, ProductType, Region
from .notices import year_error
from .permissions import may_see_notes
from .tiers import too_loose
from .typed import SearchField
from .validators import brackets, normalise_phone, validate_phone

NOTICE_LIMIT = 100_000  # bytes; a year's notice has about forty lines


def regions_of(bureau):
    """Return the regions in use inside the district of `bureau`, itself included."""
    code = bureau.region_code
    while code.endswith("00") and len(code) > 2:
        code = code[:-2]
    return Region.objects.filter(code__startswith=code, active=True)


def product_groups() -> list[tuple[str, list[tuple[int, str]]]]:
    """Return the product types in use as groups of choices: a type with its items, then the single ones."""
    types = list(ProductType.objects.active().order_by("order", "code"))
    items: dict[int, list[ProductType]] = {}
    for product in types:
        items.setdefault(product.parent_id, []).append(product)
    top = items.get(None, [])
    groups = [
        (product.name, [(product.pk, f"{product.name}（不分子项）"), *((i.pk, i.name) for i in items[product.pk])])
        for product in top
        if product.pk in items
    ]
    single = [(product.pk, product.name) for product in top if product.pk not in items]
    return [("没有子项的类别", single), *groups] if single else groups


class PhoneFormField(forms.CharField):
    default_validators = [validate_phone]

    def to_python(self, value):
        return normalise_phone(super().to_python(value))


class EnterpriseForm(forms.ModelForm):
    """One enterprise of `user`'s bureau, in the sections of the paper register."""

    SECTIONS = (
        (
            "基本信息",
            ("name", "keep_old_name", "uscc", "no_uscc_reason", "region", "address", "contact_person", "contact_phone"),
        ),
        ("生产经营", ("is_producer", "is_seller", "product_types")),
        ("质量安全主体责任", ("subject_to_75_76", "quality_director", "quality_officer")),
        ("监管情况", ("low_small_scattered", "long_idle", "no_capacity", "notes", "active")),
    )

    contact_phone = PhoneFormField(
        label="联系电话", required=False, max_length=30, help_text="手机，或带区号的固定电话。"
    )

    keep_old_name = forms.BooleanField(
        label="改了名称的，把原名称记为曾用名", required=False, initial=True, help_text="只是改错字的，不用勾。"
    )

    class Meta:
        model = Enterprise
        fields = [
            "name", "uscc", "no_uscc_reason", "region", "address", "contact_person", "contact_phone", "is_producer",
            "is_seller", "product_types", "subject_to_75_76", "quality_director", "quality_officer",
            "low_small_scattered", "long_idle", "no_capacity", "notes", "active",
        ]  # fmt: skip
        widgets = {"product_types": forms.CheckboxSelectMultiple, "notes": forms.Textarea(attrs={"rows": 3})}
        help_texts = {
            "name": "与营业执照一致；无证经营的写招牌名称。",
            "product_types": "可多选。",
            "notes": "只有本局经办人、执法大队、股室负责人和局领导能看到，不导出。",
            "active": "停用后不再出现在选择框里，已有案卷不受影响。",
        }

    def __init__(self, *args, user, **kwargs):
        super().__init__(*args, **kwargs)
        self.instance.bureau = user.bureau
        self.fields["region"].queryset = regions_of(user.bureau)
        self.fields["region"].empty_label = "请选择"
        self.fields["product_types"].choices = product_groups()
        self.fields["product_types"].help_text = "可多选。"
        if not may_see_notes(self.instance, user):
            del self.fields["notes"]
        if self.instance.pk is None:
            del self.fields["active"], self.fields["keep_old_name"]

    def sections(self):
        """Yield (title, bound fields) for the page."""
        for title, names in self.SECTIONS:
            yield title, [self[name] for name in names if name in self.fields]

    def clean_name(self):
        return brackets(self.cleaned_data["name"])

    def clean(self):
        given = super().clean()
        if not given.get("is_producer") and not given.get("is_seller"):
            self.add_error("is_producer", "请选择“生产者”或“销售者”，可以都选。")
        uscc = given.get("uscc")
        if uscc:
            given["no_uscc_reason"] = ""
            self._refuse_code_on_file(uscc)
        elif "uscc" not in self.errors and not given.get("no_uscc_reason"):
            self.add_error("uscc", "请填写统一社会信用代码；没有代码的，在“无代码原因”写明。")
        return given

    def _refuse_code_on_file(self, uscc):
        same = Enterprise.objects.filter(bureau=self.instance.bureau, uscc=uscc).exclude(pk=self.instance.pk).first()
        if same:
            self.add_error("uscc", f"这个代码已由本局档案中的“{same.name}”使用，请先搜索核对，不要重复建档。")


class EnterpriseFilter(forms.Form):
    """The filters of the list; they live in the URL."""

    q = SearchField("名称、代码、拼音首字母")
    region = forms.ModelChoiceField(Region.objects.none(), label="区划", required=False, empty_label="全部区划")
    side = forms.ChoiceField(
        label="生产或销售", required=False, choices=[("", "生产和销售"), ("producer", "生产者"), ("seller", "销售者")]
    )
    tier = forms.ChoiceField(
        label="监管类别",
        required=False,
        choices=[("", "全部监管类别"), *Enterprise.Tier.choices, ("loose", "低于产品风险要求的")],
    )
    product_type = forms.ModelChoiceField(
        ProductType.objects.none(), label="产品类别", required=False, empty_label="全部产品"
    )
    licence = forms.ChoiceField(
        label="证照", required=False, choices=[("", "全部证照"), ("soon", "证照90天内到期"), ("expired", "证照已过期")]
    )
    state = forms.ChoiceField(
        label="状态", required=False, choices=[("", "在用"), ("stopped", "已停用"), ("all", "在用和停用")]
    )

    def __init__(self, data, *, user):
        super().__init__(data)
        self.fields["region"].queryset = regions_of(user.bureau) if user.bureau else Region.objects.none()
        self.fields["product_type"].queryset = ProductType.objects.active()

    def apply(self, found):
        """Return `found` narrowed; a wrong value narrows nothing and shows its error."""
        self.is_valid()
        given = self.cleaned_data
        if given.get("q"):
            found = found.search(given["q"])
        if given.get("region"):
            found = found.filter(region__in=Region.objects.filter(code__startswith=given["region"].code))
        if given.get("side"):
            found = found.filter(**{f"is_{given['side']}": True})
        if given.get("tier") == "loose":
            found = too_loose(found)
        elif given.get("tier"):
            found = found.filter(tier=given["tier"])
        if given.get("product_type"):
            found = found.making(given["product_type"])
        if given.get("licence"):
            found = with_licence(found, given["licence"], timezone.localdate())
        if given.get("state") != "all":
            found = found.filter(active=given.get("state") != "stopped")
        return found


_EXAMPLE = "2027-01-01至2027-01-03,休,元旦\n2027-02-14,班,春节"


class NoticeForm(forms.Form):
    """The holiday notice of a year, pasted or as a CSV file."""

    year = forms.IntegerField(label="年度", error_messages={"invalid": "年度请写四位数字，如 2027。"})
    notice_no = forms.CharField(
        label="放假通知", max_length=120, help_text="通知的文号或名称，如“国务院办公厅关于2027年部分节假日安排的通知”。"
    )
    text = forms.CharField(
        label="放假和上班的日子",
        required=False,
        max_length=NOTICE_LIMIT,
        widget=forms.Textarea(attrs={"rows": 14, "class": "paste", "spellcheck": "false", "placeholder": _EXAMPLE}),
        help_text="每行：日期,类型（休/班）,名称。连续几天可写 2027-02-05至2027-02-11,休,春节。",
    )
    file = forms.FileField(label="或上传 CSV 文件", required=False, help_text="同样三列；Excel 另存为 CSV 即可。")

    def clean_year(self):
        year = self.cleaned_data["year"]
        if message := year_error(year):
            raise ValidationError(message)
        return year

    def clean(self):
        given = super().clean()
        if given.get("file"):
            given["text"] = _decoded(given["file"])
        elif not given.get("text") and "text" not in self.errors:
            self.add_error("text", "请粘贴通知的日期表，或者上传 CSV 文件。")
        return given


def _decoded(file) -> str:
    """Return the text of an uploaded CSV, UTF-8 or, as Excel writes it here, GB 18030."""
    if file.size > NOTICE_LIMIT:
        raise ValidationError({"file": "文件太大，不像一年的放假表，请核对。"})
    content = file.read()
    for encoding in ("utf-8-sig", "gb18030"):
        try:
            return content.decode(encoding)
        except UnicodeDecodeError:
            continue
    raise ValidationError({"file": "文件不是文字表格，请在 Excel 里另存为 CSV 再上传。"})
