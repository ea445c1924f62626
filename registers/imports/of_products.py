"""Product types and the catalogues that list them (R-128, R-137–R-139, R-155–R-158, R-305, R-306).

A row is a product type, with its items in brackets or in a column of their own;
when the columns of a catalogue are filled in, it is listed in that catalogue too.
A catalogue belongs to a year: last year's stays as it is when this year's comes.
"""

from registers.models import Catalogue, CatalogueEntry, ProductType

from . import cells
from .columns import Choice, Column, Text, Whole, YesNo
from .of_lists import new_code
from .refusals import CellRefused
from .register import Register

_REGIMES = {"生产许可": "licence_required", "CCC": "ccc_required", "强制性产品认证": "ccc_required",
"3C": "ccc_required",
            "强制性标准": "mandatory_standard", "强制性国家标准": "mandatory_standard"}  # fmt: skip
_WORDS = (("licence_required", "生产许可"), ("ccc_required", "CCC"), ("mandatory_standard", "强制性标准"))
_CATALOGUE = ("catalogue", "year", "level", "issuer", "document_number")
_ENTRY = ("order", "group", "note")
_OWN = ("domain", "elderly_or_child", "standard_missing", "risk_grade")


class Regimes(Text):
    """生产许可、CCC、强制性标准 in one cell."""

    cached = True

    def clean(self, value, row=None, **kwargs):
        written = cells.name(value).upper()
        found = frozenset(flag for word, flag in _REGIMES.items() if word in written)
        if written and not found and written not in ("无", "-", "—", "/"):
            raise CellRefused(f"“{written}”看不懂，请写“生产许可”“CCC”“强制性标准”，多个用“、”隔开。")
        return found

    def render(self, value, obj=None, **kwargs):
        return "、".join(word for flag, word in _WORDS if flag in value)


class Items(Text):
    """The items (子项) of a type in one cell."""

    cached = False

    def clean(self, value, row=None, **kwargs):
        found = tuple(dict.fromkeys(item for item in cells.several(value) if item not in ("-", "—", "–", "/", "无")))
        if too_long := next((item for item in found if len(item) > 80), None):
            raise CellRefused(f"子项“{too_long[:20]}…”太长，最多80个字。")
        return found

    def render(self, value, obj=None, **kwargs):
        return "、".join(value)


class ProductRegister(Register):
    slug, label, permission = "products", "产品类别与目录", "register.manage"
    about = "一行一个产品类别；写了目录名称和年度的，同时列入该目录。"
    model = ProductType

    name = Column(
        "name", "产品类别", Text(400, cells.name), required=True, example="危险化学品",
        synonyms=("产品类型", "产品名称", "类别名称", "产品", "产品种类", "重点产品", "品种"),
        help="子项可写在括号里，用“、”隔开。",
    )  # fmt: skip
    code = Column(
        "code", "产品代码", Text(60, cells.code), synonyms=("类别代码", "代码"), help="可不填，新增时自动生成。"
    )
    items = Column(
        "items",
        "子项",
        Items(2000),
        synonyms=("子类", "产品单元", "具体产品", "包括"),
        example="溶解乙炔、液氯",
        unset=(),
    )
    domain = Column("domain", "领域", Choice(ProductType.Domain.choices), example="工业产品", synonyms=("产品领域",))
    regimes = Column(
        "regimes", "监管方式", Regimes(), synonyms=("准入方式", "管理方式", "准入与标准", "监管制度"),
        unset=frozenset(),
        example="生产许可", help="生产许可、CCC、强制性标准，可写多个。",
    )  # fmt: skip
    risk_grade = Column(
        "risk_grade", "产品风险等级", unset=None, example="高风险", synonyms=("风险等级", "风险级别", "风险程度"),
        widget=Choice(
            ProductType.RiskGrade.choices, HIGH=("高",), MEDIUM_HIGH=("较高",), GENERAL=("一般", "中"), LOW=("低",)
        ),
    )  # fmt: skip
    elderly_or_child = Column("elderly_or_child", "一老一小", YesNo(), unset=False, help="写“是”或“否”。")
    standard_missing = Column("standard_missing", "标准缺失", YesNo(), unset=False, help="写“是”或“否”。")
    catalogue = Column(
        "catalogue", "目录名称", Text(120), synonyms=("目录", "所属目录"), example="全省重点工业产品监管目录",
        help="不填则只登记产品类别。",
    )  # fmt: skip
    year = Column("year", "年度", Whole(1990, 2100), synonyms=("目录年度", "年份"), example="2024", unset=None)
    level = Column(
        "level",
        "目录层级",
        Choice(Catalogue.Level.choices, PREFECTURE=("市级",)),
        synonyms=("层级", "级别"),
        example="省级",
    )
    issuer = Column(
        "issuer", "发布机关", Text(80), synonyms=("发布单位", "印发单位", "发文机关"), example="省市场监督管理局"
    )
    document_number = Column("document_number", "文号", Text(60), synonyms=("发文字号", "文件号"))
    order = Column("order", "目录序号", Whole(), synonyms=("序号",), example="1", unset=100)
    group = Column("group", "分组", Text(40), synonyms=("产品分组", "大类"))
    note = Column("note", "备注", Text(200), synonyms=("说明",))

    def load(self, *, lock=False):
        types = ProductType.objects.order_by("pk")
        types = list(types.select_for_update()) if lock else list(types)
        self._types = {row.pk: row for row in types}
        self._codes = {cells.code(row.code): row.pk for row in types}
        self._names, self._item_names = {}, {}
        for row in types:
            self._names.setdefault(cells.name(row.name), row.pk)
            if row.parent_id:
                self._item_names.setdefault(row.parent_id, []).append(row.name)
        self._catalogues = {(row.name, row.year): row for row in Catalogue.objects.all()}
        self._entries = {(e.catalogue_id, e.product_type_id): e for e in CatalogueEntry.objects.all()}
        # A type may stand in several catalogues, so what is on file is put together for each row when it is found.
        self.records = {}

    def key(self, values):
        return values["name"]

    def identity(self, values, pk):
        return (pk or values["name"], values.get("catalogue"), values.get("year"))  # once a catalogue

    def find(self, values):
        head, inside = cells.with_items(values["name"])
        if inside and values["name"] not in self._names:
            values["name"] = head
            values["items"] = tuple(dict.fromkeys((*values.get("items", ()), *inside)))
        if len(values["name"]) > 80:
            raise CellRefused("产品类别太长，最多80个字；子项请写在括号里，用“、”隔开。")
        found = self._codes.get(values["code"]) if values.get("code") else self._names.get(values["name"])
        if found is not None:
            values.pop("code", None)
            self.records[found] = self._record(found, values)
        return found

    def _record(self, pk: int, values: dict) -> dict:
        """Return the columns of a type as they are on file, seen from the catalogue that the row names."""
        row = self._types[pk]
        listed = self._catalogues.get((values.get("catalogue"), values.get("year")))
        entry = self._entries.get((listed.pk, pk)) if listed else None
        record = {name: getattr(row, name) for name in ("name", *_OWN)}
        record["regimes"] = frozenset(flag for flag, _ in _WORDS if getattr(row, flag))
        held = self._item_names.get(pk, [])
        record["items"] = tuple(item for item in values.get("items", ()) if item in held)
        record |= {name: getattr(listed, name) if listed else "" for name in ("level", "issuer", "document_number")}
        record |= {"catalogue": listed.name if entry else "", "year": listed.year if entry else None}
        return record | {name: getattr(entry, name) if entry else "" for name in _ENTRY}

    def check(self, values, pk):
        if values.get("catalogue"):
            listed = self._catalogues.get((values["catalogue"], values.get("year")))
            if not values.get("year"):
                yield "year", "写了目录名称的，须写年度。"
            elif not listed:
                yield from ((n, "这是一份新目录，须写明。") for n in ("level", "issuer") if not values.get(n))
        else:
            for name in (*_CATALOGUE, *_ENTRY):  # a running number alone lists nothing
                values.pop(name, None)
        if pk is None and not values.get("domain"):
            values["domain"] = ProductType.Domain.INDUSTRIAL

    def remarks(self, rows):
        taken = [row for row in rows if row.action in ("NEW", "CHANGED")]
        coming = {(r.values["catalogue"], r.values["year"]) for r in taken if r.values.get("catalogue")}
        found = [f"将新建目录“{name}”（{year}）。" for name, year in sorted(coming - set(self._catalogues))]
        for name, year in sorted(coming & set(self._catalogues)):
            listed = {pk for catalogue, pk in self._entries if catalogue == self._catalogues[name, year].pk}
            missing = len(listed - {row.pk for row in rows})
            if missing:
                found.append(f"目录“{name}”（{year}）原有的 {missing} 项不在文件里，保持不变。")
        return found

    def write(self, rows):
        for row in rows:
            if row.action in ("NEW", "CHANGED"):
                product = self._write_type(row)
                self._write_items(product, row.values.get("items", ()))
                if row.values.get("catalogue"):
                    self._write_entry(product, row.values)

    def _write_type(self, row) -> ProductType:
        known = row.pk or self._names.get(row.values["name"])  # twice in one file, for two catalogues
        product = self._types[known] if known else ProductType(name=row.values["name"])
        before = dict(product.__dict__)
        for name in _OWN:
            if name in row.values:
                setattr(product, name, row.values[name])
        if row.pk and "name" in row.values:
            product.name = row.values["name"]
        if "regimes" in row.values:
            for flag, _ in _WORDS:
                setattr(product, flag, flag in row.values["regimes"])
        if not known:
            product.code = row.values.get("code") or new_code(product.name, self._codes)
        if not known or product.__dict__ != before:
            product.save()
            self._remember(product)
        return product

    def _write_items(self, parent: ProductType, items) -> None:
        held = self._item_names.setdefault(parent.pk, [])
        for item in items:
            if item in held:
                continue
            code = new_code(item, self._codes, prefix=f"{parent.code[:30]}_")
            child = ProductType.objects.create(
                code=code, name=item, parent=parent, domain=parent.domain, elderly_or_child=parent.elderly_or_child
            )
            held.append(item)
            self._remember(child)

    def _remember(self, product: ProductType) -> None:
        self._types[product.pk] = product
        self._codes[cells.code(product.code)] = product.pk
        self._names.setdefault(product.name, product.pk)

    def _write_entry(self, product: ProductType, values: dict) -> None:
        key = (values["catalogue"], values["year"])
        facts = {n: values[n] for n in ("level", "issuer", "document_number") if n in values}
        listed = self._catalogues.get(key)
        if listed is None:
            taken = {row.code for row in self._catalogues.values()}
            code = new_code(values["catalogue"], taken, prefix=f"{values['year']}_")
            listed = self._catalogues[key] = Catalogue.objects.create(code=code, name=key[0], year=key[1], **facts)
        elif any(getattr(listed, name) != value for name, value in facts.items()):
            for name, value in facts.items():
                setattr(listed, name, value)
            listed.save()
        given = {name: values[name] for name in _ENTRY if name in values}
        CatalogueEntry.objects.update_or_create(catalogue=listed, product_type=product, defaults=given)
