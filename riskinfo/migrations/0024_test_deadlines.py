from django.db import migrations
from django.db.models import Value
from django.db.models.functions import Replace


def name_by_rule(apps, schema_editor):
    """A test task's deadline names its rule like every other, "info.test:12", so that its rule is found by it."""
    rows = apps.get_model("casefile", "Deadline").objects.filter(rule__startswith="info.test.")
    rows.update(rule=Replace("rule", Value("info.test."), Value("info.test:")))


class Migration(migrations.Migration):

    dependencies = [("casefile", "0011_find_in_many"), ("riskinfo", "0023_infotally")]

    operations = [migrations.RunPython(name_by_rule, migrations.RunPython.noop)]
