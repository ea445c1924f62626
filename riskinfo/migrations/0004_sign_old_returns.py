from django.db import migrations


def sign_old_returns(apps, schema_editor):
    """Before versions were kept the unit's head approved and submitted in one act; that act was the signature."""
    rows = apps.get_model("riskinfo", "MonthlyReturn").objects.filter(state="SUBMITTED", signed_at=None)
    for row in rows.only("case_id", "submitted_by", "submitted_at").iterator():
        type(row).objects.filter(pk=row.pk).update(
            approved_by=row.submitted_by, approved_at=row.submitted_at, signed_by=row.submitted_by,
            signed_at=row.submitted_at,
        )  # fmt: skip


class Migration(migrations.Migration):
    dependencies = [("riskinfo", "0003_return_versions")]

    operations = [migrations.RunPython(sign_old_returns, migrations.RunPython.noop)]
