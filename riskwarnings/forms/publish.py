"""Forms of what goes to the public."""

from django import forms
from django.utils import timezone

from casefile.datefields import DayInput, PastDateField

from ..models.publication import Channel


class PublishForm(forms.Form):
    channels = forms.MultipleChoiceField(
        label="发布渠道", choices=Channel.choices, widget=forms.CheckboxSelectMultiple, initial=[Channel.SITE],
        help_text="勾选“本系统公开页”的，保存后任何人不用登录就能看到。",
    )  # fmt: skip
    published_on = PastDateField(label="发布日期", initial=timezone.localdate)
    valid_until = forms.DateField(
        label="展示至", required=False, widget=DayInput(), help_text="到期自动从公开页撤下；不填则一直展示。"
    )
    opinion = forms.CharField(
        label="舆情研判", max_length=1000, widget=forms.Textarea(attrs={"rows": 3}),
        help_text="可能引起的关注、应答口径和负责人；避免造成不必要的恐慌。不对外公开。",
    )  # fmt: skip

    def __init__(self, *args, signed_on=None, **kwargs):
        super().__init__(*args, **kwargs)
        self.signed_on = signed_on

    def clean(self):
        given = super().clean()
        start, end = given.get("published_on"), given.get("valid_until")
        if start and self.signed_on and start < self.signed_on:
            self.add_error("published_on", f"不能早于签发日期 {self.signed_on:%Y-%m-%d}。")
        if end and end < timezone.localdate():
            self.add_error("valid_until", "展示期限不能早于今天。")
        return given


class WithdrawForm(forms.Form):
    reason = forms.CharField(
        label="撤下理由", max_length=1000, widget=forms.Textarea(attrs={"rows": 3}),
        help_text="撤下后公开页立即看不到；理由只在系统内留存。",
    )  # fmt: skip
