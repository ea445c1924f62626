"""The clocks of a failed sampling, in calendar days (产品质量法 art. 15, 总局令第18号 arts. 46–48; rules §3.7)."""

from casefile.deadlines import DeadlineRule, register

OBJECTION_DAYS = 15  #: to ask for a retest, from receiving the result
CORRECTION_DAYS = 60  #: at most, from the order
RECHECK_DAYS = 75  #: from the order
SECOND_FROM, SECOND_TO = 60, 90  #: days after the publication between which the second recheck lies

_ALERTS = (7, 3, 1, 0)
OBJECTION = register(DeadlineRule("SPOT_OBJECTION", "异议、复检申请期满", remind_before=(), remind_days=(1, 0)))
CORRECTION = register(DeadlineRule("SPOT_CORRECTION", "改正期满（60日）", remind_before=(), remind_days=_ALERTS))
RECHECK = register(DeadlineRule("SPOT_RECHECK", "组织复查（75日）", remind_before=(), remind_days=_ALERTS))
SECOND = register(
    DeadlineRule("SPOT_SECOND", "公告后再次复查（60日后、90日前）", remind_before=(), remind_days=(30, *_ALERTS))
)
#: The plan: samples are to be taken by its last day.
FINISH = register(DeadlineRule("SPOT_PLAN", "抽查计划完成"))
