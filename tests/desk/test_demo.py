"""The demo bureau: loaded once for this module, then looked at."""

import ast
from collections import Counter
from datetime import timedelta
from io import StringIO

import pytest
from django.conf import settings
from django.contrib.auth.password_validation import validate_password
from django.core.management import CommandError, call_command
from django.db import transaction
from django.db.models import Count, Max
from django.utils import timezone

from accounts.forms import PasswordForm
from accounts.models import Bureau, User
from accounts.records import own_password_changed
from accounts.roles import Role
from campaigns.models import Conference, Target
from casefile.models import Attachment, CaseFile, Measure, TransitionRecord
from desk.demo import demo_accounts, loading
from desk.demo.people import PASSWORD
from documents import kinds
from documents.models import Document, ReservedNumber
from rectification.models import RectificationItem
from registers import seed, workdays
from registers.models import Enterprise
from registers.validators import organisation_code_warning, validate_uscc
from riskinfo import signals
from riskinfo.models import HazardReview, MonthlyReturn, RiskInfo, Signal, TestTask
from riskinfo.states import HazardVerdict

from .demobureau import Said, digest, kept_files, missing_states, print_once, run_demo
from .paperkinds import still_empty

pytestmark = [pytest.mark.once, pytest.mark.slow]
APPS = (
    "accounts", "registers", "casefile", "documents", "riskinfo", "monitoring", "riskwarnings", "emergency",
    "rectification", "spotchecks", "inspections", "campaigns", "oversight", "desk",
)  # fmt: skip
#: Who configures and who only reads is never waited for.
IDLE_ROLES = {Role.ADMIN, Role.INSPECTOR}


@pytest.fixture(scope="module")
def demo(django_db_setup, django_db_blocker):
    """Load the demo once and keep it for the tests of this module; yield what it said.

    Before that another load of the same day is broken off on its way: yield its
    digest at that point, that of the whole load there, and what the broken one left behind.
    """
    with django_db_blocker.unblock(), transaction.atomic():
        seed.load()
        broken = _broken_load()
        whole = {}
        said = run_demo(Said(lambda: whole.update(digest=digest())))
        yield broken | {"said": said, "digest of the whole": whole["digest"]}
        transaction.set_rollback(True)


def _broken_load() -> dict:
    found = {"files before": kept_files()}

    def fail():
        found.update(digest=digest(), files=len(kept_files()))
        raise RuntimeError("broken off")

    with pytest.MonkeyPatch.context() as patch:
        print_once(patch)
        with pytest.raises(RuntimeError, match="broken off"):
            loading.load_demo(Said(fail).write, now=timezone.now() - timedelta(minutes=1))
    found["rows after"] = (Bureau.objects.count(), User.objects.count(), CaseFile.objects.count())
    found["files after"] = kept_files()
    return found


@pytest.fixture
def loaded(demo, db):
    """The loaded demo, each test in a savepoint of its own."""
    return demo


# --- the clock -----------------------------------------------------------------------
def test_nobody_takes_now_by_name():
    """The demo's clock replaces timezone.now, so every module must ask the module for it."""
    taken = []
    for app in APPS:
        for path in (settings.BASE_DIR / app).rglob("*.py"):
            for node in ast.walk(ast.parse(path.read_text(encoding="utf-8"))):
                if isinstance(node, ast.ImportFrom) and node.module == "django.utils.timezone":
                    taken += [f"{path.name}: {name.name}" for name in node.names if name.name in ("now", "localdate")]
    assert taken == []


def test_acts_are_done_at_office_hours(loaded):
    for entry in TransitionRecord.objects.exclude(actor=None):
        at = timezone.localtime(entry.at)
        assert workdays.is_workday(at.date()), f"{entry.case} {entry.action_label} {at}"
        assert 8 <= at.hour < 18, f"{entry.case} {entry.action_label} {at}"
    assert TransitionRecord.objects.aggregate(last=Max("at"))["last"] < timezone.now()


def test_the_real_clock_is_back(loaded):
    assert timezone.now.__module__ == "django.utils.timezone"
    assert User._meta.get_field("date_joined").get_default() > User.objects.get(username="zhaomin").date_joined


def test_two_loads_of_one_day_are_the_same(loaded):
    assert loaded["digest of the whole"] == loaded["digest"]


def test_a_failure_leaves_nothing_not_even_files(loaded):
    assert loaded["rows after"] == (0, 0, 0)
    assert loaded["files"] > 10
    assert loaded["files after"] == loaded["files before"]


# --- people and enterprises --------------------------------------------------------------
def test_without_its_people_there_are_no_accounts(loaded):
    User.objects.update(is_active=False)
    assert demo_accounts() == []


def test_every_role_can_sign_in(loaded, django_assert_num_queries):
    with django_assert_num_queries(1):
        accounts = demo_accounts()
    people = {user.username: user for user in User.objects.all()}
    assert {role for account in accounts for role in people[account.username].roles} == set(Role)
    for username, password, name, position in accounts:
        user = people[username]
        assert user.check_password(password)
        assert (user.name, user.must_change_password) == (name, False)
        assert user.roles[0].label in position
        validate_password(password, User(username=username, name=name))


def test_an_account_with_another_password_is_not_offered(loaded):
    user = User.objects.get(username="zhaomin")
    form = PasswordForm(user, {"old_password": PASSWORD, "new_password1": "Another-26", "new_password2": "Another-26"})
    assert form.is_valid(), form.errors
    own_password_changed(form)
    assert "zhaomin" not in [account.username for account in demo_accounts()]


def test_enterprises_have_valid_codes(loaded):
    """Reference §6.1; R-017: producers and sellers."""
    rows = list(Enterprise.objects.prefetch_related("product_types"))
    assert len(rows) >= 60
    for row in rows:
        assert row.product_types.all(), row
        if row.uscc:
            validate_uscc(row.uscc)
            assert organisation_code_warning(row.uscc) is None
    assert sum(row.is_producer for row in rows) > 20
    assert sum(row.is_seller for row in rows) > 10
    assert any(len(row.name) > 20 for row in rows)
    names = "".join(row.name for row in rows)
    assert all(rare in names for rare in "堃喆淼犇旸")


def test_the_bureaus_form_a_tree(loaded):
    county = Bureau.objects.get(region_code="490621")
    assert county.parent.parent.is_top
    assert len(county.parent.subordinate_ids()) == 2


# --- cases, documents, evidence -------------------------------------------------------------
def test_every_state_of_every_kind_occurs(loaded):
    """Rules §3.1–§3.6: nothing is missing, not for documents either."""
    assert missing_states() == {}


def test_trail_and_documents_are_true(loaded):
    for command in ("verify_trail", "verify_documents"):
        out = StringIO()
        call_command(command, stdout=out)
        assert "未发现问题" in out.getvalue()


def test_numbers_have_no_gaps(loaded):
    """Each number is that of a paper or kept for one, in the order in which they were taken."""
    given = [
        (row.reserved_at, row.bureau_id, row.organ_code, row.year, row.sequence) for row in ReservedNumber.objects.all()
    ]
    kept = {row[1:] for row in given}
    for paper in Document.objects.exclude(sequence=None).select_related("case"):
        key = (paper.case.bureau_id, paper.organ_code, paper.year, paper.sequence)
        given += [] if key in kept else [(paper.numbered_at, *key)]
    series = Counter()
    for _, bureau, code, year, sequence in sorted(given):
        series[bureau, code, year] += 1
        assert sequence == series[bureau, code, year], (code, year, sequence)
    assert max(series.values()) > 10


def test_every_role_has_something_to_do(loaded):
    for account in demo_accounts():
        user = User.objects.get(username=account.username)
        waiting = CaseFile.objects.awaiting(user).visible_to(user).count() + Document.objects.awaiting(user).count()
        waiting += TestTask.objects.filter(agency=user.department, state="ASSIGNED").count()
        if IDLE_ROLES & set(user.roles):
            assert waiting == 0, f"{user}: {waiting}"
        else:
            assert 1 <= waiting <= 20, f"{user}: {waiting}"


def test_one_rise_was_found_and_nobody_has_looked(loaded):
    """R-113: out of complaints that came through intake, by the watch of the nights."""
    signal = signals.awaiting(User.objects.get(username="chenxiao")).get()
    assert signal.series == "充电器 · 城关镇 · 投诉举报"
    assert (signal.count, set(signal.informations.values_list("state", flat=True))) == (6, {"SCREENED"})
    assert set(Signal.objects.values_list("count", flat=True)) == {6}, "nothing else rises, here or above"


def test_some_are_overdue_and_some_due_soon(loaded):
    now = timezone.now()
    open_cases = CaseFile.objects.filter(closed_at=None)
    assert open_cases.filter(due_at__lt=now).count() >= 3
    assert open_cases.filter(due_at__gte=now, due_at__lt=now + timedelta(days=7)).count() >= 3
    assert Measure.objects.filter(status="OPEN", case__closed_at=None).exists()
    assert set(Measure.objects.values_list("status", flat=True)) == set(Measure.Status.values)


def test_evidence_is_real(loaded):
    kinds = Attachment.objects.values("content_type").annotate(total=Count("pk")).order_by("content_type")
    assert {row["content_type"] for row in kinds} == {"application/pdf", "image/png"}
    for attachment in Attachment.objects.all()[:20]:
        assert attachment.file.size == attachment.size < 60_000


def test_the_bureau_above_sees_both_counties(loaded):
    inspector = User.objects.get(username="qianwenbo")
    bureaus = set(CaseFile.objects.visible_to(inspector).values_list("bureau__region_code", flat=True))
    assert bureaus == {"490621", "490622"}


def test_returns_are_on_time_late_and_nil(loaded):
    """R-144: by the 20th, a nil return too."""
    sent = MonthlyReturn.objects.filter(state="SUBMITTED")
    assert sent.filter(late=True).exists()
    assert sent.filter(late=False, nil=False).exists()
    assert sent.filter(nil=True).exists()


def test_the_review_the_conference_and_the_outer_numbers_are_filled(loaded):
    """R-210, R-223, R-317: who opens these pages for the first time sees what belongs there."""
    assert set(RiskInfo.objects.values_list("hazard", flat=True)) == {"", *HazardVerdict}
    assert HazardReview.objects.filter(version=2).exists()
    assert any("HAZARD_FOUND" in grounds for grounds in Target.objects.values_list("grounds", flat=True))
    assert Conference.objects.get().minutes.state == "ISSUED"
    numbered = RectificationItem.objects.filter(case__campaign__title__contains="隐患排查治理行动")
    assert numbered.exclude(external_id="").exists()
    assert numbered.filter(external_id="").exists()


# --- the command -------------------------------------------------------------------------------
def test_progress_is_said_in_chinese(loaded):
    assert "企业档案：63家。" in loaded["said"]
    assert loaded["said"].endswith("演示数据已装入。\n")


def test_a_second_run_changes_nothing(loaded):
    before = (User.objects.count(), CaseFile.objects.count(), digest())
    assert run_demo() == "演示数据已存在，未作改动。\n"
    assert (User.objects.count(), CaseFile.objects.count(), digest()) == before


def test_outside_demo_mode_nothing_is_loaded(loaded, settings):
    """The passwords of the demo are public."""
    Bureau.objects.filter(region_code__startswith="49").update(region_code="100000")
    settings.DEMO = False
    assert "没有装入任何内容" in run_demo()
    assert Bureau.objects.filter(region_code="490621").count() == 0


def test_logins_in_use_are_named(loaded):
    Bureau.objects.filter(region_code__startswith="49").update(region_code="100000")
    with pytest.raises(CommandError, match="zhaomin.*没有装入任何内容"):
        run_demo()


def test_every_kind_of_paper_begins_filled_from_a_real_case(loaded):
    """R-025, R-126, R-316, R-340: 送达回证, 约谈记录 and 会议纪要 too; only what nobody can know is left to fill in."""
    assert {kind.code: gaps for kind in kinds.KINDS if (gaps := still_empty(kind))} == {}
