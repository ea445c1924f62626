"""Roles and what each may do: the one table (permission matrix, rules §3.8).

A permission is "object.act". Which *rows* a role reaches is not said here but
in each QuerySet's ``visible_to`` and in ``accounts.authority``.
"""

from django.db.models import TextChoices


class Role(TextChoices):
    """Ordered from the desk upwards: an act is recorded in the lowest role that allows it."""

    STATION = "STATION", "监测站"
    AGENCY = "AGENCY", "质检机构"
    STAFF = "STAFF", "经办人"
    BRIGADE = "BRIGADE", "执法大队"
    OFFICE = "OFFICE", "办公室"
    LEGAL = "LEGAL", "法制审核"
    UNIT_HEAD = "UNIT_HEAD", "股室负责人"
    DEPUTY = "DEPUTY", "分管领导"
    DIRECTOR = "DIRECTOR", "局长"
    INSPECTOR = "INSPECTOR", "督查（上级）"
    ADMIN = "ADMIN", "管理员"


RANK = {role: position for position, role in enumerate(Role)}

#: Roles whose work spans the whole bureau rather than one unit.
BUREAU_WIDE = frozenset({Role.OFFICE, Role.LEGAL, Role.DEPUTY, Role.DIRECTOR, Role.INSPECTOR})

#: What everybody inside a bureau sees. info.inside: how informations are gathered, assessed, gone through again and
#: reported upward; a 监测站, which only files, sees its own informations (info.view) without that (R-108).
_VIEW = {"info.view", "info.inside", "warning.view", "emergency.view", "item.view", "document.view", "register.view",
         "return.view", "campaign.view", "inspection.view", "sampling.view", "monitoring.view"}  # fmt: skip
_DRAFT = {
    "info.create", "info.assess", "info.test", "warning.draft", "warning.measure", "emergency.report",
    "emergency.step", "item.create", "item.recheck", "document.draft", "document.serve", "return.fill", "case.attach",
    "situation.write", "campaign.plan", "campaign.measure", "inspection.plan", "inspection.check",
    "sampling.plan", "sampling.handle", "sampling.record", "monitoring.plan", "monitoring.record",
}  # fmt: skip
#: 收文: who sees it and does what a leader assigns.
_INCOMING = {"incoming.view", "incoming.handle"}
_HEAD = {
    "info.screen", "info.confirm", "info.exclude_screened", "info.reporter", "info.transfer", "info.gather",
    "test.assign",
    "warning.review", "warning.request_lift", "emergency.verify", "item.order", "item.write_off", "document.check",
    "document.sign_delegated", "document.countersign", "return.approve", "case.assign", "duty.manage", "campaign.move",
    "inspection.assign", "sampling.decide", "monitoring.decide",
}  # fmt: skip
_DEPUTY = {
    "info.exclude", "info.close", "info.reopen", "warning.approve_l3", "warning.approve_l2", "warning.withdraw",
    "notice.withdraw",
    "emergency.activate_absent", "emergency.close", "item.write_off_major", "item.supervise", "item.close_other",
    "document.sign", "return.sign", "statistics.view", "region.alert", "accountability.view", "accountability.record",
    "campaign.complete", "sampling.approve", "monitoring.approve",
}  # fmt: skip

ROLE_PERMISSIONS: dict[Role, frozenset[str]] = {
    Role.STATION: frozenset({"info.create", "info.view", "case.attach", "emergency.report"}),
    Role.AGENCY: frozenset({"test.result", "case.attach", "emergency.report"}),
    Role.STAFF: frozenset(
        _VIEW
        | _DRAFT
        | _INCOMING
        | {"info.screen", "info.reporter", "statistics.view", "enterprise.edit", "enterprise.notes"}
    ),
    Role.BRIGADE: frozenset(
        _VIEW
        | _INCOMING
        | {
            "info.create",
            "info.assess",
            "info.reporter",
            "warning.acknowledge",
            "warning.measure",
            "emergency.report",
            "emergency.verify",
            "emergency.step",
            "item.create",
            "item.recheck",
            "inspection.plan",
            "inspection.check",
            "document.draft",
            "document.serve",
            "case.attach",
            "return.fill",
            "campaign.plan",
            "campaign.measure",
            "sampling.handle",
            "sampling.record",
            "monitoring.record",
            "enterprise.edit",
            "enterprise.notes",
        }  # fmt: skip
    ),
    Role.OFFICE: frozenset(
        _VIEW
        | _INCOMING
        | {
            "incoming.register",
            "document.number",
            "document.seal",
            "document.issue",
            "document.serve",
            "document.archive",
            "warning.issue",
            "notice.publish",
            "notice.withdraw",
            "info.archive",
            "warning.archive",
            "emergency.report",
            "emergency.plan",  # the plan's versions, the contact list and the roster
            "emergency.step",  # its own tasks: the reports to the government and the higher bureau
            "return.submit",
            "case.attach",
            "statistics.view",
            "absence.manage",
        }  # fmt: skip
    ),
    Role.LEGAL: frozenset(_VIEW | {"document.check_legal", "emergency.report"}),
    Role.UNIT_HEAD: frozenset(
        _VIEW
        | _DRAFT
        | _HEAD
        | _INCOMING
        | {"warning.acknowledge", "statistics.view", "enterprise.edit", "enterprise.tier", "enterprise.notes"}
    ),
    Role.DEPUTY: frozenset(
        _VIEW
        | _HEAD
        | _DEPUTY
        | {"incoming.view", "incoming.instruct", "emergency.report", "case.attach", "enterprise.notes"}
    ),
    Role.DIRECTOR: frozenset(
        _VIEW
        | _HEAD
        | _DEPUTY
        | {
            "incoming.view",
            "incoming.instruct",
            "warning.approve_l1",
            "emergency.activate",
            "emergency.terminate",
            "emergency.report",
            "document.sign_upward",
            "campaign.approve",
            "case.attach",
            "enterprise.notes",
        }  # fmt: skip
    ),
    Role.INSPECTOR: frozenset(_VIEW | {"statistics.view"}),
    Role.ADMIN: frozenset(
        {
            "register.view",
            "register.manage",
            "sampling.record",  # loads what the province sends
            "info.gather",  # says which source is gathered how often; gathers nothing
            "enterprise.edit",
            "user.manage",
            "absence.manage",
            "warning.configure",
            "item.configure",
            "signal.configure",
            "calendar.manage",
            "document.configure",
            "inspection.configure",
            "emergency.plan",
            "site.admin",
        }
    ),  # fmt: skip
}

#: What a role is for, in a line: shown where an administrator hands roles out.
ROLE_DUTIES: dict[Role, str] = {
    Role.STATION: "只登记、跟踪本站发现的风险信息，上传附件，突发事件接报；看不到档案和其他案卷。",
    Role.AGENCY: "外部检验机构，只办理委托给本机构的检验任务；可以报告突发事件。",
    Role.STAFF: "登记、研判风险信息，起草预警和文书，登记整改与复查，填报月度报送。",
    Role.BRIGADE: "签收预警任务，落实处置措施，现场检查、封存、复查。",
    Role.OFFICE: "收文登记、拟办，文书编号、用印、送达，发布预警，向上级报送，归档，登记外出代理，维护预案和值班表。",
    Role.LEGAL: "对责令、处理类文书作法制审核。",
    Role.UNIT_HEAD: "筛查、确认本股室的信息，审核预警和文书，下达整改，一般隐患销号，审批报送表。",
    Role.DEPUTY: "审批分管股室的二、三级预警，签发文书，重大隐患督办与销号。",
    Role.DIRECTOR: "审批一级预警，启动、终止应急处置，签发上行文。",
    Role.INSPECTOR: "只读查看本局和下级局的案卷与统计，不办理。",
    Role.ADMIN: "管理用户、机构、目录、工作日历、预案和文书设置，不办理业务。",
}

#: Who configures the system approves nothing in it; an outside agency and a read-only
#: inspector hold nothing else (rules §3, roles).
_ALONE = (Role.AGENCY, Role.INSPECTOR, Role.ADMIN)


def conflict_of(roles) -> str:
    """Return why `roles` cannot be held together, in Chinese, or an empty text."""
    for role in _ALONE:
        if role in roles and len(roles) > 1:
            return f"“{role.label}”不能与其他角色同时担任。"
    return ""


#: Whose absence holds up the work of others, so that somebody has to stand in.
ABSENT_ROLES = frozenset({Role.UNIT_HEAD, Role.DEPUTY, Role.DIRECTOR, Role.LEGAL})
#: Who may stand in for a leader of the bureau.
LEADING = frozenset({Role.UNIT_HEAD, Role.DEPUTY, Role.DIRECTOR})
LEADERS = frozenset({Role.DEPUTY, Role.DIRECTOR})


def permissions_of(roles) -> frozenset[str]:
    """Return every permission that any of `roles` grants."""
    return frozenset().union(*(ROLE_PERMISSIONS[Role(role)] for role in roles))
