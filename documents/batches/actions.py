"""The acts of a batch; who may do them is as for a single document of its kind."""

from casefile.actions import Action
from casefile.notify import notify

from .. import effects as single
from .. import permissions
from ..actions import DocumentAction
from ..kindsetting import must_countersign
from . import contents, making


def ready(batch) -> list[str]:
    if must_countersign(batch.bureau, batch.kind):
        return ["这个文种按文书设置须会签，不能成批办理，请逐份拟稿"]
    return contents.reasons(batch)


def unaltered(batch) -> list[str]:
    return [f"{fault}，不能再往下办理。请保全现场并报告管理员。" for fault in contents.altered(batch)]


def may_void(batch, user):
    return permissions.may_void(batch, user)


def tell_next(act) -> None:
    """Tell those who act next on a batch, as on a document in the same place."""
    batch = act.record
    people = [person for person in people_awaited(batch) if person.pk != act.entry.actor_id]
    text = f"成批{batch.kind_info.label}《{batch.name}》{batch.get_state_display()}，请办理"
    notify(people, text, key=f"batch:{batch.pk}:{act.entry.seq}", case=batch.case, url=batch.get_absolute_url())


_NEXT = {
    "CHECK": permissions.may_check, "TO_SIGN": permissions.may_sign, "SIGNED": permissions.may_number,
    "READY": permissions.may_issue,
}  # fmt: skip


def awaits(batch, user) -> bool:
    """Say whether the next act of a batch is expected of `user`."""
    if batch.is_editable:
        return user.pk == batch.drafter_id
    who = _NEXT.get(batch.state)
    return who is not None and who(batch, user) is not None


def people_awaited(batch) -> list:
    """Return who may do the next act of a batch."""
    from accounts.models import User

    people = User.objects.active().filter(department__bureau=batch.bureau_id)
    people = people.select_related("department__bureau").prefetch_related("role_assignments")
    return [person for person in people if awaits(batch, person)]


def number(act) -> None:
    making.start(act.record, making.NUMBER, by=act.by)


def issue(act) -> None:
    making.start(act.record, making.ISSUE, by=act.by)


ACTIONS = (
    Action("submit", "送核稿", who=permissions.may_submit, who_text="拟稿单位", guard=ready, effects=(tell_next,),
           style="primary"),
    DocumentAction(
        "check", "核稿通过", who=permissions.may_check, who_text="股室负责人（有法制审核人员的，责令类文书由法制审核）",
        guard=ready, effects=(tell_next,), style="primary", transition="pass_check",
    ),
    Action(
        "sign", "签发全部", who=permissions.may_sign, who_text="有权签发的领导", guard=ready, effects=(tell_next,),
        style="primary", confirm="一次签发名单上的全部文书：每一份的内容随即固定，不能再改。",
    ),
    DocumentAction(
        "number", "编号并生成", who=permissions.may_number, who_text="办公室", guard=unaltered, effects=(number,),
        style="primary", transition="start_numbering",
        confirm="为每一份取发文字号并生成正本，在后台进行，可以离开页面。文号用后不再收回。",
    ),
    Action("numbers_taken", "生成完毕", who=permissions.nobody, who_text="系统", by_system=True, offered=False,
           effects=(tell_next,)),
    DocumentAction(
        "issue", "用印并印发", who=permissions.may_issue, who_text="办公室", effects=(issue,), style="primary",
        transition="start_issuing", confirm="请先打印全部正本并加盖印章。登记用印和印发在后台逐份进行。",
    ),
    Action("all_issued", "印发完毕", who=permissions.nobody, who_text="系统", by_system=True, offered=False,
           effects=(single.await_batch_reply,)),
    Action(
        "send_back", "退回", who=permissions.may_send_back, who_text="核稿人或签发人", needs_reason=True,
        reason_label="退回理由", effects=(tell_next,),
    ),
    Action(
        "void", "作废", who=may_void, who_text="拟稿单位；签发后由有权签发的领导", needs_reason=True,
        reason_label="作废理由", style="danger", hidden_unless_allowed=True,
        confirm="作废后不能恢复；编号开始后请逐份作废。",
    ),
)  # fmt: skip
