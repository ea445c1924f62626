"""What a step of an emergency rests on beside words and files."""

from django.db import models
from django.db.models import CheckConstraint, Q


class StepGround(models.Model):
    """One ground of a step: a test task, a measure of the warning, a document, a case that came out of it."""

    KINDS = ("test", "measure", "document", "derived")

    step = models.ForeignKey("casefile.Measure", models.PROTECT, related_name="grounds", verbose_name="步骤")
    test = models.ForeignKey("riskinfo.TestTask", models.PROTECT, null=True, blank=True, related_name="+")
    measure = models.ForeignKey("casefile.Measure", models.PROTECT, null=True, blank=True, related_name="+")
    document = models.ForeignKey("documents.Document", models.PROTECT, null=True, blank=True, related_name="+")
    derived = models.ForeignKey("casefile.CaseFile", models.PROTECT, null=True, blank=True, related_name="+")

    class Meta:
        verbose_name = verbose_name_plural = "步骤的依据"
        ordering = ["pk"]
        constraints = [
            CheckConstraint(
                condition=Q(test__isnull=False, measure=None, document=None, derived=None)
                | Q(test=None, measure__isnull=False, document=None, derived=None)
                | Q(test=None, measure=None, document__isnull=False, derived=None)
                | Q(test=None, measure=None, document=None, derived__isnull=False),
                name="step_ground_is_one_thing",
            )
        ]

    def __str__(self):
        return words(self.test or self.measure or self.document or self.derived)


def words(thing) -> str:
    """Return what stands for a ground in the form, on the page and in the trail."""
    match thing._meta.model_name:
        case "testtask":
            return f"检验任务：{thing}，{thing.get_result_display()}"
        case "measure":
            return f"预警 {thing.case.number} 的措施：{thing.label}（{thing.result[:60]}）"
        case "document":
            return f"文书：{thing.number} {thing.title}"
    return f"{thing.kind_info.label} {thing.number}：{thing.title}（{thing.state_label}）"
