"""The dates that bind a campaign and its returns; the days themselves stand in the plan (rules §3.7)."""

from casefile import deadlines
from casefile.deadlines import DeadlineRule

#: Kept as stated; the last working day before it is among the reminders, whatever day it falls on.
PHASE = deadlines.register(DeadlineRule("campaign.phase", "转入下一阶段", (3, 1, 0)))
END = deadlines.register(DeadlineRule("campaign.end", "全面完成", (20, 10, 5, 3, 1, 0)))
RETURN = deadlines.register(DeadlineRule("campaign.return", "行动报送", (10, 5, 3, 1, 0)))
#: Working days in which a return sent back from above is sent again; the house's own number.
RETURN_AGAIN = deadlines.register(DeadlineRule("campaign.return_again", "退回后重新报送", (1, 0)))
RETURN_AGAIN_DAYS = 3
