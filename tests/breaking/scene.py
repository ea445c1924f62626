"""One record of every kind, in states where acts are open, and the address of each page of them."""

from dataclasses import dataclass

from django.urls import reverse

from accounts.models import Bureau, Department, User
from accounts.roles import Role
from casefile import actions
from casefile.attachments import attach
from casefile.models import CaseFile, Notification
from casefile.notify import notify
from documents.drafting import RecipientSpec, draft
from documents.models import Document, Recipient
from registers.models import Enterprise
from riskinfo import returns
from riskinfo.models import MonthlyReturn, TestTask
from tests.emergency.emergencies import make as make_emergency
from tests.people import County, person
from tests.rectification.items import bring as bring_item
from tests.rectification.items import make as make_item
from tests.riskinfo.builders import make_info, pdf, send_to_testing
from tests.riskwarnings.cases import bring, make_warning


@dataclass
class Scene:
    county: County
    stranger: User  #: holds every unit role in another county bureau
    records: list  #: stage records, documents and test tasks, one for each state of interest
    attachment: object
    notification: Notification
    foreign_enterprise: Enterprise

    @property
    def of_each_state(self) -> list:
        """One record for each kind and state."""
        return list({(type(record), record.state): record for record in self.records}.values())

    def pages(self) -> list[str]:
        """Return the address of every record of 清源县, and of one of each kind every page there is.

        Who may see a case is asked before its state: the other records of a kind have the same wall.
        """
        found = [record.get_absolute_url() for record in self.records]
        for record in {type(record): record for record in self.records}.values():
            found += [actions.action_url(record, name) for name in actions.registered()[type(record)]]
        for case in {case.kind: case for case in CaseFile.objects.all()}.values():
            found += [reverse(f"casefile:{name}", args=[case.pk]) for name in ("attach", "assign", "history")]
            found.append(reverse("documents:new", args=[case.pk]))
            found += [reverse("casefile:measure", args=[m.pk]) for m in case.measures.all()[:1]]
        for document in {document.state: document for document in Document.objects.all()}.values():
            found.append(reverse("documents:edit", args=[document.pk]))
            found += [reverse("documents:pdf", args=[document.pk, w]) for w in ("preview", "signed", "paper")]
        found += [reverse("documents:serve", args=[row.pk]) for row in Recipient.objects.all()[:2]]
        found += [reverse(f"casefile:{n}", args=[self.attachment.pk]) for n in ("attachment", "strike_attachment")]
        infos = CaseFile.objects.filter(kind="INFO").values_list("pk", flat=True)[:1]
        for pk in infos:
            found += [reverse(f"riskinfo:{name}", args=[pk]) for name in ("edit", "supplement", "reporter")]
            found += [reverse(f"warnings:{name}", args=[pk]) for name in ("assess", "assessments")]
            found.append(reverse("warnings:new") + f"?info={pk}")
            found += [reverse(f"{app}:new") + f"?from={pk}" for app in ("emergency", "rectification")]
        for pk in CaseFile.objects.filter(kind="WARNING").values_list("pk", flat=True):
            found.append(reverse("warnings:edit", args=[pk]))
        found.append(reverse("desk:open_notification", args=[self.notification.pk]))
        return found


def make_neighbour(county) -> User:
    """Return somebody with every case-working role in the next county's bureau."""
    bureau = Bureau.objects.create(
        name="邻河县市场监督管理局", short_name="邻河县市场监管局", level=Bureau.Level.COUNTY, parent=county.prefecture,
        region_code="419922", organ_code="邻市监", government_name="邻河县人民政府",
    )  # fmt: skip
    unit = Department.objects.create(bureau=bureau, name="质量监督股", kind=Department.Kind.SECTION)
    roles = [role for role in Role if role not in (Role.AGENCY, Role.INSPECTOR, Role.ADMIN)]
    return person("linhe", "邻县人", unit, *roles)


def make_scene(county) -> Scene:
    stranger = make_neighbour(county)
    infos = [make_info(county, state) for state in ("DRAFT", "SUBMITTED", "ASSESSING")]
    task = send_to_testing(make_info(county, "SCREENED"), county)
    assert isinstance(task, TestTask)
    warnings = [bring(county, make_warning(county), state) for state in ("REVIEWED", "HANDLING")]
    emergency = make_emergency(county)
    items = [bring_item(county, make_item(county), state) for state in ("FOUND", "RECHECK")]
    draft(
        infos[1].case, "GUIDANCE", by=county.staff, title="关于绝缘厚度的整改指导意见书", body="请核查。",
        recipients=[RecipientSpec("清源县恒兴线缆有限公司")],
    )  # fmt: skip
    returns.open_due_returns()
    monthly = list(MonthlyReturn.objects.all())
    file = attach(infos[1].case, pdf(), by=county.staff)
    notify([county.staff], "请办理", key="scene", case=infos[1].case)
    foreign = Enterprise.objects.create(bureau=stranger.bureau, name="邻河县电线厂", no_uscc_reason="无证经营")
    documents = list(Document.objects.all())
    return Scene(
        county, stranger, [*infos, task, *warnings, emergency, *items, *monthly, *documents], file,
        Notification.objects.get(key="scene"), foreign,
    )  # fmt: skip
