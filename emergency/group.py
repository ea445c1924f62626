"""How the leading group is set up with the activation, and how it is read (R-007–R-010)."""

from django import forms

from accounts.models import User
from accounts.roles import Role
from casefile.notify import notify

from .forms import LeaderForm
from .groupmodels import GroupMember

_LEADERS = (Role.DIRECTOR, Role.DEPUTY)


def _people(bureau, roles):
    rows = User.objects.active().filter(department__bureau=bureau, role_assignments__role__in=roles).distinct()
    return rows.select_related("department").order_by("department__order", "department_id", "name")


class _Person(forms.ModelMultipleChoiceField):
    def label_from_instance(self, person):
        return f"{person.name}（{person.title or person.department}）"


class ActivateForm(LeaderForm):
    """The decision to activate, with the leading group: by default whoever decides, the deputies and the heads."""

    commander = forms.ModelChoiceField(
        User.objects.none(), label="组长（总指挥）", required=False, help_text="不选的，由决定启动的人担任。"
    )
    members = _Person(
        User.objects.none(), label="领导小组成员", required=False, widget=forms.CheckboxSelectMultiple,
        help_text="所选人员立即收到通知，所在单位可以查看本案；局领导为副组长。",
    )  # fmt: skip

    def __init__(self, *args, **kwargs):
        super().__init__(*args, **kwargs)
        bureau = self.record.case.bureau
        self.fields["commander"].queryset = _people(bureau, _LEADERS)
        members = _people(bureau, (*_LEADERS, Role.UNIT_HEAD))
        self.fields["members"].queryset = members
        self.initial.setdefault("commander", self.user.pk)
        self.initial.setdefault("members", [person.pk for person in members if person.pk != self.user.pk])


def set_up(act) -> None:
    """Record the group, let the members' units see the case, and tell everybody in it at once."""
    case, part = act.record.case, GroupMember.Part
    commander = act.data.get("commander") or act.by
    members = [person for person in act.data.get("members") or [] if person.pk != commander.pk]
    ranked = [(commander, part.HEAD)]
    ranked += [(person, part.VICE if set(_LEADERS) & set(person.roles) else part.MEMBER) for person in members]
    for person, rank in sorted(ranked, key=lambda pair: pair[1]):
        GroupMember.objects.create(case=case, person=person, part=rank)
        case.add_participant(person.department)
    notify(
        [person for person, _ in ranked if person.pk != act.by.pk],
        f"{case.number} {case.title}：已启动应急处置，您是领导小组成员，请立即到位",
        key=f"emergency:{case.pk}:group", case=case, urgent=True,
    )  # fmt: skip


def written(case) -> str:
    """Return the group in one line, e.g. 组长周卫东；副组长李建国、马涛；成员陈晓; empty before activation."""
    named: dict[str, list[str]] = {}
    for row in case.leading_group.select_related("person"):
        named.setdefault(row.get_part_display(), []).append(row.person.name)
    return "；".join(f"{part}{'、'.join(names)}" for part, names in named.items())
