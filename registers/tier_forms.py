"""How often the enterprises of each tier are checked and sampled (R-137, R-138); the figures are the bureau's own."""

from django import forms
from django.contrib.admin.models import CHANGE, LogEntry
from django.db import transaction
from django.db.models import Count
from django.utils import timezone

from .models import Enterprise, SamplingResult, TierRule
from .tiers import TIER_OF_GRADE

_FIELDS = ("checks_a_year", "sampled_share", "note")
_BLANK = TierRule()


class TierRules(forms.Form):
    """One line of fields a tier: checks_a_year_KEY and so on."""

    def __init__(self, data, *, bureau):
        super().__init__(data)
        self.bureau = bureau
        self.held = {rule.tier: rule for rule in TierRule.objects.filter(bureau=bureau)}
        for tier in Enterprise.Tier:
            rule = self.held.get(tier) or TierRule(bureau=bureau, tier=tier)
            for name in _FIELDS:
                self.fields[f"{name}_{tier}"] = _field(name, tier.label, getattr(rule, name))

    def rows(self, user) -> list[dict]:
        """Return for each tier its fields and what is on file: enterprises, and how many were sampled this year."""
        seen = Enterprise.objects.visible_to(user).active()
        counts = dict(seen.order_by().values_list("tier").annotate(n=Count("pk")))
        year = timezone.localdate().year
        sampled = SamplingResult.objects.filter(enterprise__in=seen, sampled_on__year=year)
        visited = dict(
            sampled.order_by().values_list("enterprise__tier").annotate(n=Count("enterprise", distinct=True))
        )
        found = []
        for tier in Enterprise.Tier:
            count, reached = counts.get(tier, 0), visited.get(tier, 0)
            found.append({
                "tier": tier, "count": count, "sampled": reached,
                "share": round(reached * 100 / count) if count else None,
                "rule": self.held.get(tier),
                "grades": [grade.label for grade, wanted in TIER_OF_GRADE.items() if wanted == tier],
                "fields": [self[f"{name}_{tier}"] for name in _FIELDS],
            })  # fmt: skip
        return found

    @transaction.atomic
    def save(self, *, by) -> list[str]:
        """Write what changed, with a line in the log for each tier; return the lines."""
        lines = []
        for tier in Enterprise.Tier:
            rule = self.held.get(tier) or TierRule(bureau=self.bureau, tier=tier)
            changes = []
            for name in _FIELDS:
                new, old = self.cleaned_data[f"{name}_{tier}"] or getattr(_BLANK, name), getattr(rule, name)
                if new != old:
                    changes.append(
                        f"{TierRule._meta.get_field(name).verbose_name}：{old or '（空）'} → {new or '（空）'}"
                    )
                    setattr(rule, name, new)
            if changes:
                rule.save()
                line = f"{tier.label} " + "；".join(changes)
                LogEntry.objects.log_actions(by.pk, [rule], CHANGE, line, single_object=True)
                lines.append(line)
        return lines


def changes(bureau, limit: int = 20):
    """Return the newest log entries of the bureau's rules."""
    ids = [str(pk) for pk in TierRule.objects.filter(bureau=bureau).values_list("pk", flat=True)]
    entries = LogEntry.objects.filter(content_type__app_label="registers", content_type__model="tierrule")
    return entries.filter(object_id__in=ids).select_related("user").order_by("-action_time", "-pk")[:limit]


def _field(name: str, tier: str, initial):
    label = f"{tier}：{TierRule._meta.get_field(name).verbose_name}"
    if name == "note":
        return forms.CharField(label=label, required=False, max_length=200, initial=initial)
    top = 100 if name == "sampled_share" else 366
    return forms.IntegerField(label=label, required=False, min_value=0, max_value=top, initial=initial)
