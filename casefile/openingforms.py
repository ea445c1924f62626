"""What the form that opens a case asks whatever the kind: the enterprise and the product."""

import uuid

from django import forms
from django.core.exceptions import ValidationError
from django.urls import reverse

from registers.forms import product_groups
from registers.lookup import named, near, suggestions, written
from registers.models import Enterprise, ProductType

#: Less than a case keeps (200), so that a prefix such as 【演练】 still fits.
TITLE_LENGTH = 190


class EnterpriseInput(forms.TextInput):
    """A text box that suggests enterprises while one types; without script it is a plain box."""

    template_name = "casefile/enterprise_input.html"

    def get_context(self, name, value, attrs):
        options = f"{(attrs or {}).get('id', name)}_options"
        suggest = {
            "list": options, "autocomplete": "off", "hx-get": reverse("casefile:enterprise_options"),
            "hx-trigger": "input changed delay:250ms", "hx-target": f"#{options}", "hx-sync": "this:replace",
        }  # fmt: skip
        return super().get_context(name, value, {**(attrs or {}), **suggest})


class EnterpriseField(forms.CharField):
    """An enterprise on file, given by name, code or initials; no select box holds ten thousand of them.

    `user` is set by the form. Cleans to an Enterprise or None.
    """

    widget = EnterpriseInput
    user = None

    def __init__(self, **kwargs):
        kwargs.setdefault("help_text", "输入名称、统一社会信用代码或拼音首字母，从档案中选择。")
        super().__init__(**kwargs)

    def prepare_value(self, value):
        return written(value) if isinstance(value, Enterprise) else value

    def clean(self, value):
        text = super().clean(value)
        if not text:
            return None
        exact = named(Enterprise.objects.visible_to(self.user).active(), text)
        found = exact if len(exact) == 1 else list(suggestions(self.user, text))
        if len(found) == 1:
            return found[0]
        if not found:
            close = "、".join(written(enterprise) for enterprise in near(self.user, text))
            hint = f"相近的有：{close}，是同一家就改成这个名称。" if close else "请核对名称或代码。"
            raise ValidationError(f"档案中没有“{text}”。{hint}新企业先在“企业与产品”建档，再回来登记。")
        names = "、".join(written(enterprise) for enterprise in found[:3])
        raise ValidationError(f"“{text}”对应不止一家企业：{names}等。请补全名称，或写代码。")


class OpeningForm(forms.Form):
    """Enterprise, product and the token that makes a double click one case.

    `origin` is the CaseFile the new one comes out of; what it knows is filled in.
    `about` is a query string that names an enterprise (?enterprise=<id>) or a product
    (?product=<code>), as the pages of the registers do.
    """

    token = forms.UUIDField(widget=forms.HiddenInput, initial=uuid.uuid4)
    enterprise = EnterpriseField(label="企业", max_length=160)
    product_type = forms.ModelChoiceField(ProductType.objects.active(), label="产品类别")

    def __init__(self, *args, user, origin=None, about=None, **kwargs):
        super().__init__(*args, **kwargs)
        self.user = user
        self.fields["enterprise"].user = user
        self.fields["product_type"].choices = [("", "请选择"), *product_groups()]
        if about is not None:
            self._take_along(about)
        if origin is not None:
            self.initial.setdefault("enterprise", origin.enterprise)
            self.initial.setdefault("product_type", origin.product_type_id)
            self.initial.setdefault("title", origin.title[:TITLE_LENGTH])

    def _take_along(self, about) -> None:
        named = about.get("enterprise", "")
        if named.isascii() and named.isdigit() and len(named) < 19:
            on_file = Enterprise.objects.visible_to(self.user).active()
            self.initial.setdefault("enterprise", on_file.filter(pk=int(named)).first())
        product = ProductType.objects.active().filter(code=about.get("product", "")[:60]).first()
        self.initial.setdefault("product_type", product.pk if product else None)
