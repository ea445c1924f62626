"""The producers and sellers of the demo, entered through the form of the register."""

import csv
import random

from django.conf import settings
from django.core.exceptions import ValidationError

from casefile.perform import as_form_data
from registers.changes import save_enterprise
from registers.forms import EnterpriseForm
from registers.models import Enterprise, ProductType, Region
from registers.seed import load_regions_csv
from registers.tiers import change_tier
from registers.validators import organisation_code_warning, uscc_check_character

from .clock import Clock
from .people import COUNTY, NEIGHBOUR, People

FOLDER = settings.BASE_DIR / "fixtures" / "demo"
#: Who keeps the register of each bureau: a unit head, who alone may set the tier.
_KEEPERS = {COUNTY: "chenxiao", NEIGHBOUR: "dingwei"}
_MARKS = {
    "low_small_scattered": "low_small_scattered", "idle": "long_idle", "no_capacity": "no_capacity",
    "subject": "subject_to_75_76",
}  # fmt: skip


#: Why a firm is watched more closely than others: (ground, reason).
_TIERS = {
    "lamp": ("DUTIES", "质量安全总监长期由销售经理兼任，日管控记录缺三个月，没有出厂检验台账。"),
    "cable": ("SAMPLING", "上年度监督抽查导体电阻不合格，整改后复查才合格。"),
    "charger": ("PRODUCT_RISK", "电动自行车充电器为高风险产品，上年投诉集中。"),
    "slime_maker": ("PRODUCT_RISK", "儿童用品，硼元素迁移量多次临近限量值。"),
    "gas": ("SAMPLING", "一年内两次监督抽查不合格，熄火保护装置均不符合标准。"),
    "fertilizer": ("PRODUCT_RISK", "化肥为高风险产品，春耕前抽查比例提高。"),
    "alcohol": ("LIST", "县安委会办公室年度重点监管名单第4项。"),
    "chlorine": ("PRODUCT_RISK", "危险化学品生产企业，按高风险产品管理。"),
    "plastic2": ("SAMPLING", "食品接触用塑料制品总迁移量抽查不合格。"),
    "n_gas": ("SAMPLING", "上年度监督抽查热效率不合格。"),
    "blanket": ("DUTIES", "低小散企业，没有专职检验人员，委托检验不按批次。"),
}


def load_regions() -> None:
    load_regions_csv(FOLDER / "regions.csv")


def make_uscc(bureau_code: str, serial: int) -> str:
    """Return a valid code (GB 32100-2015, inner code GB 11714) of a company registered by this county."""
    for inner_check in "0123456789X":
        body = f"91{bureau_code}MA4D{serial:04d}{inner_check}"
        code = body + uscc_check_character(body)
        if organisation_code_warning(code) is None:
            return code
    raise ValueError(f"no check character fits {bureau_code} {serial}")


def make_enterprises(people: People, clock: Clock, rng: random.Random) -> dict[str, Enterprise]:
    """Enter every enterprise of fixtures/demo/enterprises.csv; return them by key."""
    with open(FOLDER / "enterprises.csv", encoding="utf-8", newline="") as file:
        lines = list(csv.DictReader(file))
    types = {product.code: product for product in ProductType.objects.all()}
    regions = {region.code: region for region in Region.objects.all()}
    made = {}
    for serial, line in enumerate(lines, start=1):
        keeper = people[_KEEPERS[line["bureau"]]]
        form = EnterpriseForm(as_form_data(_values(line, serial, types, regions)), user=keeper)
        if not form.is_valid():
            raise ValidationError(f"{line['key']}: {form.errors.as_text()}")
        made[line["key"]], _ = save_enterprise(form, by=keeper)
        if line["tier"] != Enterprise.Tier.NORMAL:
            ground, reason = _TIERS[line["key"]]
            change_tier(made[line["key"]], line["tier"], by=keeper, ground=ground, reason=reason)
        clock.tick(rng.randint(240, 420))
    return made


def _values(line: dict[str, str], serial: int, types, regions) -> dict:
    marks = set(filter(None, line["marks"].split(";")))
    no_code = "no_code" in marks
    return {
        "name": line["name"],
        "uscc": "" if no_code else make_uscc(line["bureau"], serial * 137 + 1000),
        "no_uscc_reason": "营业执照已注销，无证经营" if no_code else "",
        "region": regions[line["region"]],
        "address": line["address"],
        "contact_person": line["contact"],
        "contact_phone": f"0390-7{serial * 7919 % 900000 + 100000}",
        "is_producer": "P" in line["roles"],
        "is_seller": "S" in line["roles"],
        "product_types": [types[code] for code in line["types"].split(";")],
        "quality_director": line["contact"] if "subject" in marks else "",
        "quality_officer": "质量科" if "subject" in marks else "",
        "notes": line["notes"],
    } | {field: mark in marks for mark, field in _MARKS.items()}
