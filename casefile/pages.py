"""What the page of any record shows: the same bones for every kind."""

from django.http import Http404

from . import actions
from .lights import case_light, light
from .measures import may_close
from .models import CaseFile


def get_visible(model, user, case_id: int):
    """Return the stage record of this case if `user` may see it, else Http404."""
    visible = CaseFile.objects.visible_to(user).filter(pk=case_id)
    record = model.objects.select_related(
        "case__bureau", "case__department", "case__handler", "case__enterprise", "case__product_type",
        "case__awaiting_user", "case__awaiting_department", "case__created_by",
    ).filter(case__in=visible).first()  # fmt: skip
    if record is None:
        raise Http404("没有这件案卷，或者您无权查看。")
    return record


def record_context(record, user) -> dict:
    """Return the context of templates/casefile/detail_base.html for a stage record."""
    case = record.case
    measures = list(case.measures.select_related("department", "owner", "closed_by").prefetch_related("evidence"))
    for measure in measures:
        measure.case = case
    return {
        "record": record,
        "case": case,
        "kind": case.kind_info,
        "light": case_light(case),
        "steps": record.steps(),
        "offers": actions.available(record, user),
        "trail": list(case.trail.select_related("actor").order_by("-seq")),
        "measures": [
            {"measure": m, "light": _measure_light(m), "may_close": may_close(m, user) is not None} for m in measures
        ],
        "deadlines": [
            {"deadline": d, "light": light(d.due_at, d.explanation)}
            for d in case.deadlines.open().select_related("responsible_user", "responsible_department")
        ],
        "attachments": list(case.attachments.select_related("uploaded_by", "measure")),
        "documents": list(case.documents.select_related("drafter")),
        "origins": _links(case.origin_links.select_related("origin__enterprise"), "origin", user),
        "derived": _links(case.derived_links.select_related("derived__enterprise"), "derived", user),
        "may_attach": user.can("case.attach") and case.closed_at is None,
        "participants": [row.department for row in case.participations.select_related("department")],
    }


def _measure_light(measure):
    from .deadlines import at_end_of

    if measure.status != measure.Status.OPEN or measure.due_on is None:
        return light(None)
    return light(at_end_of(measure.due_on), measure.due_explanation)


def _links(links, end: str, user) -> list[dict]:
    """Return the cases at the other end; those the user may not see are named by number alone."""
    cases = [getattr(link, end) for link in links]
    seen = set(CaseFile.objects.visible_to(user).filter(pk__in=[c.pk for c in cases]).values_list("pk", flat=True))
    return [{"case": case, "light": case_light(case), "visible": case.pk in seen} for case in cases]
