"""One form an act; all input rules of an emergency."""

from django import forms
from django.utils import timezone

from accounts.models import Department
from accounts.roles import Role
from casefile.actions import ActionForm
from casefile.datefields import PastDateField, PastMomentField
from casefile.forms import FilesField
from casefile.openingforms import TITLE_LENGTH, OpeningForm
from documents.models import Document
from documents.states import ISSUED_ON

from . import plans
from .clocks import FIRST_REPORT_HOURS
from .states import Judgement, Nature
from .steps import unit_of

_WORKING_UNITS = (Department.Kind.SECTION, Department.Kind.STATION_OFFICE, Department.Kind.BRIGADE)


def _text(label, *, rows=3, max_length=2000, **kwargs):
    return forms.CharField(label=label, max_length=max_length, widget=forms.Textarea(attrs={"rows": rows}), **kwargs)


def _persons(label, *, required=True):
    return forms.IntegerField(label=label, min_value=0, max_value=100_000, initial=0, required=required)


class ReportForm(OpeningForm):
    """The report of an accident: what, when learned, where; the rest may follow.

    Who does not work on cases names the unit that does, by default the brigade.
    """

    title = forms.CharField(
        label="发生了什么", max_length=TITLE_LENGTH, help_text="地点、产品、后果，如“城关镇燃气灶具泄漏致2人受伤”。"
    )
    learned_at = PastMomentField(
        label="获知时间",
        initial=timezone.localtime,
        help_text=f"从这时起计时：{FIRST_REPORT_HOURS} 小时内初报县政府和市局。",
    )
    place = forms.CharField(label="地点", max_length=120)
    description = _text(
        "事故情况",
        max_length=4000,
        required=False,
        help_text="经过、后果、已采取的措施；现在说不清的留空，记为“待核实”。",
    )
    injured = _persons("受伤（人）", required=False)
    dead = _persons("死亡（人）", required=False)
    department = forms.ModelChoiceField(Department.objects.none(), label="承办单位", empty_label="请选择")
    files = FilesField(label="现场照片、材料", required=False)
    is_drill = forms.BooleanField(
        label="这是演练", required=False, help_text="流程相同，单独编号；标题和文书标明演练，不计入统计，不上报。"
    )

    wide_fields = ("place",)
    field_order = [
        "title", "learned_at", "place", "description", "injured", "dead", "enterprise", "product_type", "department",
        "files", "is_drill",
    ]  # fmt: skip

    def __init__(self, *args, user, **kwargs):
        super().__init__(*args, user=user, **kwargs)
        for name in ("enterprise", "product_type"):
            self.fields[name].required = False
        if user.department.kind in _WORKING_UNITS:
            del self.fields["department"]
        else:
            units = Department.objects.filter(bureau=user.department.bureau, kind__in=_WORKING_UNITS, active=True)
            self.fields["department"].queryset = units
            self.initial["department"] = unit_of(Department.Kind.BRIGADE, user.department.bureau)

    @property
    def first_fields(self):
        """What is asked of everybody; the others are filled in when known."""
        return [self[name] for name in ("title", "learned_at", "place", "department") if name in self.fields]

    @property
    def other_fields(self):
        asked = {field.name for field in self.first_fields}
        return [field for field in self.visible_fields() if field.name not in asked]

    def clean(self):
        given = super().clean()
        if "department" not in self.fields:
            given["department"] = self.user.department
        given["description"] = given.get("description") or "待核实"
        for name in ("injured", "dead"):
            given[name] = given.get(name) or 0
        return given


class CasualtyForm(ActionForm):
    injured = _persons("受伤（人）")
    dead = _persons("死亡（人）")

    #: Fields that start with what is on record.
    known = ("injured", "dead")

    def __init__(self, *args, **kwargs):
        super().__init__(*args, **kwargs)
        self.initial = {name: getattr(self.record, name) for name in self.known} | self.initial


class FindingsForm(CasualtyForm):
    product_identified = _text(
        "事故产品", rows=2, max_length=1000, help_text="产品名称、规格型号、批号、生产者；写到能与其他产品区分。"
    )
    nature_stage = forms.ChoiceField(label="性质认定", choices=Nature.choices, widget=forms.RadioSelect)
    grade = forms.ChoiceField(label="事件等级", required=False)
    nature = _text("事故性质", help_text="产品缺陷、使用不当或其他；初步认定须说明依据。")

    known = ("product_identified", "nature_stage", "nature", "injured", "dead", "grade")
    field_order = ["product_identified", "nature_stage", "nature", "injured", "dead", "grade", "reason"]

    def __init__(self, *args, **kwargs):
        super().__init__(*args, **kwargs)
        grades = plans.grades_of(self.record.plan)
        field = self.fields["grade"]
        field.choices = [("", "暂不定级"), *((row.code, row.label) for row in grades)]
        suggested = plans.suggested(grades, self.record.injured, self.record.dead)
        field.help_text = f"按已登记的伤亡，预案标准为“{suggested.label}”；财产损失另看标准。" if suggested else ""


class ProgressForm(CasualtyForm):
    informed = forms.CharField(
        label="已通报的单位", required=False, max_length=200, help_text="如应急管理局、卫生健康委；没有通报的留空。"
    )
    files = FilesField(label="照片、材料", required=False)


class LeaderForm(ActionForm):
    """A decision of the director; a deputy says that the director is absent, and why that cannot wait."""

    director_absent = forms.BooleanField(
        label="局长不在，由我代为决定", help_text="须在下面写明情况；记入办理过程，局长会收到通知。"
    )

    def __init__(self, *args, **kwargs):
        super().__init__(*args, **kwargs)
        if self.action.who(self.record, self.user) == Role.DEPUTY:
            self.fields["director_absent"].error_messages["required"] = (
                "局长在岗的，请由局长决定；局长不在的，请勾选并写明情况。"
            )
            self.fields["reason"].required = True
            self.fields["reason"].label = "代为决定的情况和理由"
        else:
            del self.fields["director_absent"]


class QuantitiesForm(ActionForm):
    """What became of the product. What is recovered, sealed and destroyed is counted once, out of what was sold."""

    flow_unit = forms.CharField(label="计量单位", max_length=12, initial="台", help_text="全部数量用同一单位。")
    produced = forms.IntegerField(label="生产", min_value=0, max_value=2_000_000_000)
    sold = forms.IntegerField(label="售出", min_value=0, max_value=2_000_000_000, help_text="已出厂的，含经销商库存。")
    recovered = forms.IntegerField(label="召回、收缴", min_value=0, max_value=2_000_000_000, initial=0)
    sealed_sold = forms.IntegerField(
        label="封存", min_value=0, max_value=2_000_000_000, initial=0, help_text="售出后在经销、使用环节封存的。"
    )
    destroyed = forms.IntegerField(
        label="销毁",
        min_value=0,
        max_value=2_000_000_000,
        initial=0,
        help_text="就地销毁的；收回或封存过的不重复算。",
    )
    flow_explanation = _text(
        "数量不符的说明", required=False, help_text="有去向不明或对不上的，终止前须写明原因和后续办法。"
    )

    def __init__(self, *args, **kwargs):
        super().__init__(*args, **kwargs)
        del self.fields["reason"]
        known = {name: getattr(self.record, name) for name in self.fields}
        self.initial = {name: value for name, value in known.items() if value not in (None, "")} | self.initial


class FinalReportForm(ActionForm):
    document = forms.ModelChoiceField(
        Document.objects.none(), label="终报文书", required=False, empty_label="（本案没有印发的终报，填下面）"
    )
    final_report_reference = forms.CharField(
        label="终报", max_length=120, required=False,
        help_text="选了文书的不用填；系统外印发的写文号，没有文号的写文件名称并上传。",
    )  # fmt: skip
    final_report_on = PastDateField(label="终报日期")
    files = FilesField(label="终报文件", required=False)

    def __init__(self, *args, **kwargs):
        super().__init__(*args, **kwargs)
        _offer_documents(self, ("REPORT_FINAL", "REPORT"))

    def clean(self):
        return _with_reference(self, "final_report_reference", "请选择终报文书，或填写文号、文件名称。")

    def clean_final_report_on(self):
        return _not_before_learned(self.record, self.cleaned_data["final_report_on"])


class CauseForm(ActionForm):
    """The analysis that the enterprise was ordered to make (R-043)."""

    cause = _text("企业分析的原因", rows=4, max_length=4000, help_text="按企业报告摘要；报告原件作为附件上传。")
    cause_received_on = PastDateField(label="收到日期", initial=timezone.localdate)
    files = FilesField(label="企业的分析报告")

    def __init__(self, *args, **kwargs):
        super().__init__(*args, **kwargs)
        del self.fields["reason"]

    def clean_cause_received_on(self):
        return _not_before_learned(self.record, self.cleaned_data["cause_received_on"])


class JudgeCauseForm(ActionForm):
    cause_judgement = forms.ChoiceField(label="结论", choices=Judgement.choices, widget=forms.RadioSelect)

    def clean(self):
        given = super().clean()
        if given.get("cause_judgement") == Judgement.RETURNED and not given.get("reason"):
            self.add_error("reason", "退回重做的，请写明哪里不清楚、要补什么。")
        return given


class InvestigationForm(ActionForm):
    """The enforcement case itself is run in the penalty system: here its number."""

    investigation_number = forms.CharField(label="立案编号", max_length=60, help_text="按行政处罚办案系统的立案编号。")
    investigation_on = PastDateField(label="立案日期", initial=timezone.localdate)


class SummaryForm(ActionForm):
    summary = _text("处置总结", rows=6, max_length=8000, help_text="经过、原因、措施、结果。")
    lessons = _text(
        "教训和改进", rows=4, max_length=4000, required=False,
        help_text="一行一条。提交后逐条关联整改或写明理由，并注明预案要改什么。",
    )  # fmt: skip
    files = FilesField(label="附件", required=False)


class ResultReportsForm(ActionForm):
    government_reported_on = PastDateField(label="报告县政府的日期")
    city_reported_on = PastDateField(label="报告市局的日期")
    document = forms.ModelChoiceField(
        Document.objects.none(), label="结果报告文书", required=False, empty_label="（本案没有印发的结果报告，填下面）"
    )
    result_report_reference = forms.CharField(
        label="结果报告", max_length=120, required=False, help_text="选了文书的不用填；否则写文号或名称。"
    )
    files = FilesField(label="报告文件", required=False)

    def __init__(self, *args, **kwargs):
        super().__init__(*args, **kwargs)
        _offer_documents(self, ("REPORT_RESULT", "REPORT"))

    def clean(self):
        return _with_reference(self, "result_report_reference", "请选择结果报告文书，或填写文号、名称。")

    def clean_government_reported_on(self):
        return _not_before_learned(self.record, self.cleaned_data["government_reported_on"])

    def clean_city_reported_on(self):
        return _not_before_learned(self.record, self.cleaned_data["city_reported_on"])


def _offer_documents(form, kinds) -> None:
    form.fields["document"].queryset = form.record.case.documents.filter(kind__in=kinds, state__in=ISSUED_ON)
    if not form.fields["document"].queryset.exists():
        del form.fields["document"]


def _with_reference(form, name: str, lacking: str) -> dict:
    """Take the reference from the chosen document; one of the two is needed."""
    given = form.cleaned_data
    if document := given.get("document"):
        given[name] = document.number
    elif not given.get(name):
        form.add_error(name, lacking)
    return given


def _not_before_learned(record, day):
    learned = timezone.localdate(record.learned_at)
    if day < learned:
        raise forms.ValidationError(f"不能早于获知事故的日期（{learned}）。")
    return day
