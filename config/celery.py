"""The task queue and the whole timetable.

Broker: Redis where REDIS_URL is set, else files under VAR_DIR (config.broker).
Tasks may run twice and may be missed: each one asks the tables what is due,
so that a rerun or a lost night changes nothing.
"""

import os

from celery import Celery

from . import broker

os.environ.setdefault("DJANGO_SETTINGS_MODULE", "config.settings")

app = Celery("zhian")
app.config_from_object("django.conf:settings", namespace="CELERY")
app.autodiscover_tasks()
broker.register()

#: Every entry of the timetable, in the time of TIME_ZONE (Asia/Shanghai).
TIMETABLE: dict[str, dict] = {}

app.conf.beat_schedule = TIMETABLE
