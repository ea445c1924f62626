"""Finding a word in numbers, titles and firms of cases, and the newest of many: quick however many there are.

A word of any length is found by the characters and pairs of characters that it is made of (PostgreSQL keeps an
index of those, `zhian_grams`) and then compared as LIKE compares it, so that the answer is LIKE's exactly. A word that
stands almost everywhere is found soonest by reading the newest rows through, and no index helps to count it.
"""

from collections.abc import Callable, Iterable, Sequence
from dataclasses import dataclass
from datetime import UTC, datetime
from functools import reduce
from operator import or_

from django.core.cache import cache
from django.core.exceptions import EmptyResultSet, FullResultSet
from django.db import connection
from django.db.models import BooleanField, DateTimeField, ExpressionWrapper, F, Func, Q, QuerySet, Value
from django.db.models.functions import Coalesce

from registers.counting import COUNT_CAP, KEPT, key_of
from registers.models import Enterprise
from registers.typed import spellings

from .typednumbers import meant

#: A word in the names of more firms than this is a common one.
FIRMS = 500
#: So many keys are read beforehand and found by index; as a question inside OR they cost 3 s among a million.
KEYS = 2000


def grams(word: str) -> list[str]:
    """Return what stands in `zhian_grams` of every text that contains `word`: threes of ASCII, else pairs."""
    if len(word) < 2:
        return [word]
    pairs = {word[at : at + 2] for at in range(len(word) - 1)}
    threes = {word[at : at + 3] for at in range(len(word) - 2) if word[at : at + 3].isascii()}
    return sorted(threes | {pair for pair in pairs if not any(pair in three for three in threes)})


class MayHold(Func):
    """Whether title or number may contain a word, as far as an index can tell; true where there is none."""

    output_field = BooleanField()

    def __init__(self, word: str):
        super().__init__(F("title"), F("number"))
        self.grams = grams(word)

    def as_sql(self, compiler, connection, **context):
        raise FullResultSet

    def as_postgresql(self, compiler, connection, **context):
        (title, first), (number, second) = [compiler.compile(part) for part in self.source_expressions]
        sql = f"zhian_grams({title} || chr(10) || COALESCE({number}, '')) @> %s::text[]"
        return sql, [*first, *second, self.grams]


class Word:
    """A word sought in title, number and firm of cases, and in `fields` (paths from CaseFile, read through).

    `keys` are those of cases that an index of the kind's own finds by it, None where it finds none.
    """

    def __init__(self, word: str, fields: Iterable[str] = (), keys: QuerySet | None = None):
        said = spellings(word)
        named = Enterprise.objects.called(word)
        firms = list(named.values_list("pk", flat=True)[: FIRMS + 1])
        few = len(firms) <= FIRMS
        of_firms = [Q(enterprise__in=firms if few else named.values("pk"))] if firms else []
        of_fields = [Q(**{f"{field}__contains": way}) for field in fields for way in said]
        marked = [] if keys is None else list(keys[: KEYS + 1])
        of_keys = [Q(pk__in=marked if len(marked) <= KEYS else keys)] if marked else []
        written = [Q(title__contains=way) for way in said]
        grams_of = set(said)
        if word.isascii():  # numbers are, and in capitals
            numbers = {word.upper(), *meant(word)}
            written += [Q(number__contains=number) for number in sorted(numbers)]
            grams_of |= numbers
        #: What holds for the cases that are found.
        self.holds = reduce(or_, [*written, *of_firms, *of_fields, *of_keys])
        #: The same for a word known to stand in very many: PostgreSQL thinks every word rare and would read all rows
        #: and sort them; of a condition that it can say nothing about it expects to find enough among the newest.
        self.holds_often = Coalesce(ExpressionWrapper(self.holds, output_field=BooleanField()), Value(False))
        #: What holds for them and others and is answered by indexes alone; None where none would help.
        self.may_hold = None
        if few and not of_fields:
            self.may_hold = reduce(or_, [*(Q(MayHold(way)) for way in sorted(grams_of)), *of_firms, *of_keys])

    def narrow(self, rows: QuerySet) -> QuerySet:
        """Return the rows that are found, with the help of indexes.

        The two conditions stand side by side, so that a database that has used its index for the one need not work
        it out again for each row.
        """
        if self.may_hold is not None:
            rows = rows.filter(self.may_hold)
        return rows.filter(self.holds)


def says(word: str, path: str = "") -> Q:
    """Return what holds for rows whose case (`path` from the row) has `word` in title, number or firm."""
    titles = [Q(**{f"{path}title__contains": way}) for way in spellings(word)]
    numbers = [Q(**{f"{path}number__contains": number}) for number in (word.upper(), *meant(word))]
    firms = Q(**{f"{path}enterprise__in": Enterprise.objects.called(word).values("pk")})
    return reduce(or_, [*titles, *numbers, firms])


# --- the newest of many -----------------------------------------------------------------------
def sql_of(rows: QuerySet) -> tuple[str, tuple]:
    """Return the SQL of a query and its parameters; nothing for one that no row can fulfil."""
    try:
        return rows.query.sql_with_params()
    except EmptyResultSet:
        return "", ()


def together(
    parts: Sequence[QuerySet], *, order: str = "", limit: int | None = None, count: bool = False
) -> list[tuple]:
    """Return the rows of all `parts` in one query; each may be ordered and cut, which the ORM unites nowhere else.

    Values come as the database gives them: ask for keys and figures alone.
    """
    compiled, values = [], []
    for at, part in enumerate(parts):
        sql, parameters = sql_of(part)
        if sql:
            compiled.append(f"SELECT * FROM ({sql}) AS part{at}")
            values += parameters
    if not compiled:
        return [(0,)] if count else []
    sql = " UNION ALL ".join(compiled)
    if count:
        sql = f"SELECT COUNT(*) FROM ({sql}) AS counted"
    with connection.cursor() as cursor:
        cursor.execute(f"{sql} {order}" + (f" LIMIT {limit}" if limit else ""), values)
        return cursor.fetchall()


def _key(what: str, cut: Sequence[QuerySet]) -> str:
    """Return under which key it is kept that `cut` has very many rows."""
    asked = [sql_of(part) for part in cut]
    return key_of(" | ".join([what, *(sql for sql, _ in asked)]), [value for _, given in asked for value in given])


def count_of(parts: Sequence[QuerySet]) -> int | None:
    """Return how many rows there are, as registers.counting.capped_count does for one query; None for very many."""
    cut = [part.order_by().values_list("pk")[: COUNT_CAP + 1] for part in parts]
    key = _key("count", cut)
    if cache.get(key):
        return None
    ((found,),) = together(cut, count=True)
    if found > COUNT_CAP:
        cache.set(key, True, KEPT)
    return None if found > COUNT_CAP else found


def newest(parts: Sequence[QuerySet], after: tuple[datetime, int] | None, size: int) -> list[int]:
    """Return the keys of the `size` newest cases behind `after` (moment and key of the last one shown)."""
    if after is not None:
        parts = [behind(part, *after) for part in parts]
    cut = [part.order_by("-opened_at", "-pk").values_list("pk", "opened_at")[:size] for part in parts]
    order = "ORDER BY 2 DESC, 1 DESC" if len(cut) > 1 else ""
    return [pk for pk, _ in together(cut, order=order, limit=size)]


class Behind(Func):
    """Whether a row stands behind (moment, key) in a list with the newest on top: one comparison of both values,
    which an index answers; written with OR, PostgreSQL reads through all rows before it."""

    output_field = BooleanField()

    def __init__(self, first: str, moment: datetime, key: int, sign: str = "<"):
        super().__init__(F(first), F("pk"), Value(moment, DateTimeField()), Value(key))
        self.sign = sign

    def as_sql(self, compiler, connection, **context):
        parts = [compiler.compile(expression) for expression in self.source_expressions]
        (first, a), (key, b), (moment, c), (last, d) = parts
        return f"({first}, {key}) {self.sign} ({moment}, {last})", [*a, *b, *c, *d]


def behind(rows: QuerySet, moment: datetime, key: int) -> QuerySet:
    return rows.filter(Behind("opened_at", moment, key))


def hits(parts: Sequence[QuerySet]) -> list[tuple[datetime, int]] | None:
    """Return (moment, key) of all rows, the newest first; None where there are more than COUNT_CAP."""
    cut = [part.order_by().values_list("pk", "opened_at")[: COUNT_CAP + 1] for part in parts]
    key = _key("hits", cut)
    if cache.get(key):
        return None
    found = together(cut, limit=COUNT_CAP + 1)
    if len(found) > COUNT_CAP:
        cache.set(key, True, KEPT)
        return None
    return sorted(((_moment(at), pk) for pk, at in found), reverse=True)


def _moment(value) -> datetime:
    """SQLite keeps moments without their zone, and gives them as text or not."""
    moment = value if isinstance(value, datetime) else datetime.fromisoformat(value)
    return moment if moment.tzinfo else moment.replace(tzinfo=UTC)


@dataclass(frozen=True)
class Page:
    """The keys of one page, the newest first; whether more follow; how many there are, None for very many."""

    keys: list[int]
    more: bool
    count: int | None


def page_of(parts: Sequence[QuerySet], word: Word | None, after: tuple[datetime, int] | None, size: int, *,
            counted: Callable[[], int | None], uncounted: Sequence[QuerySet]) -> Page:  # fmt: skip
    """Return the page behind `after` of the rows in `parts`, of which no two have the same row.

    `counted` says how many there are beside those of `uncounted`, or None where nobody knows.
    """
    if word is None:
        known = counted()
        very_many = known is not None and known > COUNT_CAP
        count = None if very_many else count_of(parts if known is None else uncounted)
        count = None if count is None else count + (known or 0)
    else:
        found = hits([word.narrow(part) for part in parts])
        if found is not None:
            rows = [row for row in found if after is None or row < after][: size + 1]
            return Page([pk for _, pk in rows[:size]], len(rows) > size, len(found))
        count, parts = None, [part.filter(word.holds_often) for part in parts]
    keys = newest(parts, after, size + 1)
    return Page(keys[:size], len(keys) > size, count)
