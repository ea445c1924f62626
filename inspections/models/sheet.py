"""The sheet of one inspection: its items, frozen from the checklists, with what was found."""

import hashlib

from django.db import models
from django.db.models import Q

from rectification.problems import BY_CODE

from ..states import Answer
from .checklist import ItemFields
from .inspection import Inspection


class SheetItem(ItemFields):
    """An item on the sheet of an inspection and its answer.

    `item`: the rectification item that a failed one became; `settled` says why none
    was needed (put right on the spot). Exactly one of them before the inspection closes.
    """

    inspection = models.ForeignKey(Inspection, models.PROTECT, related_name="items", verbose_name="检查")
    checklist = models.CharField("检查表", max_length=60)
    answer = models.CharField("结果", max_length=4, choices=Answer.choices, blank=True)
    note = models.TextField("说明", max_length=1000, blank=True)
    answered_by = models.ForeignKey(
        "accounts.User", models.PROTECT, null=True, blank=True, related_name="+", verbose_name="填写人"
    )
    answered_at = models.DateTimeField("填写时间", null=True, blank=True)
    item = models.OneToOneField(
        "rectification.RectificationItem", models.PROTECT, null=True, blank=True, related_name="sheet_item",
        verbose_name="整改台账",
    )  # fmt: skip
    settled = models.CharField("不立项的理由", max_length=200, blank=True)

    class Meta:
        verbose_name = verbose_name_plural = "检查项目"
        ordering = ["inspection", "order"]
        constraints = [
            models.UniqueConstraint(fields=["inspection", "order"], name="sheet_item_order_once"),
            models.CheckConstraint(
                condition=Q(answer="") | Q(answer__in=Answer.values), name="sheet_item_answer_known"
            ),
            models.CheckConstraint(
                condition=~Q(answer="FAIL") | ~Q(note=""), name="sheet_item_failed_with_note",
                violation_error_message="不符合的项目须写明情况。",
            ),
            models.CheckConstraint(
                condition=Q(item=None, settled="") | Q(answer="FAIL"), name="sheet_item_only_failed_is_followed",
                violation_error_message="只有不符合的项目才登记隐患或写明理由。",
            ),
            models.CheckConstraint(condition=Q(item=None) | Q(settled=""), name="sheet_item_followed_one_way"),
        ]  # fmt: skip

    @property
    def fingerprint(self) -> str:
        """What tells whether somebody else changed the answer meanwhile."""
        return fingerprint(self.answer, self.note, self.problem, self.severity)

    @property
    def problem_label(self) -> str:
        return BY_CODE[self.problem].label if self.problem in BY_CODE else self.problem

    @property
    def is_failed(self) -> bool:
        return self.answer == Answer.FAIL

    @property
    def is_open(self) -> bool:
        """Failed, and nothing has come of it yet."""
        return self.is_failed and self.item_id is None and not self.settled


def fingerprint(answer: str, note: str, problem: str, severity: str) -> str:
    """Return 16 hex digits of what was answered; problem and severity count only where something is wrong."""
    told = (answer, note, problem, severity) if answer == Answer.FAIL else (answer, note)
    return hashlib.sha256("\x1f".join(told).encode()).hexdigest()[:16]


class CheckPhoto(models.Model):
    """A picture taken for an item; the file is an attachment of the case."""

    item = models.ForeignKey(SheetItem, models.PROTECT, related_name="photos", verbose_name="检查项目")
    attachment = models.OneToOneField(
        "casefile.Attachment", models.PROTECT, related_name="check_photo", verbose_name="照片"
    )

    class Meta:
        verbose_name = verbose_name_plural = "检查照片"
        ordering = ["item", "pk"]

    def __str__(self):
        return str(self.attachment)
