"""Writing an information down: opening it, changing the draft, supplementing it later."""

from django.db import transaction
from django.utils import timezone
from django.utils.choices import flatten_choices

from accounts.models import Bureau
from casefile.attachments import attach
from casefile.models import CaseFile
from casefile.opening import open_case
from casefile.origins import hold_open
from casefile.refusals import InvalidData, NotAllowed, WrongState
from casefile.trail import record_act

from . import marking, meanwhile, permissions, samplings
from .models import InfoProduct, RiskInfo
from .states import IN_HAND, InfoState

_SECRET = frozenset({"reporter_name", "reporter_phone"})


def one_by_one(bureau) -> None:
    """Until the transaction ends, let nobody else file in `bureau` under numbers of a source.

    A number arrives by a list and by an interface at once; whoever asks whether it is known must have waited for
    who is writing it down. Held first of all: number series are held too, and in another order two would wait for
    each other. References to the bureau are not held up.
    """
    Bureau.objects.select_for_update(no_key=True).get(pk=bureau.pk)


def open_info(form, *, by, token, origin=None, sampling=None) -> RiskInfo:
    """Open the draft that a valid IntakeForm describes, with its files. The same token gives the same draft.

    `origin`: the CaseFile of the document that came in. `sampling`: the SamplingResult that it is about.
    Raises NotAllowed, WrongState (the origin is closed).
    """
    role = permissions.may_file(by)
    if role is None:
        raise NotAllowed("您的角色不能登记风险信息。")
    with transaction.atomic():
        if origin is not None:
            origin = hold_open(origin)
        info = open_case(
            RiskInfo, by=by, role=role, department=form.unit, title=form.cleaned_data["title"], token=token,
            origin=origin, learned_at=timezone.now(), **form.of_case(), **form.of_record(),
            data={"监督抽查结果": samplings.name_of(sampling)} if sampling else None,
        )  # fmt: skip
        info.case.add_participant(by.department)
        if info.case.trail_length == 1:  # not the draft of a form that arrives again
            keep_rows(info, form)
            if sampling is not None:
                samplings.tie(info, sampling, by=by)
        if not info.case.attachments.exists():
            for upload in form.cleaned_data.get("files", ()):
                attach(info.case, upload, by=by, role=role)
    return info


def change_draft(info: RiskInfo, form, *, by) -> None:
    """Write what a valid IntakeForm says into the draft. Raises NotAllowed, WrongState, InvalidData (`meanwhile`)."""
    role = permissions.may_write(info, by)
    _revise(info, form, by=by, role=role, states={InfoState.DRAFT}, act="edit", label="修改草稿")


def supplement(info: RiskInfo, form, *, by) -> None:
    """Add what a valid SupplementForm says to a submitted information. Raises as `change_draft` does."""
    role = permissions.may_supplement(info, by)
    reason = form.cleaned_data["reason"]
    _revise(info, form, by=by, role=role, states=IN_HAND, act="supplement", label="补充信息", reason=reason)


def _revise(info, form, *, by, role, states, act, label, reason=""):
    if role is None:
        raise NotAllowed(f"“{label}”由登记人、经办人或股室负责人办理。")
    with transaction.atomic():
        case = CaseFile.objects.select_for_update().get(pk=info.pk)
        fresh = RiskInfo.objects.select_related("source", "region").get(pk=info.pk)
        fresh.case = case
        if fresh.state not in states:
            raise WrongState(f"没有保存：当前环节是“{fresh.get_state_display()}”，不能再“{label}”。请刷新后再看。")
        before = type(form).initial_of(fresh)
        if not meanwhile.settle(form, fresh, before):
            raise InvalidData(form)
        changes = changed(form, before)
        changes += keep_rows(fresh, form)
        if not changes:
            return
        for name, value in form.of_record().items():
            setattr(fresh, name, value)
        for name, value in form.of_case().items():
            setattr(case, name, value)
        case.title = form.cleaned_data.get("title") or case.title
        fresh.clean_fields(exclude=["state", "case"])
        fresh.clean()
        case.save()
        fresh.save()
        record_act(case, act, label, by=by, role=role, reason=reason, data=changes)
    info.__dict__.update(fresh.__dict__)


def keep_rows(info, form) -> list[dict]:
    """Write the other regions and products that the form names; return what changed, as the trail keeps it."""
    info.other_regions.set(form.cleaned_data.get("other_regions", ()))
    said = form.other_products()
    if said is None:
        return []
    before = list(info.products.select_related("product_type"))
    after = [InfoProduct(info=info, **row) for row in said]
    if [_product_fields(row) for row in before] == [_product_fields(row) for row in after]:
        return []
    info.products.all().delete()
    InfoProduct.objects.bulk_create(after)
    marking.mark_many([info])  # the other products have batches and barcodes too
    old, new = ("；".join(map(str, rows)) or "空" for rows in (before, after))
    return [{"name": "products", "label": "其他产品", "value": None, "text": f"{old} → {new}"}]


def _product_fields(row: InfoProduct) -> tuple:
    return (row.product_type_id, row.name, row.batch, row.brand, row.barcode)


def changed(form, before: dict) -> list[dict]:
    """Return what the form changes, as the trail keeps it; the text says from what to what."""
    changes = []
    for name, field in form.fields.items():
        if name not in before:
            continue
        old, new = words(field, before[name]), words(field, form.cleaned_data[name])
        if old != new:
            text = "已更改（内容保密）" if name in _SECRET else f"{old or '空'} → {new or '空'}"
            changes.append({"name": name, "label": str(field.label), "value": None, "text": text})
    return changes


def words(field, value) -> str:
    """Return a value of a form field as people read it."""
    if value in (None, "", []):
        return ""
    if isinstance(value, bool):
        return "是" if value else "否"
    labels = {} if hasattr(field, "queryset") else dict(flatten_choices(getattr(field, "choices", ())))
    if isinstance(value, list):
        return "、".join(labels.get(item, str(item)) for item in value)
    return str(labels.get(value, value)).replace("\r\n", "\n")  # a browser sends other line ends than a list has
