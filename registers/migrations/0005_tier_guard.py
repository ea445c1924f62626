"""PostgreSQL refuses to change the record of tier changes; tiers set before there was a record are said to be so."""

from django.db import migrations

CREATE = """
CREATE FUNCTION registers_tier_is_append_only() RETURNS trigger LANGUAGE plpgsql AS $$
BEGIN
    RAISE EXCEPTION 'registers_tierchange is append-only';
END $$;
CREATE TRIGGER registers_tier_append_only BEFORE UPDATE OR DELETE ON registers_tierchange
    FOR EACH ROW EXECUTE FUNCTION registers_tier_is_append_only();
"""
DROP = """
DROP TRIGGER IF EXISTS registers_tier_append_only ON registers_tierchange;
DROP FUNCTION IF EXISTS registers_tier_is_append_only();
"""


def write_down(apps, schema_editor):
    change = apps.get_model("registers", "TierChange")
    rows = apps.get_model("registers", "Enterprise").objects.exclude(tier="NORMAL")
    change.objects.bulk_create(
        change(
            enterprise=row, from_tier="", to_tier=row.tier, ground="OTHER", at=row.updated_at,
            reason="开始留存调整记录时已是这一类别，此前的理由没有记录。",
        )
        for row in rows
    )  # fmt: skip


def guard(apps, schema_editor):
    if schema_editor.connection.vendor == "postgresql":
        schema_editor.execute(CREATE)


def unguard(apps, schema_editor):
    if schema_editor.connection.vendor == "postgresql":
        schema_editor.execute(DROP)


class Migration(migrations.Migration):
    dependencies = [("registers", "0004_supervision_tier")]
    operations = [
        migrations.RunPython(write_down, migrations.RunPython.noop),
        migrations.RunPython(guard, unguard),
    ]
