"""Numbers without gaps or duplicates, also when transactions die and many ask at once."""

import threading

import pytest
from django.db import connection, transaction

from casefile import numbering
from casefile.models import NumberSeries


def test_numbers_run_by_bureau_series_and_year(county):
    with transaction.atomic():
        taken = [numbering.case_number(county.bureau, "FX", 2026) for _ in range(3)]
        other = numbering.case_number(county.bureau, "YJ", 2026)
        next_year = numbering.case_number(county.bureau, "FX", 2027)
        elsewhere = numbering.case_number(county.prefecture, "FX", 2026)
    assert taken == ["FX-2026-0001", "FX-2026-0002", "FX-2026-0003"]
    assert (other, next_year, elsewhere) == ("YJ-2026-0001", "FX-2027-0001", "FX-2026-0001")


def test_a_rolled_back_act_gives_its_number_back(county):
    class Broken(Exception):
        pass

    @transaction.atomic
    def act():
        numbering.take(county.bureau, "FX", 2026)
        raise Broken

    with pytest.raises(Broken):
        act()
    with transaction.atomic():
        assert numbering.take(county.bureau, "FX", 2026) == 1


@pytest.mark.postgres
@pytest.mark.django_db(transaction=True)
def test_eight_workers_with_killed_transactions_leave_no_gap(county):
    taken, lock = [], threading.Lock()

    class Killed(Exception):
        pass

    def worker(seed):
        try:
            for n in range(25):
                try:
                    with transaction.atomic():
                        number = numbering.take(county.bureau, "FX", 2026)
                        if (n + seed) % 4 == 0:
                            raise Killed
                except Killed:
                    continue
                with lock:
                    taken.append(number)
        finally:
            connection.close()

    threads = [threading.Thread(target=worker, args=(seed,)) for seed in range(8)]
    for thread in threads:
        thread.start()
    for thread in threads:
        thread.join()
    assert sorted(taken) == list(range(1, len(taken) + 1))
    assert len(taken) > 100
    assert NumberSeries.objects.get(series="FX", year=2026).last == len(taken)
