"""The form in which an administrator settles a kind of document for the bureau."""

from django import forms

from accounts.models import Department

from . import kinds, merging
from .body import parse_body
from .kindsetting import DocumentKindSetting, Signer, latest, must_countersign

#: How an officer writes the fields of a title and of a mark → as they are kept.
_WORDS = {"{发文机关}": "{organ}", "{事项}": "{subject}"}


def _as_written(text: str) -> str:
    for word, field in _WORDS.items():
        text = text.replace(field, word)
    return text


def _as_kept(text: str, words) -> str:
    """Return the text with its fields as they are kept. Raises ValidationError for any other field."""
    rest = text
    for word in words:
        text, rest = text.replace(word, _WORDS[word]), rest.replace(word, "").replace(_WORDS[word], "")
    if "{" in rest or "}" in rest:
        raise forms.ValidationError(f"这里能用的字段只有 {'、'.join(words)}。")
    return text


class KindForm(forms.ModelForm):
    """Wording, names and delegation of one kind; what is left as the kind has it is kept blank.

    `version` is that of the setting the page showed, so that two administrators do not
    overwrite each other.
    """

    wide_fields = ("title", "mark", "organ", "note")
    version = forms.IntegerField(widget=forms.HiddenInput, min_value=0)

    class Meta:
        model = DocumentKindSetting
        fields = ["title", "text", "organ", "mark", "suffix", "signer", "countersigners", "reply_days", "cc", "note"]
        widgets = {
            "countersigners": forms.CheckboxSelectMultiple,
            "text": forms.Textarea(attrs={"rows": 14}), "cc": forms.Textarea(attrs={"rows": 3}),
        }  # fmt: skip
        help_texts = {
            "title": "{发文机关} 填本局名称，{事项} 填案卷事项。",
            "text": "大括号里的字段由案卷填入；填不出的，拟稿时标为“请填写”。",
            "organ": "空白即本局全称，用于版头、署名和标题。",
            "mark": "红头上的字，例如“{发文机关}文件”。",
            "suffix": "接在本局代字之后，例如“告”即“××告〔2026〕1号”。",
            "signer": "空白按文种的规定。",
            "countersigners": "勾选的单位每份都要会签，拟稿人不能去掉；可不勾。",
            "reply_days": "要求对方在印发后几个工作日内反馈；0 为不要求。",
            "cc": "一行一个名称，拟稿时自动带出。",
        }

    def __init__(self, *args, bureau, kind, **kwargs):
        self.bureau, self.kind = bureau, kind
        setting = latest(bureau, kind.code)
        now = setting.applied() if setting else kind
        initial = {
            name: getattr(now, name) for name in ("title", "text", "organ", "mark", "suffix", "note", "reply_days")
        }
        initial |= {name: _as_written(initial[name]) for name in ("title", "mark")}
        initial["countersigners"] = [unit.pk for unit in must_countersign(bureau, kind.code)]
        initial |= {"signer": setting.signer if setting else "", "cc": "\n".join(now.cc)}
        initial["version"] = setting.version if setting else 0
        super().__init__(*args, initial=initial | (kwargs.pop("initial", None) or {}), **kwargs)
        units = Department.objects.filter(bureau=bureau, active=True).exclude(kind=Department.Kind.AGENCY)
        self.fields["countersigners"].queryset = units.order_by("order", "pk")
        signers = [row for row in Signer.choices if row[0] != Signer.UNIT_HEAD or kind.delegable]
        if kind.sign_permission == kinds.BY_DIRECTOR:
            signers = [row for row in signers if row[0] == Signer.DIRECTOR]
        self.fields["signer"].choices = [("", "按规定"), *signers]

    def clean_title(self):
        return _as_kept(self.cleaned_data["title"], ("{发文机关}", "{事项}"))

    def clean_mark(self):
        return _as_kept(self.cleaned_data["mark"], ("{发文机关}",))

    def clean_text(self):
        text = self.cleaned_data["text"]
        if unknown := merging.unknown_fields(text):
            raise forms.ValidationError(f"没有这些字段：{'、'.join(unknown)}。可用的字段列在右侧。")
        if not parse_body(text):
            return ""
        return text

    def setting(self, by) -> DocumentKindSetting:
        """Return the next version, unsaved; a field that says what the kind says is left blank."""
        row = self.save(commit=False)
        for name in ("title", "text", "organ", "mark", "suffix", "note"):
            if getattr(row, name).replace("\r\n", "\n").strip() == getattr(self.kind, name):
                setattr(row, name, "")
        if row.reply_days == self.kind.reply_days:
            row.reply_days = None
        row.bureau, row.kind, row.edited_by = self.bureau, self.kind.code, by
        row.version = self.cleaned_data["version"] + 1
        return row
