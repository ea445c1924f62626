"""Informations that another system files: the JSON is read as the form of registration would be (R-110).

One number of the source is one information, however often and by whichever way it arrives: the same content
again gives the same answer, another content under the same number is refused.
"""

import hashlib
import json
import uuid
from dataclasses import dataclass

from django.db import transaction
from django.utils import timezone

from casefile.models import CaseFile
from casefile.opening import open_case
from casefile.perform import as_form_data, perform
from registers.models import ProductType, Region

from . import duplicates, guards, intake
from .intake_forms import IntakeForm
from .models import GatheredItem, ReceivedInfo, RiskInfo
from .product_forms import MOST

#: Field of the JSON → what it holds. The same table makes the OpenAPI description.
TEXTS = (
    "external_id", "title", "description", "product_name", "batch", "brand", "barcode", "affected_area",
    "standard_number", "source_reference", "source_detail", "source_level", "info_kind", "certainty", "cause",
)  # fmt: skip
DAYS = ("found_on", "source_reference_on")
LISTS = ("basis", "harm_objects", "producers", "sellers", "material_suppliers", "other_regions")
CODES = ("product_type", "region")
OBJECTS = {"enterprise": ("name", "uscc"), "reporter": ("name", "phone")}
PRODUCT = ("product_type", "name", "batch", "brand", "barcode")
FIELDS = (*TEXTS, *DAYS, *LISTS, *CODES, *OBJECTS, "is_key", "complaint_count", "products")
REQUIRED = ("external_id", "description", "found_on", "certainty", "basis", "harm_objects")
_NAMESPACE = uuid.UUID("6f0f7d54-8a8c-5d3e-9a1e-7a6d1c0b3c11")
_ID_LENGTH = 200


class Rejected(Exception):
    """What was sent cannot be filed: {field: [what is wrong]}."""

    def __init__(self, errors: dict[str, list[str]]):
        super().__init__(errors)
        self.errors = errors


class OtherContent(Exception):
    """The number is known with another content; `number` is the information's."""

    def __init__(self, number: str):
        super().__init__(number)
        self.number = number


@dataclass(frozen=True)
class Received:
    info: RiskInfo
    repeated: bool
    doubles: list[duplicates.Candidate]


def receive(token, sent) -> Received:
    """File what a system sent as an information submitted by the system. Raises Rejected, OtherContent."""
    errors = _shape(sent)
    if errors:
        raise Rejected(errors)
    external_id = "".join(sent["external_id"].split())  # as a list has it (gatherlist)
    sent = sent | {"external_id": external_id}
    content = hashlib.sha256(json.dumps(sent, sort_keys=True, ensure_ascii=False).encode()).hexdigest()
    with transaction.atomic():
        intake.one_by_one(token.bureau)  # the same number at once, under this key, another, or in a list, waits here
        known = _known(token, external_id, content)
        if known is not None:
            return Received(known, True, [])
        form = _form(token, sent)
        same = uuid.uuid5(_NAMESPACE, f"{token.bureau_id}:{token.source_id}:{external_id}")
        info = open_case(
            RiskInfo, by=None, department=token.department, handler=token.handler, title=form.cleaned_data["title"],
            token=same, label="接口接收",
            data={"来源系统": f"{token.name}，对方编号 {external_id}"},
            learned_at=timezone.now(), **form.of_case(), **form.of_record(),
        )  # fmt: skip
        intake.keep_rows(info, form)
        GatheredItem.objects.create(info=info, bureau=token.bureau, source=token.source, external_id=external_id)
        ReceivedInfo.objects.create(info=info, token=token, content_sha256=content, received_at=timezone.now())
        perform(info, "submit", by=None)
    return Received(info, False, duplicates.find(duplicates.facts_of(info)))


def _known(token, external_id: str, content: str) -> RiskInfo | None:
    row = (
        GatheredItem.objects.filter(bureau=token.bureau_id, source=token.source_id, external_id=external_id)
        .select_related("info__case", "info__received")
        .first()
    )
    if row is None:
        return None
    received = getattr(row.info, "received", None)
    if received is not None and received.content_sha256 != content:
        raise OtherContent(row.info.case.number)
    return row.info


# --- is it what it should be? ------------------------------------------------------------
def _shape(sent) -> dict[str, list[str]]:
    """Return what is wrong with the kind of each value; the values themselves are checked by the form."""
    if not isinstance(sent, dict):
        return {"": ["请求内容应为一个 JSON 对象。"]}
    errors = {name: ["不认识的字段。"] for name in sent if name not in FIELDS}
    errors |= {name: ["必填。"] for name in REQUIRED if _is_empty(sent.get(name))}
    for name, value in sent.items():
        if value is not None and name in FIELDS and (said := _wrong(name, value)):
            errors.setdefault(name, []).append(said)
    if not errors and len(sent["external_id"]) > _ID_LENGTH:
        errors["external_id"] = [f"最多 {_ID_LENGTH} 个字符。"]
    return errors


def _is_empty(value) -> bool:
    return value in (None, []) or (isinstance(value, str) and not value.strip())


def _wrong(name: str, value) -> str:
    """Return what kind of value belongs there, when it is another."""
    if name in LISTS:
        return "" if _texts(value) else "应为由文字组成的列表。"
    if name in OBJECTS:
        known = OBJECTS[name]
        good = isinstance(value, dict) and set(value) <= set(known) and _texts(list(value.values()))
        return "" if good else f"应为对象，字段只有 {'、'.join(known)}，值为文字。"
    if name == "products":
        good = isinstance(value, list) and len(value) <= MOST and all(_is_product(row) for row in value)
        return "" if good else f"应为对象的列表，最多 {MOST} 个，字段只有 {'、'.join(PRODUCT)}，值为文字。"
    if name == "is_key":
        return "" if isinstance(value, bool) else "应为 true 或 false。"
    if name == "complaint_count":
        return "" if isinstance(value, int) and not isinstance(value, bool) else "应为整数。"
    return "" if isinstance(value, str) and "\x00" not in value else "应为文字。"


def _texts(value) -> bool:
    return isinstance(value, list) and all(isinstance(item, str) and "\x00" not in item for item in value)


def _is_product(row) -> bool:
    return isinstance(row, dict) and set(row) <= set(PRODUCT) and _texts(list(row.values()))


# --- the form ----------------------------------------------------------------------------
def _form(token, sent) -> IntakeForm:
    """Return the valid form of registration. Raises Rejected with the fields as they were sent."""
    errors: dict[str, list[str]] = {}
    data = {name: sent[name] for name in (*TEXTS, *DAYS) if sent.get(name)}
    data |= {name: sent.get(name) or [] for name in ("basis", "harm_objects")}
    data |= {name: "\n".join(sent.get(name) or []) for name in ("producers", "sellers", "material_suppliers")}
    data |= {"source": token.source_id, "department": token.department_id, "is_key": sent.get("is_key") or ""}
    data["complaint_count"] = sent.get("complaint_count") or ""
    enterprise, reporter = sent.get("enterprise") or {}, sent.get("reporter") or {}
    data["enterprise_name"] = f"{enterprise.get('name', '')} {enterprise.get('uscc', '')}".strip()
    data |= {"reporter_name": reporter.get("name", ""), "reporter_phone": reporter.get("phone", "")}
    data["product_type"] = _key(ProductType.objects.active(), sent, "product_type", errors)
    data["region"] = _key(Region.objects.filter(active=True), sent, "region", errors)
    others = [{"other_regions": code} for code in sent.get("other_regions") or []]
    data["other_regions"] = [_key(Region.objects.filter(active=True), row, "other_regions", errors) for row in others]
    products = sent.get("products") or []
    data |= {"products-TOTAL_FORMS": len(products), "products-INITIAL_FORMS": 0}
    for at, row in enumerate(products):
        data |= {f"products-{at}-{name}": row.get(name, "") for name in PRODUCT}
        data[f"products-{at}-product_type"] = _key(
            ProductType.objects.active(), row, "product_type", errors, "products"
        )
    form = IntakeForm(_as_post(data), user=token.handler)
    if not form.is_valid():
        _keep_errors(form, errors)
    elif lacking := guards.missing(_unsaved(form)):
        for name, text in lacking:
            errors.setdefault(_SENT_AS.get(name, name), []).append(f"{text}。")
    if errors:
        raise Rejected(errors)
    return form


#: Fields of the form under the names that they have in the JSON.
_SENT_AS = {"enterprise_name": "enterprise", "reporter_name": "reporter", "reporter_phone": "reporter"}


def _as_post(data: dict):
    return as_form_data({name: value for name, value in data.items() if value not in (None, "")})


def _key(rows, sent, name: str, errors, under="") -> int | None:
    """Return the key of the row with the code that was sent; an unknown code is an error."""
    code = sent.get(name)
    if not code:
        return None
    found = rows.filter(code=code).values_list("pk", flat=True).first()
    if found is None:
        errors.setdefault(under or name, []).append(f"没有代码为“{code[:60]}”的登记。")
    return found


def _keep_errors(form, errors) -> None:
    for name, said in form.errors.items():
        if name != "__all__":
            errors.setdefault(_SENT_AS.get(name, name), []).extend(map(str, said))
    for row in form.products.errors if form.products.is_bound else ():
        for said in row.values():
            errors.setdefault("products", []).extend(map(str, said))
    if not errors:
        errors[""] = [str(said) for said in form.non_field_errors()]


def _unsaved(form) -> RiskInfo:
    """Return the information as it would be, to ask what it lacks."""
    return RiskInfo(case=CaseFile(**form.of_case()), **form.of_record())
