"""The task queue and the whole timetable.

Broker: Redis where REDIS_URL is set, else files under VAR_DIR (config.broker).
Tasks may run twice and may be missed: each one asks the tables what is due,
so that a rerun or a lost night changes nothing.
"""

import os
import sys

from celery import Celery
from celery.schedules import crontab
from celery.signals import beat_init, celeryd_init
from django.core.exceptions import ImproperlyConfigured

from . import broker

os.environ.setdefault("DJANGO_SETTINGS_MODULE", "config.settings")

app = Celery("zhian")
app.config_from_object("django.conf:settings", namespace="CELERY")
app.autodiscover_tasks()
broker.register()

#: Every entry of the timetable, in the time of TIME_ZONE (Asia/Shanghai). What comes every
#: few minutes expires before the next one, so that a stopped worker finds one message, not hundreds.
TIMETABLE: dict[str, dict] = {
    "sweep deadlines": {
        "task": "casefile.tasks.sweep_deadlines",
        "schedule": crontab(minute="*/5"),
        "options": {"expires": 240},
    },
    "resend jobs": {
        "task": "casefile.tasks.resend_jobs",
        "schedule": crontab(),
        "options": {"expires": 50},
    },
    "put running totals together": {
        "task": "casefile.tasks.compact_tallies",
        "schedule": crontab(minute=5),
        "options": {"expires": 3000},
    },
    # Hourly rather than once a night: the work is idempotent, and a missed night then costs an hour.
    "open monthly returns": {
        "task": "riskinfo.tasks.open_monthly_returns",
        "schedule": crontab(minute=10),
        "options": {"expires": 3000},
    },
    "open the gatherings of sources": {
        "task": "riskinfo.tasks.open_gatherings",
        "schedule": crontab(minute=45),
        "options": {"expires": 3000},
    },
    "mark informations for finding them again": {
        "task": "riskinfo.tasks.mark_informations",
        "schedule": crontab(minute=40),
        "options": {"expires": 3000},
    },
    # Once a night: learning takes a minute where there is much to learn from, and a missed night costs nothing.
    "learn what to suggest": {
        "task": "riskinfo.tasks.learn_suggestions",
        "schedule": crontab(minute=50, hour=3),
        "options": {"expires": 3000},
    },
    # Once a night: four weeks are watched, so a missed night is made good by the next.
    "watch for rises": {
        "task": "riskinfo.tasks.watch_signals",
        "schedule": crontab(minute=20, hour=4),
        "options": {"expires": 3000},
    },
    "keep the returns of campaigns": {
        "task": "campaigns.tasks.keep_returns",
        "schedule": crontab(minute=12),
        "options": {"expires": 3000},
    },
    "mark unanswered documents": {
        "task": "documents.tasks.sweep_replies",
        "schedule": crontab(minute=20),
        "options": {"expires": 3000},
    },
    "follow the papers of warnings": {
        "task": "riskwarnings.tasks.follow_papers",
        "schedule": crontab(minute=15),
        "options": {"expires": 3000},
    },
    "end raised inspection frequencies": {
        "task": "riskwarnings.tasks.end_frequencies",
        "schedule": crontab(minute=35),
        "options": {"expires": 3000},
    },
    # Hourly and idempotent like the others; what is planned already is not planned again.
    "plan visits that fall due": {
        "task": "inspections.tasks.plan_due",
        "schedule": crontab(minute=50),
        "options": {"expires": 3000},
    },
    "ask the rules of rectification": {
        "task": "rectification.tasks.ask_rules",
        "schedule": crontab(minute=55),
        "options": {"expires": 3000},
    },
    "remind of risk points and supervision": {
        "task": "oversight.tasks.remind_owed",
        "schedule": crontab(minute=45),
        "options": {"expires": 3000},
    },
    "remind of a missing calendar": {
        "task": "desk.tasks.remind_missing_calendar",
        "schedule": crontab(minute=40),
        "options": {"expires": 3000},
    },
    "send the daily digest": {
        "task": "desk.tasks.send_daily_digest",
        "schedule": crontab(minute=0, hour="8-11", day_of_week="mon-fri"),
        "options": {"expires": 3000},
    },
    "clear what has expired": {
        "task": "accounts.tasks.clear_expired",
        "schedule": crontab(minute=25),
        "options": {"expires": 3000},
    },
}

app.conf.beat_schedule = TIMETABLE


@celeryd_init.connect
@beat_init.connect
def refuse_wrong_settings(**kwargs):
    """End the process: Celery would log any other exception of a signal and go on."""
    from .checks import refuse_wrong_settings

    try:
        refuse_wrong_settings()
    except ImproperlyConfigured as error:
        sys.exit(str(error))
