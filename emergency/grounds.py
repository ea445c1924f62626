"""What there is for a step to rest on: tests, measures, documents, rectification items (R-029–R-031)."""

from django import forms

from casefile.forms import MeasureForm
from casefile.models import CaseFile, Measure
from documents.drafting import said
from documents.models import Document
from documents.states import ISSUED_ON
from riskinfo.models import TestTask

from .groundmodels import StepGround, words

#: Step → the measures of a warning that answer it.
_MEASURES = {
    "INSPECT_TRACE": ("TRACE_CHECK", "RECTIFY_UNTIL_PASS"),
    "TEST_ANALYSE": ("TEST_ANALYSE",),
    "STOP_RESTRICT_RECALL": ("STOP_PRODUCTION", "RESTRICT_SALE", "ORDER_RECALL", "RECTIFY_BY_DEADLINE"),
}


def came_from(case) -> list[int]:
    """Return the ids of the cases an emergency came out of, and of those these came out of."""
    first = set(CaseFile.objects.filter(derived_links__derived=case).values_list("pk", flat=True))
    return sorted(first | set(CaseFile.objects.filter(derived_links__derived__in=first).values_list("pk", flat=True)))


def tests_of(case):
    """Return the test tasks of the informations behind an emergency."""
    return TestTask.objects.filter(info__in=came_from(case))


def offered(step: Measure) -> dict[str, object]:
    """Return what this step may rest on by a key such as "test:12"; nothing for steps with evidence of their own."""
    if step.code not in _MEASURES:
        return {}
    case, behind = step.case, came_from(step.case)
    things = [
        *(TestTask.objects.filter(info__in=behind).reported() if step.code == "TEST_ANALYSE" else ()),
        *Measure.objects.filter(
            case__in=behind, code__in=_MEASURES[step.code], status=Measure.Status.DONE
        ).select_related("case"),
        *Document.objects.filter(case__in=[case.pk, *behind], state__in=ISSUED_ON, revoked_at=None),
        *(CaseFile.objects.filter(origin_links__origin=case) if step.code == "INSPECT_TRACE" else ()),
    ]  # fmt: skip
    return {f"{_kind(thing)}:{thing.pk}": thing for thing in things}


def _kind(thing) -> str:
    return {"testtask": "test", "casefile": "derived"}.get(thing._meta.model_name, thing._meta.model_name)


class GroundedStepForm(MeasureForm):
    """A step that is done rests on what is on file, or on a file that is added."""

    grounds = forms.MultipleChoiceField(label="依据", required=False, widget=forms.CheckboxSelectMultiple)
    field_order = ("status", "result", "grounds", "files")

    def __init__(self, *args, **kwargs):
        super().__init__(*args, **kwargs)
        self.things = offered(self.measure)
        if self.things:
            self.fields["grounds"].choices = [(key, words(thing)) for key, thing in self.things.items()]
            self.fields["files"].help_text += "没有可勾选的，上传现场记录、检验报告等。"
        else:
            del self.fields["grounds"]

    def clean(self):
        given = super().clean()
        done = given.get("status") == Measure.Status.DONE
        if done and not given.get("grounds") and not given.get("files") and "files" not in self.errors:
            here = "请勾选所依据的检验任务、措施或文书，或者" if self.things else "请"
            self.add_error("grounds" if self.things else "files", f"{here}上传现场记录、检验报告等材料。")
        return given

    def details(self) -> dict:
        return {"grounds": [self.things[key] for key in self.cleaned_data.get("grounds", ())]}


def step_form_for(step: Measure) -> type[MeasureForm]:
    return GroundedStepForm if step.code in _MEASURES else MeasureForm


def keep(step: Measure, details: dict, *, by) -> list[dict]:
    """Keep what a step that was just done rests on; return it for the trail."""
    if step.status != Measure.Status.DONE or not details.get("grounds"):
        return []
    StepGround.objects.filter(step=step).delete()  # of an earlier time, which stands in the trail
    made = [StepGround(step=step, **{_kind(thing): thing}) for thing in details["grounds"]]
    StepGround.objects.bulk_create(made)
    return [said("grounds", "依据", "；".join(str(one) for one in made))]


def of_case(case) -> dict[int, str]:
    """Return what each step of this case rests on, in words."""
    found: dict[int, list[str]] = {}
    rows = StepGround.objects.filter(step__case=case, step__status=Measure.Status.DONE)
    for row in rows.select_related("test", "measure__case", "document", "derived"):
        found.setdefault(row.step_id, []).append(str(row))
    return {step: f"依据：{'；'.join(texts)}" for step, texts in found.items()}
