"""What the papers of a warning take from it (documents.merging); its information supplies the rest."""

from casefile.models import Measure
from documents.merging import provide
from documents.paper import chinese_date

from .facts_text import WarningLevel
from .measures import measures_for
from .models import Warning

#: The measure whose day the enterprise is told, the nearer first.
_TOLD = ("RECTIFY_BY_DEADLINE", "RECTIFY_UNTIL_PASS")


@provide("WARNING")
def of_warning(case) -> dict[str, str]:
    """Return the merge fields that the warning knows."""
    warning = Warning.objects.filter(pk=case.pk).select_related("assessment").first()
    if warning is None:
        return {}
    days = dict(case.measures.filter(code__in=_TOLD, status=Measure.Status.OPEN).values_list("code", "due_on"))
    due = next((days[code] for code in _TOLD if days.get(code)), None)
    planned = "、".join(rule.label for rule in measures_for(warning.level))
    done = case.measures.filter(status=Measure.Status.DONE).exists()
    return {
        "产品": warning.assessment.product, "批次": warning.assessment.batch, "问题": warning.summary,
        "级别": WarningLevel(warning.level).label, "范围": warning.scope_text,
        "措施": "" if done else f"已部署{planned}，正在落实。", "期限": chinese_date(due) if due else "",
    }  # fmt: skip
