"""Papers that wait for a person show on the desk, in the menu and in the daily mail; drills marked, in no figure."""

import pytest
from django.urls import reverse
from django.utils import timezone

from desk import digest
from desk.figures import figures
from documents.awaiting import count_awaiting, papers_awaiting
from documents.batches.drafting import MemberSpec, begin

from .papers import bring, make_case, make_document

pytestmark = [pytest.mark.once, pytest.mark.usefixtures("plain_press")]


def test_what_waits_for_signature_is_on_the_signers_desk(county, client):
    document = bring(county, make_document(county), "TO_SIGN")
    client.force_login(county.deputy)
    page = client.get(reverse("desk:home"))
    assert document.get_absolute_url() in page.text
    assert page.context["todo_total"] == 1
    assert figures(county.deputy)["DOCUMENT"] == 1
    assert document.title in digest.text_for(county.deputy)
    assert papers_awaiting(county.staff) == papers_awaiting(county.tester) == []
    client.force_login(county.staff)
    assert document.get_absolute_url() not in client.get(reverse("desk:home")).text


def test_a_drills_paper_is_marked_there_and_counted_nowhere(county, client):
    """It was to be found under 范围=演练 only, where a signer does not look."""
    drill = make_case(county, title="演练", is_drill=True, number=None)
    document = bring(county, make_document(county, drill), "TO_SIGN")
    client.force_login(county.deputy)
    desk = client.get(reverse("desk:home"))
    assert f'<span class="tag-drill">演练</span> <a href="{document.get_absolute_url()}">' in desk.text
    assert (desk.context["todo_total"], count_awaiting(county.deputy)) == (0, 0)
    assert document.title not in digest.text_for(county.deputy)
    listed = reverse("documents:list")
    waiting = client.get(listed, {"only": "awaiting"})
    assert [row.pk for row in waiting.context["page"].rows] == [document.pk]
    assert "tag-drill" in waiting.text
    assert client.get(listed).context["page"].rows == []


def test_a_batch_waits_like_a_single_paper(county, client):
    batch = begin(make_case(county), "RISK_NOTICE", by=county.staff, title="告知书", body="请自查。",
                  members=[MemberSpec("甲厂", None, {})])  # fmt: skip
    assert papers_awaiting(county.staff) == [batch]
    assert papers_awaiting(county.head) == []
    type(batch).objects.filter(pk=batch.pk).update(state="TO_SIGN", drafted_at=timezone.now())
    assert count_awaiting(county.deputy) == 1
    client.force_login(county.deputy)
    assert batch.get_absolute_url() in client.get(reverse("desk:home")).text
    assert client.get(batch.get_absolute_url()).status_code == 200
