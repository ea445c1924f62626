"""What follows an act on an item, or a result of sampling, outside of it: the rules are asked again (triggers.py)."""

from casefile import jobs
from registers.models import Enterprise

from .prompting import evaluate

#: Results of more enterprises than this, imported say, are asked about by a job.
AT_ONCE = 20
_JOB = "ask_rules"


def ask_rules(act) -> None:
    """The grade of the item, or whether it is open, has changed."""
    case = act.record.case
    if case.enterprise is not None and not case.is_drill:
        evaluate(case.enterprise)


def ask_after_samplings(enterprises: set[int]) -> None:
    """Results of these enterprises have changed (registers.samplings.on_changed; R-214, R-328)."""
    if len(enterprises) > AT_ONCE:
        jobs.enqueue(_JOB, enterprises=sorted(enterprises))
        return
    for row in Enterprise.objects.filter(pk__in=enterprises).select_related("bureau").order_by("pk"):
        evaluate(row)


@jobs.handler(_JOB)
def ask_of_many(job, enterprises: list[int]) -> dict:
    """Ask about each, a transaction an enterprise; asked twice, nothing is proposed twice."""
    rows = Enterprise.objects.filter(pk__in=enterprises).select_related("bureau").order_by("pk")
    opened = sum(len(evaluate(row)) for row in rows.iterator(chunk_size=500))
    return {"enterprises": len(enterprises), "open prompts": opened}
