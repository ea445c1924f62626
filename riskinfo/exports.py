"""The test tasks of an agency as a spreadsheet: its own and nothing else of the case (R-045)."""

from registers.listings import Listing, table

from .models import TestTask

_LISTING = table(
    "tests", "检验任务", "test.result",
    lambda user, query: TestTask.objects.visible_to(user).order_by("due_on", "pk"),
    ("样品", "sample"), ("目的", "purpose"), ("检验项目", "items"), ("检验依据", "standard"),
    ("要求完成日期", "due_on"), ("状态", "state"), ("下达时间", "assigned_at"), ("检验结论", "result"),
    ("不合格项目", "failed_items"), ("说明", "conclusion"), ("报告时间", "reported_at"),
)  # fmt: skip


def task_listings() -> list[Listing]:
    return [_LISTING]
