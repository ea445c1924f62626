"""The form of the contact log."""

import uuid

from django import forms
from django.utils import timezone

from casefile.datefields import PastMomentField

from .bulletinkinds import Way
from .contactmodels import Contact


class ContactForm(forms.Form):
    token = forms.UUIDField(widget=forms.HiddenInput, initial=uuid.uuid4)
    at = PastMomentField(label="时间", initial=timezone.localtime)
    direction = forms.ChoiceField(
        label="谁找谁", choices=Contact.Direction.choices, widget=forms.RadioSelect, initial="IN"
    )
    way = forms.ChoiceField(
        label="方式", choices=[row for row in Way.choices if row[0] != Way.SYSTEM], initial=Way.PHONE
    )
    unit = forms.CharField(label="对方单位或身份", max_length=80, help_text="如县政府值班室、记者、伤者家属、群众。")
    person = forms.CharField(label="对方姓名、电话", max_length=80, required=False)
    said = forms.CharField(
        label="谈了什么", max_length=2000, widget=forms.Textarea(attrs={"rows": 4}),
        help_text="对方说了什么、我方怎么答复、约定了什么。登记后不能改，写错的另行更正。",
    )  # fmt: skip
