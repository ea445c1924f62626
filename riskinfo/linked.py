"""The informations that one belongs with: linked, taken for doubles of it, or the one it is a double of."""

from dataclasses import dataclass

from casefile.models import CaseFile


@dataclass(frozen=True)
class Linked:
    """One other information; outside the reader's scope it is named by number alone."""

    case: CaseFile
    relation: str
    visible: bool
    unlink: int | None = None


def links_of(info, user) -> list[Linked]:
    """Return what `info` belongs with: the original first, then its doubles, then what is linked."""
    rows = [(other.case, "本条重复于", None) for other in [info.duplicate_of] if other]
    rows += [(row.case, "与本条重复", None) for row in info.duplicates.select_related("case__department")]
    rows += [
        (row.other.case, row.get_kind_display(), row.pk) for row in info.links.select_related("other__case__department")
    ]
    rows += [
        (row.info.case, row.get_kind_display(), None)
        for row in info.linked_from.select_related("info__case__department")
    ]
    cases = CaseFile.objects.visible_to(user).filter(pk__in=[case.pk for case, _, _ in rows]) if rows else ()
    seen = {case.pk for case in cases}
    return [Linked(case, relation, case.pk in seen, unlink) for case, relation, unlink in rows]
