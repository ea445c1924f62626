"""Two leaders approve at the same moment: one wins, the other reads who did it and when (on PostgreSQL)."""

import threading

import pytest
from django.db import connection
from django.utils import timezone

from casefile.models import CaseFile, NumberSeries
from casefile.perform import perform
from casefile.refusals import WrongState
from casefile.trail import verify
from documents.models import Document
from riskwarnings.models import Warning

from .cases import bring, confirmed, make_warning, number_and_seal

ROUNDS = 20


def together(*calls):
    """Do all calls at the same moment, each in a thread with a connection of its own; return what each gave."""
    barrier, results = threading.Barrier(len(calls)), [None] * len(calls)

    def run(place, call):
        try:
            barrier.wait(timeout=30)
            results[place] = call()
        except Exception as error:  # whatever it is, the test looks at it
            results[place] = error
        finally:
            connection.close()

    threads = [threading.Thread(target=run, args=(place, call)) for place, call in enumerate(calls)]
    for thread in threads:
        thread.start()
    for thread in threads:
        thread.join(timeout=120)
    return results


@pytest.mark.postgres
@pytest.mark.slow
@pytest.mark.django_db(transaction=True)
def test_two_leaders_approve_at_the_same_moment(county):
    leaders = {"李建国": county.deputy, "马涛": county.second_deputy}
    for _ in range(ROUNDS):
        warning = bring(county, make_warning(county), "REVIEWED")
        length = CaseFile.objects.get(pk=warning.pk).trail_length

        def approve(leader, pk=warning.pk):
            return perform(Warning.objects.get(pk=pk), "approve", by=leader)

        results = together(*(lambda leader=leader: approve(leader) for leader in leaders.values()))
        lost = [result for result in results if isinstance(result, Exception)]
        assert [type(error) for error in lost] == [WrongState], results
        winner = Warning.objects.select_related("approved_by", "notice").get(pk=warning.pk)
        moment = timezone.localtime(winner.approved_at)
        assert winner.approved_by.name in lost[0].message
        assert f"{moment:%m月%d日 %H:%M}" in lost[0].message
        assert "“批准”" in lost[0].message
        assert (winner.state, winner.notice.state, winner.notice.signer) == ("APPROVED", "SIGNED", winner.approved_by)
        case = CaseFile.objects.get(pk=warning.pk)
        assert case.trail_length == length + 3  # the approval, its frozen ground and the signature, once each
        assert case.trail.filter(action="approve").count() == 1
        assert list(verify([case])) == []
        number_and_seal(county, winner.notice)
    _assert_whole_series("YJ", CaseFile.objects.filter(kind="WARNING").values_list("number", flat=True))
    sequences = sorted(Document.objects.filter(kind="ALERT_NOTICE").values_list("sequence", flat=True))
    assert sequences == list(range(1, ROUNDS + 1))


def _assert_whole_series(prefix, numbers):
    year = timezone.localdate().year
    assert sorted(numbers) == [f"{prefix}-{year}-{n:04d}" for n in range(1, ROUNDS + 1)]
    assert NumberSeries.objects.get(series=prefix, year=year).last == ROUNDS


@pytest.mark.postgres
@pytest.mark.django_db(transaction=True)
def test_two_people_draft_from_one_information_at_the_same_moment(county):
    info = confirmed(county)
    results = together(
        lambda: make_warning(county, info=info), lambda: make_warning(county, info=info, by=county.second_staff)
    )
    assert sorted(isinstance(result, Warning) for result in results) == [False, True], results
    assert Warning.objects.count() == 1
