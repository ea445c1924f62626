"""局属各单位: one name on paper, every unit of the bureau served (R-001)."""

from django.urls import reverse

from accounts.models import Department
from documents.contents import paper_of
from documents.models import Document

from .papers import bring, make_case


def test_all_units_are_one_name_on_paper_and_each_is_served(client, county):
    closed = Department.objects.create(
        bureau=county.bureau, name="撤销的股", kind=Department.Kind.SECTION, active=False
    )
    case = make_case(county)
    client.force_login(county.staff)
    given = {
        "kind": "BULLETIN", "title": "关于开展自查的通报", "body": "请各单位自查。", "all_units": "on",
        "others": "县政府\n局属各单位", "units": [county.station.pk],
    }  # fmt: skip
    client.post(reverse("documents:new", args=[case.pk]), given)
    document = Document.objects.get()
    names = list(document.recipients.filter(collective="局属各单位").values_list("name", flat=True))
    assert names == ["办公室", "质量监督股", "城关市场监管所", "综合行政执法大队"]
    assert closed.name not in names
    assert paper_of(document).main_recipients == ("局属各单位", "县政府")
    edit = reverse("documents:edit", args=[document.pk])
    form = client.get(edit).context["form"]
    assert (form["all_units"].value(), form["units"].value(), form["others"].value()) == (True, [], "县政府")
    same = {**given, "others": "县政府", "seen": form["seen"].value(), "units": []}
    before = case.trail.count()
    client.post(edit, same)
    assert case.trail.count() == before  # nothing was changed
    client.post(edit, {**same, "all_units": "", "units": [county.station.pk]})
    document.refresh_from_db()
    assert paper_of(document).main_recipients == ("城关市场监管所", "县政府")
    client.post(edit, {**same, "seen": client.get(edit).context["form"]["seen"].value()})
    document = bring(county, Document.objects.get(), "ISSUED")
    assert document.content["main_recipients"] == ["局属各单位", "县政府"]
    served = document.recipients.filter(receipts__note="系统内送达").values_list("name", flat=True)
    assert sorted(served) == sorted(names)
