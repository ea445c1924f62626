"""Whether it is a drill stands on the case, where every list and figure looks."""

from django.db import migrations


def to_case(apps, schema_editor):
    rows = apps.get_model("emergency", "EmergencyCase").objects.filter(is_drill=True)
    apps.get_model("casefile", "CaseFile").objects.filter(pk__in=rows.values("case")).update(is_drill=True)


def from_case(apps, schema_editor):
    rows = apps.get_model("casefile", "CaseFile").objects.filter(is_drill=True)
    apps.get_model("emergency", "EmergencyCase").objects.filter(case__in=rows).update(is_drill=True)


class Migration(migrations.Migration):
    dependencies = [("casefile", "0005_casefile_is_drill"), ("emergency", "0004_bulletins")]

    operations = [
        migrations.RunPython(to_case, from_case),
        migrations.RemoveField("emergencycase", "is_drill"),
    ]
