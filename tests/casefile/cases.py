"""Bare cases for tests of the spine, without the machine of any stage."""

from django.utils import timezone

from casefile.models import CaseFile


def make_case(county, *, kind="INFO", number=None, title="电线电缆导体电阻不合格", **fields) -> CaseFile:
    """Create a case row of the quality section, handled by its staff."""
    given = {
        "kind": kind, "number": number, "bureau": county.bureau, "department": county.quality, "handler": county.staff,
        "created_by": county.staff, "title": title, "state": "SUBMITTED", "state_label": "待鉴别",
        "opened_at": timezone.now(),
    }  # fmt: skip
    return CaseFile.objects.create(**(given | fields))
