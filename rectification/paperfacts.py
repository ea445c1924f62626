"""What the papers of a rectification take from it (documents.merging)."""

from documents.merging import provide
from documents.paper import chinese_date

from .models import RectificationItem


@provide("RECTIFICATION")
def of_item(case) -> dict[str, str]:
    """Return the merge fields that the item knows."""
    item = RectificationItem.objects.filter(pk=case.pk).first()
    if item is None:
        return {}
    put, talk = item.supervision(), item.interviews.order_by("-pk").first()
    visit = item.help_visits.order_by("-pk").first()
    known = {
        "问题": item.situation, "发现日期": chinese_date(item.found_on), "原因": item.cause,
        "整改要求": item.requirement, "措施": item.completion,
    }  # fmt: skip
    if put is not None:
        known |= {"整改要求": put.demand, "摘牌条件": _listed(put.conditions), "期限": chinese_date(put.due_on)}
    if talk is not None:
        known |= {
            "约谈日期": chinese_date(talk.held_on), "约谈地点": talk.place, "约谈人": talk.interviewers,
            "被约谈人": talk.attendees, "约谈内容": talk.content, "承诺": talk.commitments,
        }  # fmt: skip
    if visit is not None:
        known |= {"原因": visit.causes, "整改要求": visit.advice}
    return known


def _listed(text: str) -> str:
    """Return lines as one sentence."""
    return "；".join(line.strip().rstrip("。；") for line in text.splitlines() if line.strip())
