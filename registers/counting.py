"""How many rows a list has, counted no further than anybody reads."""

from datetime import datetime
from hashlib import sha256

from django.core.cache import cache
from django.core.exceptions import EmptyResultSet

COUNT_CAP = 10_000
#: Seconds for which "more than the cap" is taken as still true: the sentence names no number that could be wrong.
KEPT = 60


def capped_count(rows) -> int:
    """Return the number of `rows` up to COUNT_CAP, and COUNT_CAP + 1 when there are more."""
    counted = rows.order_by().values("pk")[: COUNT_CAP + 1]
    try:
        sql, params = counted.query.sql_with_params()
    except EmptyResultSet:  # rows.none(), or a condition that nothing can fulfil
        return 0
    key = key_of(sql, params)
    if cache.get(key):
        return COUNT_CAP + 1
    found = counted.count()
    if found > COUNT_CAP:
        cache.set(key, True, KEPT)
    return found


def key_of(sql: str, params) -> str:
    """Return the key under which an answer is kept; moments (what is overdue now) go by the minute."""
    asked = [value.replace(second=0, microsecond=0) if isinstance(value, datetime) else value for value in params]
    return f"many:{COUNT_CAP}:{sha256(f'{sql}{asked!r}'.encode()).hexdigest()}"
