"""Made-up informations as rows: their cases, trails, marks and what is still due of them.

What the doors of the product would have written is written straight into the tables, because a million acts would
take days: the trail with its hashes, who must act next, the sketches by which doubles are found. An information's
life is drawn at random and cut off now, so that old ones are closed and the newest stand in every state.
"""

import json
import random
from bisect import bisect
from collections import defaultdict, deque
from datetime import UTC, date, datetime, timedelta
from hashlib import sha256
from itertools import accumulate

from django.utils import timezone

from accounts.roles import Role
from casefile import deadlines as dates
from casefile.kinds import get as kind_of
from casefile.models import CaseFile, Deadline, NumberSeries, Participation, TransitionRecord
from registers.models import InfoSource, ProductType
from riskinfo import deadlines, marking, sketching
from riskinfo.actions import INFO_ACTIONS, TEST_ACTIONS
from riskinfo.models import InfoBand, InfoMark, InfoParty, RiskInfo, TestTask
from riskinfo.states import CLOSED, InfoState, Outcome

from . import bulk, words
from .house import Person, Place, Unit

#: So many are put together in memory before they are written.
BATCH = 4000
#: Tables written here, in the order in which their rows may stand.
TABLES = (CaseFile, RiskInfo, TransitionRecord, Participation, InfoBand, InfoMark, InfoParty, TestTask, Deadline)
_CHINA = timedelta(hours=8)
_DAY, _HOUR = 86400.0, 3600.0
_STATE = {state.value: str(state.label) for state in InfoState} | {"": ""}
_LABELS = {action.name: action.label for action in (*INFO_ACTIONS, *TEST_ACTIONS)} | {"open": "登记"}
_CAUSES = ("DUPLICATE", "UNTRUE", "IRRELEVANT", "TRANSFER", "GO_ON")


def days_of(count: int, years: float, last: date, rng: random.Random) -> list[tuple[date, int]]:
    """Return how many informations came on each day up to `last`: more each year, few at week-ends, some rises."""
    days = [last - timedelta(days=back) for back in range(round(365 * years), -1, -1)]
    weights = [
        (1 + 0.6 * at / len(days)) * (0.25 if day.weekday() > 4 else 1) * (2.2 if rng.random() < 0.01 else 1)
        * (0.85 + 0.3 * rng.random())
        for at, day in enumerate(days)
    ]  # fmt: skip
    total, sums = sum(weights), list(accumulate(weights))
    upto = [round(count * part / total) for part in sums]
    return [(day, here - before) for day, here, before in zip(days, upto, [0, *upto], strict=False)]


def _row(model) -> dict:
    """Return the columns of `model` with what they hold unless something is said."""
    row = {}
    for field in model._meta.concrete_fields:
        value = field.get_default()
        row[field.column] = json.dumps(value) if isinstance(value, (list, dict)) else value
    return row


class _Drawn:
    """One of several by weight, quickly."""

    def __init__(self, weighted):
        self.values = [value for value, _ in weighted]
        self.sums = list(accumulate(weight for _, weight in weighted))

    def draw(self, rng: random.Random):
        return self.values[bisect(self.sums, rng.random() * self.sums[-1])]


def _issues_of(kind: ProductType) -> list[tuple[tuple[str, str], float]]:
    """Return what may be wrong with such goods, its own faults oftener than those of everything."""
    own = [
        (short, found) for short, found, codes in words.ISSUES.get(kind.domain, ())
        if not codes or any((kind.code + "$").startswith(code) for code in codes.split())
    ]  # fmt: skip
    return [(issue, 1 / (at + 2)) for at, issue in enumerate((*own, *words.ISSUES[""]))]


class _Said:
    """What an information says, as riskinfo.marking reads it from a record."""

    __slots__ = ("pk", "case", "bureau_id", "batch", "barcode", "producers", "sellers", "material_suppliers",
                 "product_name", "description")  # fmt: skip


class Teller:
    """Puts informations together and writes them batch by batch."""

    def __init__(self, places: list[Place], now: datetime, rng: random.Random):
        self.rng, self.now, self.stamp = rng, now, now.timestamp()
        self.places = _Drawn([(place, place.weight) for place in places])
        self.sources = dict(InfoSource.objects.values_list("code", "pk"))
        self.source = _Drawn([(code, weight) for code, (_, weight) in words.SOURCES.items() if code in self.sources])
        types = {row.code: row for row in ProductType.objects.all()}
        known = [(types[code], names.split()) for code, names in words.PRODUCTS.items() if code in types]
        self.product = _Drawn([((row, names), 1 / (at + 4)) for at, (row, names) in enumerate(known)])
        self.issues = {row.pk: _Drawn(_issues_of(row)) for row, _ in known}
        self.cause = _Drawn(list(zip(_CAUSES, (9, 9, 4, 5, 73), strict=True)))
        self.outcome = _Drawn([("NOT_GRADED", 70), ("LEVEL_3", 22), ("LEVEL_2", 6.5), ("LEVEL_1", 1.5)])
        self.case_row, self.info_row, self.task_row = _row(CaseFile), _row(RiskInfo), _row(TestTask)
        self.trail_row, self.deadline_row = _row(TransitionRecord), _row(Deadline)
        self.next = {model: bulk.next_id(model) for model in (CaseFile, TransitionRecord, TestTask, Deadline)}
        self.numbers = {(row.bureau_id, row.year): row.last for row in NumberSeries.objects.filter(series=self.prefix)}
        self.recent: dict[int, deque] = defaultdict(lambda: deque(maxlen=40))
        self._empty()

    @property
    def prefix(self) -> str:
        return kind_of("INFO").prefix

    def _empty(self) -> None:
        self.rows: dict[type, list[tuple]] = {model: [] for model in TABLES}
        self.said: list[_Said] = []

    # --- writing ------------------------------------------------------------------------
    def flush(self) -> None:
        """Write what was put together."""
        party = ("info_id", "role", "name", "enterprise_id")
        self.rows[InfoParty] = list(dict.fromkeys(
            tuple(getattr(row, name) for name in party) for row in marking.parties_of(self.said)
        ))  # fmt: skip
        columns = {
            CaseFile: tuple(self.case_row), RiskInfo: tuple(self.info_row), TransitionRecord: tuple(self.trail_row),
            TestTask: tuple(self.task_row), Deadline: tuple(self.deadline_row), InfoParty: party,
            Participation: ("case_id", "department_id"), InfoBand: ("info_id", "key"),
            InfoMark: ("info_id", "kind", "value"),
        }  # fmt: skip
        for model in TABLES:
            if self.rows[model]:
                bulk.write(model, columns[model], self.rows[model])
        self._empty()

    def finish(self) -> None:
        """Write the rest, and where the numbers stand."""
        self.flush()
        for (bureau, year), last in self.numbers.items():
            NumberSeries.objects.update_or_create(
                bureau_id=bureau, series=self.prefix, year=year, defaults={"last": last}
            )

    def _add(self, model, row: dict) -> None:
        self.rows[model].append(tuple(row.values()))

    def _id(self, model) -> int:
        self.next[model] += 1
        return self.next[model] - 1

    # --- one information -----------------------------------------------------------------
    def tell(self, opened: datetime) -> None:
        """Put together one information that was written down at `opened`."""
        rng, place = self.rng, self.places.draw(self.rng)
        unit = place.units[0] if rng.random() < 0.45 else rng.choice(place.units)
        said = self._words(place, opened)
        pk = self._id(CaseFile)
        by, outside = rng.choice(unit.staff), False
        if place.station and rng.random() < 0.06:
            by, outside = place.station, True
        life = _Life(self, pk, place, unit, by, outside, opened.timestamp(), said)
        life.live()
        self._write(life, said, opened)
        if len(self.rows[CaseFile]) >= BATCH:
            self.flush()

    def _words(self, place: Place, opened: datetime) -> dict:
        """Return what the information says; one in twelve says again what another has said."""
        rng, near = self.rng, self.recent[place.pk]
        if near and rng.random() < 0.09:
            earlier = rng.choice(near)
            follow = rng.choice(words.FOLLOW)
            again = earlier | {
                "again": earlier["pk"],
                "description": f"{earlier['description'].partition('。')[0]}。{follow}",
            }
            return again | {"source": self.source.draw(rng)}
        kind, names = self.product.draw(rng)
        short, found = self.issues[kind.pk].draw(rng)
        source, product = self.source.draw(rng), rng.choice(names)
        firm = rng.choice(place.firms)
        town = rng.choice(place.towns)
        stranger = ""
        if rng.random() < 0.22:  # not on file
            called = "".join(rng.choices(words.TRADE, k=3))
            stranger = f"{rng.choice(('', '外省', town[1]))}{called}{product[-2:]}{rng.choice(words.FORMS)}"
        maker = stranger or firm[1]
        made = opened - timedelta(days=rng.randint(20, 500))
        batch = f"{made:%Y%m%d}{rng.choice(('', '', 'A', '01', '-2'))}" if rng.random() < 0.55 else ""
        person = rng.choice(words.SURNAMES) + "".join(rng.choices(words.GIVEN, k=rng.choice((1, 2, 2))))
        nick = "".join(rng.choices(words.TRADE + words.PLACE, k=rng.choice((2, 3, 4))))
        head = words.SOURCES[source][0].format(
            person=person, place=town[1], shop=rng.choice(words.SHOPS), street=rng.choice(words.STREETS), nick=nick
        )
        village = "".join(rng.choices(words.PLACE, k=2))
        title = (
            f"{maker}{product}{short}", f"{town[1]}{village}村{product}{short}", f"{nick}牌{product}{short}",
            f"反映{town[1]}{rng.choice(words.STREETS)}销售的{product}{short}",
        )[rng.choice((0, 0, 1, 2, 3))]  # fmt: skip
        amount = f"涉及{rng.randint(1, 900)}{rng.choice('件箱台只卷')}" if rng.random() < 0.6 else ""
        description = (
            f"{head}{maker}的{product}{'（批号' + batch + '）' if batch else ''}{short}：{found}。"
            f"{amount}{'，' if amount else ''}来自{town[1]}{village}村。"
            f"{rng.choice(words.FOLLOW)}{rng.choice(words.FOLLOW)}"
        )
        return {
            "title": title[:200], "description": description, "product": kind, "product_name": product, "batch": batch,
            "firm": None if stranger else firm[0], "stranger": stranger[:120], "region": town[0], "source": source,
            "brand": nick if rng.random() < 0.3 else "", "person": person, "again": None,
            "sellers": f"{town[1]}{nick}商店" if rng.random() < 0.12 else "",
            "barcode": _barcode(rng) if rng.random() < 0.05 else "",
        }  # fmt: skip

    def _write(self, life: "_Life", said: dict, opened: datetime) -> None:
        rng, place, unit, pk = self.rng, life.place, life.unit, life.pk
        state = life.state
        if state != "DRAFT":
            said["pk"] = pk
            self.recent[place.pk].append(said)
        role, user = life.awaited()
        due = life.due
        case = self.case_row | {
            "id": pk, "kind": "INFO", "number": life.number, "bureau_id": place.pk, "department_id": unit.pk,
            "handler_id": life.by.pk, "created_by_id": life.by.pk, "title": said["title"],
            "enterprise_id": said["firm"], "product_type_id": said["product"].pk, "level": life.fields.get("level", ""),
            "state": state, "state_label": _STATE[state], "awaiting_role": role,
            "awaiting_department_id": unit.pk if role else None, "awaiting_user_id": user,
            "due_at": due.due_at if due else None, "due_explanation": due.explanation[:200] if due else "",
            "trail_length": life.seq, "trail_head": life.head, "opened_at": opened,
            "closed_at": _moment(life.last) if state in CLOSED else None, "updated_at": _moment(life.last),
        }  # fmt: skip
        self._add(CaseFile, case)
        text = _Said()
        text.pk, text.case, text.bureau_id, text.batch, text.barcode = (
            pk,
            text,
            place.pk,
            said["batch"],
            said["barcode"],
        )
        text.producers = text.material_suppliers = ""
        text.sellers, text.product_name, text.description = said["sellers"], said["product_name"], said["description"]
        several = rng.random() < 0.03
        info = self.info_row | {
            "case_id": pk, "state": state, "source_id": self.sources[said["source"]],
            "reporter_name": said["person"] if said["source"] == "COMPLAINT_REPORT" else "",
            "found_on": (opened + _CHINA).date() - timedelta(days=rng.choice((0, 0, 1, 1, 2, 4, 9))),
            "learned_at": opened, "info_kind": "CLUSTERED_COMPLAINT" if several else "HAZARD",
            "basis": '["STANDARD_VIOLATION"]' if rng.random() < 0.7 else '["UNREASONABLE_DANGER"]',
            "certainty": "EXISTS" if rng.random() < 0.6 else "POSSIBLE",
            "harm_objects": f'["{words.HARMS[said["product"].domain]}"]',
            "complaint_count": rng.randint(3, 30) if several else None, "is_key": rng.random() < 0.012,
            "description": said["description"], "product_name": said["product_name"], "batch": said["batch"],
            "brand": said["brand"], "enterprise_text": said["stranger"], "barcode": said["barcode"],
            "sellers": said["sellers"], "region_id": said["region"], "sketch": marking.digest(text),
        } | life.fields  # fmt: skip
        self._add(RiskInfo, info)
        self.rows[InfoBand] += [(pk, key) for key in sketching.bands(marking.wording(text))]
        if text.batch or text.barcode:
            self.rows[InfoMark] += [(pk, kind, value) for kind, value in marking.marks_of(text)]
        if text.sellers:
            self.said.append(text)
        if life.outside:
            self.rows[Participation].append((pk, place.station_unit))
        if due:
            self._add(Deadline, self.deadline_row | {
                "id": self._id(Deadline), "case_id": pk, "rule": due.rule, "label": due.label, "due_at": due.due_at,
                "explanation": due.explanation, "computation": json.dumps(due.computation), "estimated": due.estimated,
                "next_alert_at": dates.next_alert(due, self.now), "created_at": self.now,
                "responsible_department_id": unit.pk,
            })  # fmt: skip


class _Life:
    """What became of one information: its state, its trail and what the acts wrote on the record."""

    def __init__(self, teller: Teller, pk: int, place: Place, unit: Unit, by: Person, outside: bool, opened: float,
                 said: dict):  # fmt: skip
        self.teller, self.rng, self.pk, self.place, self.unit, self.by = teller, teller.rng, pk, place, unit, by
        self.outside, self.said = outside, said
        self.worker = unit.staff[0] if outside else by
        self.state, self.last, self.number, self.due = "DRAFT", opened, None, None
        self.seq, self.head, self.fields = 0, "", {}
        title = json.dumps(said["title"], ensure_ascii=False)
        self._enter("open", "", by, f'[{{"label": "标题", "name": "title", "text": {title}, "value": {title}}}]')

    # --- the trail ------------------------------------------------------------------------
    def _enter(self, action: str, before: str, by: Person, data: str = "[]", reason: str = "", subject: str = ""):
        """Append an entry whose hash is that of `casefile.trail.digest`, written out because there are millions."""
        self.seq += 1
        teller, label, after = self.teller, _LABELS[action], self.state
        content = (
            f'{{"action": "{action}", "action_label": "{label}", "actor_id": {by.pk}, "actor_name": "{by.said}", '
            f'"at": {self.last!r}, "case_id": {self.pk}, "data": {data}, "from_label": "{_STATE[before]}", '
            f'"from_state": "{before}", "previous_hash": "{self.head}", "reason": "{reason}", "role": "{by.role}", '
            f'"seq": {self.seq}, "subject": "{subject}", "to_label": "{_STATE[after]}", "to_state": "{after}"}}'
        )
        digest = sha256(content.encode()).hexdigest()
        teller._add(TransitionRecord, teller.trail_row | {
            "id": teller._id(TransitionRecord), "case_id": self.pk, "seq": self.seq, "subject": subject,
            "action": action, "action_label": label, "from_state": before, "from_label": _STATE[before],
            "to_state": after, "to_label": _STATE[after], "actor_id": by.pk, "actor_name": by.said, "role": by.role,
            "at": _moment(self.last), "reason": reason, "data": data, "previous_hash": self.head, "hash": digest,
        })  # fmt: skip
        self.head = digest

    def _go(self, action: str, to: str, by: Person, mean: float, reason: str = "", least: float = 0.01) -> bool:
        """Do the next act after `mean` days or so; False when that is still to come."""
        at = round(self.last + (least + self.rng.expovariate(1 / mean)) * _DAY, 3)
        if at > self.teller.stamp:
            return False
        before, self.state, self.last = self.state, to, at
        self._enter(action, before, by, reason=reason)
        return True

    # --- the course of it -------------------------------------------------------------------
    def live(self) -> None:
        rng, unit, fields = self.rng, self.unit, self.fields
        if rng.random() < 0.002 or not self._go("submit", "SUBMITTED", self.by, 0.03):
            return
        self.number = self._take_number()
        fields |= {"submitted_by_id": self.by.pk, "submitted_at": _moment(self.last)}
        cause = "DUPLICATE" if self.said["again"] else self.teller.cause.draw(rng)
        if cause == "DUPLICATE" and not self.said["again"]:
            cause = "UNTRUE"
        if cause in ("UNTRUE", "IRRELEVANT", "DUPLICATE"):
            act = "mark_duplicate" if cause == "DUPLICATE" else "exclude"
            if self._go(act, "EXCLUDED", unit.head, 1.5):
                text = {"UNTRUE": words.UNTRUE, "IRRELEVANT": words.IRRELEVANT}.get(cause, ("与已登记的为同一件。",))
                fields |= {"exclusion_reason": cause, "exclusion_text": rng.choice(text)}
                fields["duplicate_of_id"] = self.said["again"] if cause == "DUPLICATE" else None
            else:
                self._due(deadlines.SCREENING, "workdays", deadlines.SCREENING_DAYS)
            return
        if cause == "TRANSFER":
            if self._go("transfer", "TRANSFERRED", unit.head, 2, reason="生产者不在本辖区。"):
                fields["transferred_to"] = f"{rng.choice(words.COUNTIES.split())}县市场监督管理局"
            else:
                self._due(deadlines.SCREENING, "workdays", deadlines.SCREENING_DAYS)
            return
        if not self._go("screen", "SCREENED", unit.head, 1.2):
            self._due(deadlines.SCREENING, "workdays", deadlines.SCREENING_DAYS)
            return
        fields |= {
            "harm_degree": rng.choice(("SLIGHT", "GENERAL", "GENERAL", "SERIOUS", "VERY_SERIOUS")),
            "handling_advice": rng.choice(words.ADVICE), "screened_by_id": unit.head.pk,
            "screened_at": _moment(self.last),
        }  # fmt: skip
        if self.place.agency and rng.random() < 0.12 and not self._test():
            return
        self._assess()

    def _test(self) -> bool:
        """Have it tested; False while the agency has not answered, or nobody has asked it."""
        if not self._go("send_to_testing", "TESTING", self.unit.head, 1, reason="须检验查明。"):
            self._due(deadlines.ASSESSMENT, "workdays", deadlines.ASSESSMENT_DAYS)
            return False
        rng, teller, asked = self.rng, self.teller, self.last
        pk, days = teller._id(TestTask), rng.choice((10, 15, 20))
        sample = f"{self.said['product_name']} {self.said['batch']}".strip()
        row = teller.task_row | {
            "id": pk, "info_id": self.pk, "state": "ASSIGNED", "agency_id": self.place.agency, "purpose": "TEST",
            "sample": sample, "items": "安全项目", "standard": "产品明示的标准",
            "due_on": _local(asked) + timedelta(days=days), "assigned_by_id": self.unit.head.pk,
            "assigned_at": _moment(asked),
        }  # fmt: skip
        at = round(asked + (2 + rng.expovariate(1 / 8)) * _DAY, 3)
        answered = at <= teller.stamp
        if answered:
            self.last = at
            failed = rng.random() < 0.4
            row |= {
                "state": "REPORTED", "result": "FAIL" if failed else "PASS",
                "failed_items": "安全项目：实测值超出标准限值" if failed else "",
                "safety_indicator_failed": "YES" if failed else "NO", "conclusion": "详见报告。",
                "reported_by_id": self.place.tester.pk, "reported_at": _moment(at),
            }  # fmt: skip
            held, self.state = self.state, "REPORTED"
            self._enter_test(pk, sample)
            self.state = held
        else:
            self.due = _deadline(f"{deadlines.TEST.code}:{pk}", "检验结果", "calendar", _local(asked), days)
        teller._add(TestTask, row)
        return answered

    def _enter_test(self, pk: int, sample: str) -> None:
        """The agency's act is one on the task: its states are the task's."""
        _STATE.setdefault("ASSIGNED", "待检验")
        _STATE.setdefault("REPORTED", "已报告")
        self._enter("submit_result", "ASSIGNED", self.place.tester, subject=f"检验任务{pk}《{sample[:80]}》")

    def _assess(self) -> None:
        rng, unit, fields = self.rng, self.unit, self.fields
        if not self._go("start_assessing", "ASSESSING", self.worker, 2):
            self._due(deadlines.ASSESSMENT, "workdays", deadlines.ASSESSMENT_DAYS)
            return
        if rng.random() < 0.04:
            if not self._go("find_inconclusive", "INCONCLUSIVE", self.worker, 2):
                return
            fields |= {"outcome": Outcome.UNDETERMINED, "assessor_id": self.worker.pk,
                       "outcome_at": _moment(self.last)}  # fmt: skip
            if not self._go("reassess", "ASSESSING", unit.head, 18, reason="补充检验后重新评估。"):
                self._due(deadlines.INCONCLUSIVE, "calendar", deadlines.INCONCLUSIVE_DAYS)
                return
            fields |= {"outcome": "", "assessor_id": None, "outcome_at": None}
        if not self._go("record_outcome", "ASSESSING", self.worker, 2.5):
            return
        outcome = self.teller.outcome.draw(rng)
        level = "" if outcome == "NOT_GRADED" else outcome
        fields |= {"outcome": outcome, "level": level, "assessor_id": self.worker.pk, "outcome_at": _moment(self.last)}
        if outcome == "NOT_GRADED" and rng.random() < 0.12:
            if self._go("exclude_assessed", "EXCLUDED", self.place.deputy, 2):
                fields |= {"exclusion_reason": "NO_RISK", "exclusion_text": "经分析，不存在质量安全风险。"}
            return
        if not self._go("confirm", "CONFIRMED", unit.head, 1.5):
            return
        fields |= {
            "major_harm": "NO", "confirmed_by_id": unit.head.pk, "confirmed_at": _moment(self.last),
            "handling_decision": "发消费提示，列入日常检查重点。" if not level else "",
        }  # fmt: skip
        if not self._go("resolve", "RESOLVED", self.place.deputy, 25):
            return
        fields |= {"result_report": rng.choice(words.ENDED), "resolved_by_id": self.place.deputy.pk,
                   "resolved_at": _moment(self.last)}  # fmt: skip
        if self._go("archive", "ARCHIVED", self.place.office, 5):
            fields["archived_at"] = _moment(self.last)

    # --- what is said of it -------------------------------------------------------------------
    def _take_number(self) -> str:
        """Return the next number of the year, as casefile.numbering writes it; the series are saved at the end."""
        year = _local(self.last).year
        key = (self.place.pk, year)
        number = self.teller.numbers[key] = self.teller.numbers.get(key, 0) + 1
        return f"{self.teller.prefix}-{year}-{number:04d}"

    def _due(self, rule, method: str, days: int) -> None:
        self.due = _deadline(rule.code, rule.label, method, _local(self.last), days)

    def awaited(self) -> tuple[str, int | None]:
        """Return the role and the person that must act next, as RiskInfo.next_actor says."""
        state, head = self.state, (Role.UNIT_HEAD.value, None)
        if state == "DRAFT":
            return "", self.by.pk
        if state in ("SUBMITTED", "INCONCLUSIVE") or (state == "ASSESSING" and self.fields.get("outcome")):
            return head
        if state == "RESOLVED":
            return Role.OFFICE.value, None
        if state in CLOSED:
            return "", None
        return head if self.outside else ("", self.by.pk)


def _deadline(rule: str, label: str, method: str, start: date, days: int) -> Deadline:
    computation = {"method": method, "start": start.isoformat(), "days": days}
    computed = dates.compute_due(computation)
    return Deadline(
        rule=rule, label=label, due_at=computed.at, explanation=computed.explanation, computation=computation,
        estimated=computed.estimated,
    )  # fmt: skip


def _moment(stamp: float) -> datetime:
    return datetime.fromtimestamp(stamp, UTC)


def _local(stamp: float) -> date:
    return (_moment(stamp) + _CHINA).date()


def _barcode(rng: random.Random) -> str:
    """Return a valid EAN-13 of the Chinese range."""
    body = f"69{rng.randint(0, 99999):05d}{rng.randint(0, 99999):05d}"
    total = sum(int(digit) * (3 if at % 2 else 1) for at, digit in enumerate(body))
    return body + str(-total % 10)


def make(places: list[Place], count: int, years: float, now: datetime, rng: random.Random, say) -> None:
    """Write `count` informations of the last `years`; `say` is told how far that is."""
    teller, done = Teller(places, now, rng), 0
    last = timezone.localdate(now) - timedelta(days=1)
    for day, number in days_of(count, years, last, rng):
        start = timezone.make_aware(datetime.combine(day, datetime.min.time())).timestamp() + 8.5 * _HOUR
        for second in sorted(rng.randrange(9 * 3600) for _ in range(number)):
            teller.tell(_moment(start + second))
            done += 1
            if done % 50_000 == 0:
                say(f"  已生成{done}条，到{day:%Y年%m月}。")
    teller.finish()
