"""On PostgreSQL the database itself refuses to change or remove a trail record."""

from django.db import migrations

CREATE = """
CREATE FUNCTION casefile_trail_is_append_only() RETURNS trigger LANGUAGE plpgsql AS $$
BEGIN
    RAISE EXCEPTION 'casefile_transitionrecord is append-only';
END $$;
CREATE TRIGGER casefile_trail_append_only BEFORE UPDATE OR DELETE ON casefile_transitionrecord
    FOR EACH ROW EXECUTE FUNCTION casefile_trail_is_append_only();
"""
DROP = """
DROP TRIGGER IF EXISTS casefile_trail_append_only ON casefile_transitionrecord;
DROP FUNCTION IF EXISTS casefile_trail_is_append_only();
"""


def forwards(apps, schema_editor):
    if schema_editor.connection.vendor == "postgresql":
        schema_editor.execute(CREATE)


def backwards(apps, schema_editor):
    if schema_editor.connection.vendor == "postgresql":
        schema_editor.execute(DROP)


class Migration(migrations.Migration):
    dependencies = [("casefile", "0001_initial")]
    operations = [migrations.RunPython(forwards, backwards)]
