"""Enterprises: found by 统一社会信用代码, else by the exact name; near names are told, never merged."""

from django.contrib.admin.models import CHANGE, LogEntry
from django.contrib.contenttypes.models import ContentType
from rapidfuzz import fuzz, process

from registers.models import Enterprise, EnterpriseAlias, EnterpriseMerge, ProductType, Region
from registers.similar import core
from registers.validators import normalise_phone, organisation_code_warning, validate_phone, validate_uscc

from . import bulk, cells
from .columns import Choice, Column, Known, KnownSet, Text, YesNo
from .refusals import CellRefused
from .register import BATCH, Register

#: Names compared at most in one file, a few seconds: beyond it only the same core of a name is told.
_COMPARED = 15_000_000
_NEAR = 85
TIER_SYNONYMS = ("监管等级", "监管级别", "分类监管")
_SIDES = {"生产": "is_producer", "销售": "is_seller", "经营": "is_seller", "流通": "is_seller"}


class Sides(Text):
    """生产者、销售者 in one cell, in whatever words."""

    cached = True

    def clean(self, value, row=None, **kwargs):
        written = cells.name(value)
        found = frozenset(side for word, side in _SIDES.items() if word in written)
        if written and not found:
            raise CellRefused(f"“{written}”看不懂，请写“生产者”“销售者”或“生产者、销售者”。")
        return found

    def render(self, value, obj=None, **kwargs):
        return "、".join(label for side, label in (("is_producer", "生产者"), ("is_seller", "销售者")) if side in value)


def _phone(cell) -> str:
    return normalise_phone(cells.text(cell))


def _yes_no(name, label, *synonyms, example="否"):
    return Column(name, label, YesNo(), synonyms=synonyms, help="写“是”或“否”。", example=example, unset=False)


class EnterpriseRegister(Register):
    slug, label, permission = "enterprises", "企业", "register.manage"
    about = "一行一家企业，按统一社会信用代码对应；没有代码的按名称。"
    model = Enterprise
    follows = ("updated_at",)

    name = Column(
        "name", "企业名称", Text(120, cells.name), required=True, example="清源县恒通线缆有限公司",
        synonyms=("单位名称", "受检单位", "受检单位名称", "生产企业名称", "生产单位", "公司名称", "名称",
        "企业全称", "市场主体名称", "经营者名称"),
        help="与营业执照一致。",
    )  # fmt: skip
    uscc = Column(
        "uscc", "统一社会信用代码", Text(18, cells.code, [validate_uscc]), example="91350100M000100Y43",
        synonyms=("信用代码", "社会信用代码", "统一信用代码", "统一代码", "信用代码证号", "USCC"),
        help="18位；请把这一列设为“文本”，否则后几位会丢失。",
    )  # fmt: skip
    no_uscc_reason = Column(
        "no_uscc_reason", "无代码原因", Text(100), synonyms=("无信用代码原因",), help="没有18位代码时必填。"
    )
    region_id = Column(
        "region_id", "所在区划", Known("区划", "区划登记簿"), unset=None, example="城关镇",
        synonyms=("区划", "乡镇", "所属乡镇", "乡镇（街道）", "所在地", "行政区划", "区域", "区划代码"),
        help="名称或区划代码。",
    )  # fmt: skip
    address = Column(
        "address", "地址", Text(200), example="解放路1号",
        synonyms=("住所", "企业地址", "生产地址", "经营地址", "详细地址", "单位地址", "通讯地址"),
    )  # fmt: skip
    contact_person = Column(
        "contact_person",
        "联系人",
        Text(30, cells.name),
        example="张三",
        synonyms=("企业联系人", "负责人", "联系人姓名", "法定代表人", "法人"),
    )
    contact_phone = Column(
        "contact_phone", "联系电话", Text(30, _phone, [validate_phone]), example="0399-7123456",
        synonyms=("电话", "手机", "联系方式", "手机号", "联系人电话", "电话号码", "手机号码"),
        help="手机，或带区号的固定电话。",
    )  # fmt: skip
    sides = Column("sides", "类型", Sides(), synonyms=("企业类型", "生产或销售", "主体类型", "环节"), example="生产者")
    is_producer = _yes_no("is_producer", "生产者", "是否生产", "是否生产者", example="")
    is_seller = _yes_no("is_seller", "销售者", "是否销售", "是否销售者", example="")
    product_types = Column(
        "product_types", "产品类别", KnownSet("产品类别", "产品类别登记簿"), unset=frozenset(),
        example="电线电缆、化肥（复肥）",
        synonyms=("产品", "产品类型", "主要产品", "生产产品", "获证产品"),
        help="可写多个，用“、”隔开；子项可写在括号里。",
    )  # fmt: skip
    tier = Column(
        "tier", "监管类别", Choice(Enterprise.Tier.choices, NORMAL=("常规",), KEY=("重点",), SPECIAL=("特别",)),
        synonyms=TIER_SYNONYMS, unset=Enterprise.Tier.NORMAL, example="常规监管",
        help="只作核对，不会改动：监管类别由股室负责人决定（按“监管类别名单”导入）。",
    )  # fmt: skip
    subject_to_75_76 = _yes_no("subject_to_75_76", "适用总局令第75、76号", "适用75、76号令", "是否适用75号令")
    quality_director = Column("quality_director", "质量安全总监", Text(30, cells.name), synonyms=("总监",))
    quality_officer = Column("quality_officer", "质量安全员", Text(60, cells.name), synonyms=("安全员",))
    low_small_scattered = _yes_no("low_small_scattered", "低小散企业", "低小散", "是否低小散")
    long_idle = _yes_no("long_idle", "长期不生产", "是否长期不生产", "长期停产")
    no_capacity = _yes_no("no_capacity", "已不具备生产能力", "不具备生产能力")
    active = _yes_no("active", "在用", "是否在用", "状态", example="是")

    def queryset(self):
        merged = EnterpriseMerge.objects.filter(undone_at=None).values("gone")
        return Enterprise.objects.filter(bureau=self.bureau).exclude(pk__in=merged)

    def plain(self):
        return [name for name in self.fields if name not in ("sides", "product_types")]

    def load_known(self) -> None:
        """Read the regions and product types that a row may name."""
        load_known(self.fields["region_id"].widget, Region.objects.all())
        load_known(self.fields["product_types"].widget, ProductType.objects.all())

    def load(self, *, lock=False):
        self.load_known()
        super().load(lock=lock)
        products: dict[int, set[int]] = {}
        links = Enterprise.product_types.through.objects.filter(enterprise__bureau=self.bureau)
        for enterprise, product in links.values_list("enterprise_id", "producttype_id"):
            products.setdefault(enterprise, set()).add(product)
        self._by_code, self._by_name, self._by_core = {}, {}, {}
        self._district = self.bureau.government_name.removesuffix("人民政府")
        for pk, record in self.records.items():
            record["product_types"] = frozenset(products.get(pk, ()))
            if record["uscc"]:
                self._by_code[record["uscc"]] = pk
            self._by_name.setdefault(record["name"], []).append(pk)
            self._by_core.setdefault(core(record["name"], self._district), pk)
        aliases = EnterpriseAlias.objects.filter(enterprise__bureau=self.bureau)
        self._by_alias = dict(aliases.values_list("name", "enterprise_id"))
        self._left = max(300, _COMPARED // max(len(self._by_core), 1))
        self._coming: dict[str, str] = {}

    def key(self, values):
        return values.get("uscc") or ("name", values["name"])

    def find(self, values):
        code, named = values.get("uscc"), self._by_name.get(values["name"], ())
        if code:
            if code in self._by_code:
                return self._by_code[code]
            without = [pk for pk in named if not self.records[pk]["uscc"]]
            return without[0] if len(without) == 1 else None
        if len(named) > 1:
            raise CellRefused(f"档案中有 {len(named)} 家同名企业，请补上统一社会信用代码。")
        return named[0] if named else None

    def check(self, values, pk):
        # Who configures approves nothing (rules §3.8): a list tells of tiers, a unit head sets them.
        self._told_tier = values.pop("tier", None)
        if "sides" in values:
            given = values.pop("sides")
            for side in ("is_producer", "is_seller"):
                values.setdefault(side, side in given)
        if values.get("uscc") and (pk is None or self.records[pk]["no_uscc_reason"]):
            values["no_uscc_reason"] = ""
        if pk is None and not values.get("uscc") and not values.get("no_uscc_reason"):
            yield "uscc", "请填写统一社会信用代码；没有代码的，在“无代码原因”写明。"

    def advise(self, values, pk):
        code = values.get("uscc")
        if code and (pk is None or self.records[pk]["uscc"] != code) and (warning := organisation_code_warning(code)):
            yield warning
        held = self.records[pk]["tier"] if pk is not None else Enterprise.Tier.NORMAL
        if self._told_tier and self._told_tier != held:
            told, kept = Enterprise.Tier(self._told_tier).label, Enterprise.Tier(held).label
            yield f"监管类别仍为“{kept}”，表里的“{told}”没有采用：由股室负责人决定。"
        if pk is not None:
            return
        if not values.get("is_producer") and not values.get("is_seller"):
            yield "没有写明生产者还是销售者。"
        wanted = core(values["name"], self._district)
        if (near := self._near(values["name"], wanted)) is not None:
            record = self.records[near]
            yield f"档案中有相近的企业“{record['name']}”（{record['uscc'] or '无代码'}），请核对是不是同一家。"
        if self._coming.setdefault(wanted, values["name"]) != values["name"]:
            yield f"本文件里还有相近的企业“{self._coming[wanted]}”，请核对是不是同一家。"

    def _near(self, name: str, wanted: str) -> int | None:
        """Return the enterprise on file whose name is nearly `name` with the core `wanted`: an old name, the same
        core, or near it."""
        found = self._by_alias.get(name) or self._by_core.get(wanted)
        if found or len(wanted) < 2 or not self._left or not self._by_core:
            return found
        self._left -= 1
        match = process.extractOne(wanted, self._by_core.keys(), scorer=fuzz.ratio, score_cutoff=_NEAR)
        return self._by_core[match[0]] if match else None

    def _own(self, values) -> dict:
        """Return what goes into the table of enterprises itself."""
        return {"bureau_id": self.bureau.pk} | {k: v for k, v in values.items() if k != "product_types"}

    def write_new(self, rows):
        made = bulk.insert(Enterprise, [self._own(row.values) for row in rows])
        self._link((pk, row.values.get("product_types", ())) for pk, row in zip(made, rows, strict=True))
        return made

    def write_changed(self, rows, *, also=()):
        super().write_changed(rows, also=("product_types",))
        moved = [row for row in rows if "product_types" in row.changed]
        through = Enterprise.product_types.through
        for start in range(0, len(moved), 500):
            through.objects.filter(enterprise__in=[row.pk for row in moved[start : start + 500]]).delete()
        self._link((row.pk, row.values["product_types"]) for row in moved)
        self._keep_old_names(rows)
        self._log(rows)

    def _keep_old_names(self, rows):
        """Let an enterprise that goes by another name now be found by the old one."""
        old = [
            EnterpriseAlias(enterprise_id=row.pk, name=row.changed["name"][0]) for row in rows if "name" in row.changed
        ]
        EnterpriseAlias.objects.bulk_create(old, batch_size=BATCH, ignore_conflicts=True)

    def _link(self, pairs):
        through = Enterprise.product_types.through
        links = [through(enterprise_id=pk, producttype_id=product) for pk, products in pairs for product in products]
        through.objects.bulk_create(links, batch_size=BATCH)

    def _log(self, rows):
        """Write each change into the history that the enterprise's page shows."""
        if self.by is None:
            return
        kind = ContentType.objects.get_for_model(Enterprise)
        LogEntry.objects.bulk_create(
            [
                LogEntry(
                    user=self.by, content_type=kind, object_id=str(row.pk), object_repr=row.values["name"][:200],
                    action_flag=CHANGE, change_message="批量导入\n" + "\n".join(self.changes(row)),
                )
                for row in rows
            ],
            batch_size=BATCH,
        )  # fmt: skip


def load_known(widget, rows) -> None:
    """Let a column find `rows` by code or name, a name that two rows share only by code."""
    widget.ids, widget.labels = {}, {}
    shared = set()
    for pk, code, name in rows.values_list("pk", "code", "name"):
        name = cells.name(name)
        widget.labels[pk] = name
        widget.ids[code] = pk
        if name in widget.ids and widget.ids[name] != pk:
            shared.add(name)
        widget.ids.setdefault(name, pk)
    for name in shared:
        del widget.ids[name]
    for pk, code in rows.values_list("pk", "code"):
        if widget.labels[pk] in shared:
            widget.labels[pk] = code
