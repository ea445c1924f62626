"""The steps of an emergency (rules §3.3)."""

from django.db.models import TextChoices


class EmergencyState(TextChoices):
    REPORTED = "REPORTED", "接报"  # somebody told us; nobody has looked yet
    VERIFYING = "VERIFYING", "核实"  # the brigade finds out product and nature
    ACTIVATED = "ACTIVATED", "启动"  # the director has ordered the response
    CONTROLLING = "CONTROLLING", "控制处置"  # seals, recovery, tracing under way
    FOLLOW_UP = "FOLLOW_UP", "后续监测"  # under control, still watched
    TERMINATED = "TERMINATED", "终止"  # the director has ended the response
    SUMMARISED = "SUMMARISED", "总结"  # summary written, waits for closing
    CLOSED = "CLOSED", "办结"
    FALSE_ALARM = "FALSE_ALARM", "排除"  # verification found no emergency


class Nature(TextChoices):
    """How far the nature of the accident is determined (rules §3.3: 初步认定 suffices to activate)."""

    PRELIMINARY = "PRELIMINARY", "初步认定"
    FORMAL = "FORMAL", "正式认定"


class Judgement(TextChoices):
    """What the bureau says of the enterprise's analysis of the cause (R-043)."""

    ACCEPTED = "ACCEPTED", "认可"
    RETURNED = "RETURNED", "退回重做"


#: Before the director's decision.
UNDECIDED = frozenset({EmergencyState.REPORTED, EmergencyState.VERIFYING})
#: The response is ordered and not yet ended.
RUNNING = frozenset({EmergencyState.ACTIVATED, EmergencyState.CONTROLLING, EmergencyState.FOLLOW_UP})
ENDED = frozenset({EmergencyState.TERMINATED, EmergencyState.SUMMARISED, EmergencyState.CLOSED})
CLOSED = frozenset({EmergencyState.CLOSED, EmergencyState.FALSE_ALARM})

#: What became of the product, in the order in which it is drawn (R-033, R-044).
QUANTITIES = ("produced", "sold", "recovered", "sealed_sold", "destroyed")
