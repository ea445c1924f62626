"""Other names and licences of an enterprise; what is done to them stands in its history."""

from django.db import transaction

from .changes import log
from .models import EnterpriseAlias, Licence


@transaction.atomic
def add_alias(form, *, by) -> EnterpriseAlias:
    alias = form.save()
    log(alias.enterprise, by, f"登记曾用名“{alias.name}”")
    return alias


@transaction.atomic
def drop_alias(alias: EnterpriseAlias, *, by) -> None:
    log(alias.enterprise, by, f"删去曾用名“{alias.name}”")
    alias.delete()


@transaction.atomic
def save_licence(form, *, by) -> Licence:
    """Save a new or changed licence and write down what changed."""
    before = "" if form.instance.pk is None else described(Licence.objects.get(pk=form.instance.pk))
    licence = form.save()
    after = described(licence)
    if not before:
        log(licence.enterprise, by, f"登记证照：{after}")
    elif before != after:
        log(licence.enterprise, by, f"更正证照：{before} → {after}")
    return licence


def described(licence: Licence) -> str:
    """Return a licence in one line."""
    dates = "至".join(f"{day:%Y-%m-%d}" if day else "?" for day in (licence.valid_from, licence.valid_to))
    parts = [str(licence), licence.scope, dates if dates != "?至?" else "", "已失效" if licence.revoked else ""]
    return "，".join(filter(None, parts))
