"""The other products of an information: rows under the form, as many as are needed (R-142)."""

from django import forms
from django.core.exceptions import ValidationError
from django.forms import BaseFormSet, formset_factory

from registers.models import ProductType
from registers.validators import half_width, validate_gtin

MOST = 20


def clean_barcode(text: str) -> str:
    """Return a barcode in half-width digits without spaces. Raises ValidationError when it is none."""
    code = "".join(half_width(text or "").split())
    if code:
        validate_gtin(code)
    return code


class ProductForm(forms.Form):
    """One more product; an empty row is none."""

    product_type = forms.ModelChoiceField(ProductType.objects.none(), label="产品类别", required=False)
    name = forms.CharField(label="产品名称", required=False, max_length=120)
    batch = forms.CharField(label="规格型号、批次", required=False, max_length=120)
    brand = forms.CharField(label="商标", required=False, max_length=60)
    barcode = forms.CharField(label="商品条码", required=False, max_length=20)

    def __init__(self, *args, types, **kwargs):
        super().__init__(*args, **kwargs)
        self.fields["product_type"].queryset = ProductType.objects.active()
        self.fields["product_type"].choices = types

    def clean_barcode(self):
        return clean_barcode(self.cleaned_data["barcode"])

    def clean(self):
        given = super().clean()
        if not self.errors and any(given.values()) and not (given["name"] or given["product_type"]):
            raise ValidationError("请写明产品名称或者选择产品类别。")
        return given


class _Products(BaseFormSet):
    def given(self) -> list[dict]:
        """Return what the rows say, the empty ones left out; after `is_valid()`."""
        said = ({**row, "product_type": row.get("product_type")} for row in self.cleaned_data)
        return [row for row in said if any(row.values())]


_ProductFormSet = formset_factory(ProductForm, formset=_Products, extra=1, max_num=MOST, absolute_max=MOST + 10)


def typed_rows(post) -> list[dict]:
    """Return the rows as they were typed, unchecked, for a page that is shown again."""
    total = post.get("products-TOTAL_FORMS", "")
    count = min(int(total), MOST) if total.isdecimal() and len(total) < 4 else 0
    rows = [{name: post.get(f"products-{at}-{name}", "") for name in ProductForm.base_fields} for at in range(count)]
    return [row for row in rows if any(row.values())]


def product_rows(data=None, *, initial=(), more: int = 0) -> _Products:
    """Return the rows under the form: what is there, and `1 + more` empty ones.

    `data` that does not speak of products (a script, an older page) changes none.
    """
    names = ProductType.objects.active().values_list("pk", "name")
    types = [("", "（不选）"), *names]
    if data is not None and "products-TOTAL_FORMS" not in data:
        data = None
    # What was typed is taken as it is: compared with what was there, a row left as it was would count as empty.
    shown = list(initial) if data is None else None
    rows = _ProductFormSet(data, initial=shown, prefix="products", form_kwargs={"types": types})
    rows.extra = 1 + more
    return rows
