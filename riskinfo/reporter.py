"""Who told the bureau: masked for everybody, shown on request, every look entered in the trail (R-015)."""

from django.db import transaction

from casefile.refusals import NotAllowed
from casefile.trail import record_act

from .permissions import may_see_reporter


def masked(info) -> str:
    """Return e.g. 张** 138****5678; the words “未留” for what was not left."""
    name, phone = info.reporter_name, info.reporter_phone
    shown_name = f"{name[0]}**" if name else "姓名未留"
    shown_phone = f"{phone[:3]}****{phone[-4:]}" if len(phone) >= 11 else "****" if phone else "电话未留"
    return f"{shown_name} {shown_phone}"


def reveal(info, *, by) -> tuple[str, str]:
    """Return (name, phone) and enter in the trail that `by` has seen them. Raises NotAllowed."""
    role = may_see_reporter(info, by)
    if role is None:
        raise NotAllowed("反映人信息保密：只有本案经办人、承办股室负责人和分管领导能查看。")
    with transaction.atomic():
        record_act(info.case, "view_reporter", "查看反映人信息", by=by, role=role)
    return info.reporter_name, info.reporter_phone
