"""A list that sets supervision tiers (R-123, R-137): loaded by who may set one, every change on record."""

from rapidfuzz import fuzz, process

from registers.models import Enterprise, EnterpriseAlias, TierChange
from registers.similar import core
from registers.tiers import kept

from . import cells
from .columns import Choice, Column, Text
from .of_enterprises import TIER_SYNONYMS, EnterpriseRegister
from .refusals import CellRefused
from .register import BATCH, Register

_NEAR = 70


class TierRegister(Register):
    slug, label, permission = "tiers", "监管类别名单", "enterprise.tier"
    needs_person = True
    about = "一行一家已建档的企业和它的监管类别；由股室负责人导入，每次调整留有记录。"
    model = Enterprise
    follows = ("updated_at",)

    name = Column(
        "name", "企业名称", Text(120, cells.name), example="清源县恒通线缆有限公司",
        synonyms=EnterpriseRegister.fields["name"].synonyms, help="与企业登记簿一致；有信用代码的以代码为准。",
    )  # fmt: skip
    uscc = Column(
        "uscc", "统一社会信用代码", Text(18, cells.code), example="91350100M000100Y43",
        synonyms=EnterpriseRegister.fields["uscc"].synonyms,
    )  # fmt: skip
    tier = Column(
        "tier", "监管类别", Choice(Enterprise.Tier.choices, NORMAL=("常规",), KEY=("重点",), SPECIAL=("特别",)),
        synonyms=TIER_SYNONYMS, required=True, example="重点监管",
    )  # fmt: skip
    reason = Column(
        "reason", "理由", Text(300), synonyms=("调整理由", "原因", "依据", "说明"), help="不填的，记为按名单确定。"
    )

    def queryset(self):
        return EnterpriseRegister(by=self.by, bureau=self.bureau).queryset()

    def plain(self):
        return ["name", "uscc", "tier"]

    def load(self, *, lock=False):
        super().load(lock=lock)
        self._by_code = {record["uscc"]: pk for pk, record in self.records.items() if record["uscc"]}
        self._by_name: dict[str, list[int]] = {}
        for pk, record in self.records.items():
            self._by_name.setdefault(record["name"], []).append(pk)
        for name, pk in EnterpriseAlias.objects.filter(enterprise__in=self.records).values_list("name", "enterprise"):
            self._by_name.setdefault(name, [pk])
        self._district = self.bureau.government_name.removesuffix("人民政府")
        self._cores = {core(name, self._district): found[0] for name, found in self._by_name.items()}
        self._reasons: dict[int, str] = {}

    def find(self, values):
        code, name = values.pop("uscc", ""), values.pop("name", "")
        if code:
            found = [self._by_code[code]] if code in self._by_code else []
        else:
            found = self._by_name.get(name, [])
        if len(found) > 1:
            raise CellRefused(f"档案中有 {len(found)} 家同名企业，请补上统一社会信用代码。")
        if not found:
            raise CellRefused(self._unknown(code, name))
        return found[0]

    def _unknown(self, code: str, name: str) -> str:
        if not code and not name:
            return "企业名称和统一社会信用代码都没有填，不知道是哪家企业。"
        cores = self._cores.keys()
        near = process.extractOne(core(name, self._district), cores, scorer=fuzz.ratio, score_cutoff=_NEAR)
        known = self.records[self._cores[near[0]]] if name and near else None
        hint = f"相近的有“{known['name']}”（{known['uscc'] or '无代码'}），是同一家请改成这个名称。" if known else ""
        return f"企业登记簿里没有“{name or code}”，请先由管理员建档。{hint}"

    def check(self, values, pk):
        self._reasons[pk] = values.pop("reason", "")
        return ()

    def write(self, rows):
        changed = [row for row in rows if row.action == "CHANGED"]
        self.write_changed(changed)
        named = f"“{self.origin}”" if self.origin else ""
        TierChange.objects.bulk_create(
            [
                kept(
                    Enterprise(pk=row.pk), *row.changed["tier"], by=self.by, ground=TierChange.Ground.LIST,
                    reason=self._reasons[row.pk] or f"随导入的名单{named}确定。",
                )
                for row in changed
            ],
            batch_size=BATCH,
        )  # fmt: skip
