"""What is behind a figure: the cases, papers, samplings, enterprises that it counts (R-304)."""

from dataclasses import dataclass

from django.urls import reverse

from casefile.models import CaseFile
from documents.models import Document
from rectification.models import Amount, Consequence, Interview
from registers.models import Enterprise, SamplingResult

from .models import Conference, TypicalCase
from .resultsources import AMOUNT, CASE, CONFERENCE, CONSEQUENCE, DOCUMENT, ENTERPRISE, INTERVIEW, SAMPLING, TYPICAL


@dataclass(frozen=True)
class Behind:
    """One thing counted: what it is, where it is (empty: not to be opened by this person), and how much it counts."""

    text: str
    note: str
    url: str
    amount: int | float


def rows(facts, user) -> list[Behind]:
    """Return what the facts count, in their order; what `user` may not see is named by number alone."""
    finders = {
        CASE: _cases,
        DOCUMENT: _documents,
        SAMPLING: _samplings,
        INTERVIEW: _interviews,
        TYPICAL: _typical,
        ENTERPRISE: _enterprises,
        CONSEQUENCE: _consequences,
        AMOUNT: _amounts,
        CONFERENCE: _conferences,
    }
    found = {
        (sort, pk): row
        for sort, find in finders.items()
        for pk, row in find([fact.pk for fact in facts if fact.sort == sort], user).items()
    }
    gone = ("已不在系统中", "", "")
    return [Behind(*found.get((fact.sort, fact.pk), gone), fact.amount) for fact in facts]


def _cases(ids, user):
    seen = set(CaseFile.objects.visible_to(user).filter(pk__in=ids).values_list("pk", flat=True))
    cases = CaseFile.objects.filter(pk__in=ids).select_related("enterprise", "product_type", "department")
    return {case.pk: _case(case, case.pk in seen) for case in cases}


def _case(case, is_seen: bool):
    if not is_seen:
        return case.number or "草稿", str(case.department), ""
    note = f"{case.enterprise or ''} {case.product_type or ''} {case.state_label}".strip()
    return f"{case.number or '草稿'} {case.title}", note, case.get_absolute_url()


def _documents(ids, user):
    seen = set(Document.objects.visible_to(user).filter(pk__in=ids).values_list("pk", flat=True))
    papers = Document.objects.filter(pk__in=ids)
    return {
        paper.pk: (
            f"{paper.number} {paper.title}", paper.kind_info.label, paper.get_absolute_url() if paper.pk in seen else ""
        )
        for paper in papers
    }  # fmt: skip


def _samplings(ids, user):
    samplings = SamplingResult.objects.filter(pk__in=ids).select_related("enterprise")
    return {
        row.pk: (
            f"{row.product_name} {row.batch} {row.get_conclusion_display()}",
            f"{row.enterprise} {row.sampled_on} {row.report_number}", row.enterprise.get_absolute_url(),
        )
        for row in samplings
    }  # fmt: skip


def _interviews(ids, user):
    held = Interview.objects.filter(pk__in=ids).select_related("item__case__enterprise")
    seen = set(
        CaseFile.objects.visible_to(user).filter(pk__in=[row.item_id for row in held]).values_list("pk", flat=True)
    )
    return {
        row.pk: (
            f"{row.item.case.number} {row.held_on} 约谈{row.item.case.enterprise}", row.place,
            row.item.get_absolute_url() if row.item_id in seen else "",
        )
        for row in held
    }  # fmt: skip


def _typical(ids, user):
    told = TypicalCase.objects.filter(pk__in=ids)
    return {
        row.pk: (row.title, f"{row.exposed_on} {row.exposed_in}", reverse("campaigns:cases", args=[row.campaign_id]))
        for row in told
    }


def _enterprises(ids, user):
    return {
        row.pk: (row.name, row.get_tier_display(), row.get_absolute_url())
        for row in Enterprise.objects.filter(pk__in=ids)
    }


def _consequences(ids, user):
    found = Consequence.objects.filter(pk__in=ids).select_related("case__enterprise")
    seen = _seen_cases([row.case_id for row in found], user)
    return {
        row.pk: (
            str(row), f"{row.case.number} {row.get_state_display()} {row.result}".strip(),
            row.get_absolute_url() if row.case_id in seen else "",
        )
        for row in found
    }  # fmt: skip


def _amounts(ids, user):
    found = Amount.objects.filter(pk__in=ids).select_related("case")
    seen = _seen_cases([row.case_id for row in found], user)
    return {
        row.pk: (
            f"{row.case.number} {row}", row.reference, row.case.get_absolute_url() if row.case_id in seen else ""
        )
        for row in found
    }  # fmt: skip


def _conferences(ids, user):
    return {
        row.pk: (str(row), f"{row.place} {row.experts_text}", reverse("campaigns:conferences", args=[row.campaign_id]))
        for row in Conference.objects.filter(pk__in=ids)
    }


def _seen_cases(ids, user) -> set[int]:
    return set(CaseFile.objects.visible_to(user).filter(pk__in=ids).values_list("pk", flat=True))
