"""The forms of reporting upward; an empty content is named at its field before anything is sent (R-025)."""

from django import forms

from casefile.actions import ActionForm
from casefile.forms import FilesField
from documents.models import Document
from documents.states import OVER

from . import states
from .forms import suppliers, text_area
from .guards import missing_report_contents

_IN_FORM = ("harm_degree", "cause", "affected_area", "material_suppliers")
#: Contents whose empty field already says so.
_ASKED_HERE = ("危害程度", "发生原因或可能原因", "原料供应企业")


class ReportUpForm(ActionForm):
    """To whom, how, why, and what of the contents is still empty."""

    wide_fields = ("to_other", "material_suppliers", "affected_area", "document")

    cause_of_report = forms.ChoiceField(label="上报事由", choices=states.ReportReason.choices, widget=forms.RadioSelect)
    to = forms.MultipleChoiceField(
        label="报给", required=False, choices=(), widget=forms.CheckboxSelectMultiple,
        help_text="逐级上报：县报市，市报省；同时报本级政府的一并勾选。",
    )  # fmt: skip
    to_other = forms.CharField(label="其他单位", required=False, max_length=200)
    way = forms.ChoiceField(
        label="上报方式", choices=states.ReportWay.choices, widget=forms.RadioSelect, initial="SYSTEM",
        help_text="紧急的先电话或系统报，书面报告随后补。",
    )  # fmt: skip
    harm_degree = forms.ChoiceField(label="对人身危害程度", choices=states.HarmDegree.choices, widget=forms.RadioSelect)
    cause = text_area("发生原因或可能原因", rows=2, help_text="尚未查明的，写明初步判断。")
    affected_area = forms.CharField(label="涉及区域说明", required=False, max_length=200)
    material_suppliers = suppliers()
    document = forms.ModelChoiceField(
        Document.objects.none(), label="书面报告", required=False,
        help_text="本案已拟的报告；还没有的，可以先报，再在案卷里拟制“重大风险报告”。",
    )  # fmt: skip
    files = FilesField(label="上报材料", required=False)

    def __init__(self, *args, **kwargs):
        super().__init__(*args, **kwargs)
        del self.fields["reason"]
        info, bureau = self.record, self.record.case.bureau
        names = [name for name in (bureau.parent.name if bureau.parent else "", bureau.government_name) if name]
        self.fields["to"].choices = [(name, name) for name in names]
        self.fields["to"].initial = names[:1]
        for name in _IN_FORM:
            self.fields[name].initial = getattr(info, name)
        if info.is_key:
            self.fields["cause_of_report"].initial = states.ReportReason.KEY
        reports = Document.objects.filter(case=info.case_id, kind__startswith="REPORT").exclude(state__in=OVER)
        self.fields["document"].queryset = reports.order_by("-pk")

    def clean(self):
        given = super().clean()
        if not given.get("to") and not given.get("to_other") and "to" not in self.errors:
            self.add_error("to", "请至少选一个报送单位。")
        missing = missing_report_contents(self.record, **{name: given.get(name, "") for name in _IN_FORM})
        elsewhere = [label for label in missing if label not in _ASKED_HERE]
        if elsewhere:
            self.add_error(None, f"上报内容缺：{'、'.join(elsewhere)}。请先“补充信息”，再上报。")
        return given


class ReceiveForm(ActionForm):
    receipt = forms.CharField(
        label="回执", required=False, max_length=200, help_text="收文编号、收件人和时间；本系统内签收的可以不写。"
    )
    files = FilesField(label="回执文件", required=False)

    def __init__(self, *args, **kwargs):
        super().__init__(*args, **kwargs)
        del self.fields["reason"]


class InstructForm(ActionForm):
    instruction = text_area("指示内容", rows=4, help_text="照录批示原文。")
    instructed_by = forms.CharField(label="作出指示的领导或单位", max_length=60)
    files = FilesField(label="批示件", required=False)

    def __init__(self, *args, **kwargs):
        super().__init__(*args, **kwargs)
        del self.fields["reason"]


class PassOnForm(ActionForm):
    way = forms.ChoiceField(
        label="上报方式", choices=states.ReportWay.choices, widget=forms.RadioSelect, initial="SYSTEM"
    )

    def __init__(self, *args, **kwargs):
        super().__init__(*args, **kwargs)
        del self.fields["reason"]
