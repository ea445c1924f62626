"""What the form that opens a case asks whatever the kind: the enterprise and the product."""

import uuid

from django import forms
from django.core.exceptions import ValidationError
from django.urls import reverse

from registers.forms import product_groups
from registers.models import Enterprise, ProductType

SUGGESTED = 8
#: Less than a case keeps (200), so that a prefix such as 【演练】 still fits.
TITLE_LENGTH = 190


def suggestions(user, text: str):
    """Return the first enterprises on file that `text` (name, code or initials) may mean."""
    if user is None or not text.strip():
        return Enterprise.objects.none()
    return Enterprise.objects.visible_to(user).active().search(text)[:SUGGESTED]


def written(enterprise: Enterprise) -> str:
    """Return how an enterprise is written in the box: the code keeps namesakes apart."""
    return f"{enterprise.name} {enterprise.uscc}".strip()


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
        on_file = Enterprise.objects.visible_to(self.user).active()
        exact = list(on_file.filter(name=text)[:2])
        found = exact if len(exact) == 1 else list(suggestions(self.user, text))
        if len(found) == 1:
            return found[0]
        if not found:
            raise ValidationError(f"档案中没有“{text}”。请核对名称或代码；新企业先在“企业与产品”建档，再回来登记。")
        names = "、".join(written(enterprise) for enterprise in found[:3])
        raise ValidationError(f"“{text}”对应不止一家企业：{names}等。请补全名称，或写代码。")


class OpeningForm(forms.Form):
    """Enterprise, product and the token that makes a double click one case.

    `origin` is the CaseFile the new one comes out of; what it knows is filled in.
    """

    token = forms.UUIDField(widget=forms.HiddenInput, initial=uuid.uuid4)
    enterprise = EnterpriseField(label="企业", max_length=160)
    product_type = forms.ModelChoiceField(ProductType.objects.active(), label="产品类别")

    def __init__(self, *args, user, origin=None, **kwargs):
        super().__init__(*args, **kwargs)
        self.user = user
        self.fields["enterprise"].user = user
        self.fields["product_type"].choices = [("", "请选择"), *product_groups()]
        if origin is not None:
            self.initial.setdefault("enterprise", origin.enterprise)
            self.initial.setdefault("product_type", origin.product_type_id)
            self.initial.setdefault("title", origin.title[:TITLE_LENGTH])
