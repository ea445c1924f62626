"""The sheet as it comes in, from a phone or a plain form: what changed, what somebody else changed meanwhile."""

from dataclasses import dataclass

from django import forms
from django.core.exceptions import ValidationError
from django.utils import timezone

from casefile.actions import ActionForm
from casefile.attachments import inspect
from casefile.forms import FilesField
from rectification import problems
from rectification.states import Severity

from ..models import SheetItem
from ..models.sheet import fingerprint
from ..states import Answer, Outcome, Party

PICTURES = (".jpg", ".jpeg", ".png")
#: The fields of one item: <name>-<id of the item>.
PARTS = ("answer", "note", "problem", "severity")


@dataclass(frozen=True)
class Conflict:
    """An item that two people answered differently; `theirs` is what stands on the server."""

    item: SheetItem
    mine: dict[str, str]

    def as_json(self) -> dict:
        item = self.item
        return {
            "id": item.pk, "order": item.order, "text": item.text, "mine": self.mine, "base": item.fingerprint,
            "theirs": {name: getattr(item, name) for name in PARTS},
            "answer": item.get_answer_display() or "未检查", "by": str(item.answered_by or ""),
        }  # fmt: skip


class PictureField(FilesField):
    def clean(self, data, initial=None):
        uploads = super().clean(data, initial)
        for upload in uploads:
            if inspect(upload).extension not in PICTURES:
                raise ValidationError(f"“{upload.name}”不是照片，请选 JPG 或 PNG。")
        return uploads


class SheetForm(ActionForm):
    """All items and what is said of the visit. `action.name` is save_sheet (may be half filled) or finish.

    `base-<id>` (not a field) is the fingerprint of the answer that the page showed: what differs
    from it was changed here, what differs from it on the server was changed by somebody else.
    Both at once is a conflict, and then nothing is saved.
    """

    started_at = forms.DateTimeField(label="到场时间", required=False)
    place = forms.CharField(label="检查地点", max_length=200, required=False)
    latitude = forms.DecimalField(
        label="纬度", max_digits=9, decimal_places=6, min_value=-90, max_value=90, required=False
    )
    longitude = forms.DecimalField(
        label="经度", max_digits=9, decimal_places=6, min_value=-180, max_value=180, required=False
    )
    accuracy = forms.IntegerField(label="定位误差（米）", min_value=0, max_value=100_000, required=False)
    outcome = forms.ChoiceField(label="检查结果", choices=[("", "按各项结果"), *Outcome.choices], required=False)
    summary = forms.CharField(
        label="检查情况", max_length=2000, required=False, widget=forms.Textarea(attrs={"rows": 3})
    )
    party = forms.ChoiceField(label="当事人", choices=[("", "未选"), *Party.choices], required=False)
    party_name = forms.CharField(label="签名人", max_length=30, required=False)
    party_title = forms.CharField(label="职务", max_length=30, required=False)
    witness = forms.CharField(label="见证人", max_length=60, required=False)
    signature = forms.FileField(label="签名图片", required=False)

    def __init__(self, *args, **kwargs):
        super().__init__(*args, **kwargs)
        self.fields.pop("reason")
        self.items = list(
            self.record.items.select_related("answered_by", "item__case").prefetch_related("photos__attachment")
        )
        self.finishing = self.action.name == "finish"
        self.conflicts: list[Conflict] = []
        for item in self.items:
            self._add(item)
        self.initial["place"] = self.record.place or self.record.case.enterprise.address
        for name in ("party", "party_name", "party_title", "witness", "outcome", "summary"):
            self.initial.setdefault(name, getattr(self.record, name))

    def _add(self, item: SheetItem) -> None:
        label = f"{item.order}. {item.text}"
        fields = {
            "answer": forms.ChoiceField(label=label, choices=[("", "未检查"), *Answer.choices], required=False),
            "note": forms.CharField(label=f"{item.order} 说明", max_length=1000, required=False),
            "problem": forms.ChoiceField(label=f"{item.order} 问题", choices=problems.choices(), required=False),
            "severity": forms.ChoiceField(label=f"{item.order} 等级", choices=Severity.choices, required=False),
        }
        for name, field in fields.items():
            self.fields[f"{name}-{item.pk}"] = field
            self.initial.setdefault(f"{name}-{item.pk}", getattr(item, name))
        self.fields[f"photo-{item.pk}"] = PictureField(label=f"{item.order} 照片", required=False)

    def clean_started_at(self):
        """The phone's clock may be fast: nobody should have to correct that in a workshop."""
        moment = self.cleaned_data["started_at"]
        return min(moment, timezone.now()) if moment else None

    def clean_signature(self):
        upload = self.cleaned_data["signature"]
        if upload and inspect(upload).extension != ".png":
            raise ValidationError("签名须是 PNG 图片。")
        return upload

    def clean(self):
        given = super().clean()
        self.changes = {}
        for item in self.items:
            self._compare(item, given)
        if self.conflicts:
            orders = "、".join(str(conflict.item.order) for conflict in self.conflicts)
            raise ValidationError(f"第 {orders} 项已被另一名检查人员改动，请核对后再保存。", code="conflict")
        self._failed_say_why()
        if given.get("party") in (Party.REFUSED, Party.ABSENT):
            given["signature"] = None  # drawn before that was said
        if self.finishing:
            self._check_complete(given)
        return given

    def _compare(self, item: SheetItem, given: dict) -> None:
        """Keep what was changed here; drop from `given` what was not, so that the trail tells the changes."""
        mine = {name: given.pop(f"{name}-{item.pk}", "") or "" for name in PARTS}
        mine["problem"], mine["severity"] = mine["problem"] or item.problem, mine["severity"] or item.severity
        if not given.get(f"photo-{item.pk}"):
            given.pop(f"photo-{item.pk}", None)
        if any(f"{name}-{item.pk}" in self.errors for name in PARTS) or f"answer-{item.pk}" not in self.data:
            return
        ours = fingerprint(**mine)
        base = self.data.get(f"base-{item.pk}", "") or item.fingerprint
        if ours == item.fingerprint or ours == base:
            return
        if base != item.fingerprint:
            self.conflicts.append(Conflict(item, mine))
            return
        if item.item_id is not None or item.settled:
            self.add_error(f"answer-{item.pk}", "这一项已经登记处理，不能再改。")
            return
        self.changes[item.pk] = mine
        given |= {
            f"{name}-{item.pk}": mine[name] for name in PARTS if mine["answer"] == Answer.FAIL or name in PARTS[:2]
        }

    def _failed_say_why(self) -> None:
        for item in self.items:
            if self.answer_of(item) == Answer.FAIL and not self.value_of(item, "note"):
                self.add_error(f"note-{item.pk}", "不符合的，请写明情况。")

    def answer_of(self, item: SheetItem) -> str:
        return self.value_of(item, "answer")

    def value_of(self, item: SheetItem, name: str) -> str:
        """Return what will stand there once this form is saved."""
        return self.changes.get(item.pk, {}).get(name, getattr(item, name))

    def _check_complete(self, given: dict) -> None:
        answers = [self.answer_of(item) for item in self.items]
        impossible = given.get("outcome") == Outcome.IMPOSSIBLE
        if impossible and not given.get("summary"):
            self.add_error("summary", "未能检查的，请写明原因（关门、停产、拒绝检查等）。")
        if not impossible:
            given["outcome"] = Outcome.PROBLEMS if Answer.FAIL in answers else Outcome.CLEAN
            for item, answer in zip(self.items, answers, strict=True):
                if not answer:
                    self.add_error(f"answer-{item.pk}", "还没有检查。")
        self._check_party(given)

    def _check_party(self, given: dict) -> None:
        party = given.get("party")
        if not party:
            self.add_error("party", "请说明当事人是签名、拒绝签名还是不在场。")
        elif party == Party.SIGNED:
            if not given.get("party_name"):
                self.add_error("party_name", "请写签名人的姓名。")
            signed = given.get("signature") or self._signed_before(given)
            if not signed and "signature" not in self.errors:
                self.add_error("signature", "请当事人签名；没有手写屏的，请上传签名的 PNG 图片。")
        elif not given.get("witness"):
            self.add_error("witness", "当事人拒绝签名或者不在场的，请写见证人姓名和单位。")

    def _signed_before(self, given: dict) -> bool:
        """Whether the same person's signature came in when the sheet was saved."""
        record = self.record
        return record.signature_id is not None and given.get("party_name") == record.party_name

    def rows(self) -> list[dict]:
        """Return each item with its bound fields, as the page draws them, and where a checklist or group begins."""
        rows, last = [], (None, None)
        clashing = {conflict.item.pk: conflict for conflict in self.conflicts}
        for item in self.items:
            here = (item.checklist, item.group)
            rows.append({
                "item": item, "head": " · ".join(here) if here != last else "", "conflict": clashing.get(item.pk),
                "base": item.fingerprint,
            } | {name: self[f"{name}-{item.pk}"] for name in (*PARTS, "photo")})  # fmt: skip
            last = here
        return rows

    @property
    def only_conflicts(self) -> bool:
        return bool(self.conflicts) and set(self.errors) == {"__all__"}
