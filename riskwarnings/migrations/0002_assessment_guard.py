"""On PostgreSQL the database itself refuses to change or remove an assessment."""

from django.db import migrations

CREATE = """
CREATE FUNCTION warnings_assessment_is_append_only() RETURNS trigger LANGUAGE plpgsql AS $$
BEGIN
    RAISE EXCEPTION 'warnings_riskassessment is append-only';
END $$;
CREATE TRIGGER warnings_assessment_append_only BEFORE UPDATE OR DELETE ON warnings_riskassessment
    FOR EACH ROW EXECUTE FUNCTION warnings_assessment_is_append_only();
"""
DROP = """
DROP TRIGGER IF EXISTS warnings_assessment_append_only ON warnings_riskassessment;
DROP FUNCTION IF EXISTS warnings_assessment_is_append_only();
"""


def forwards(apps, schema_editor):
    if schema_editor.connection.vendor == "postgresql":
        schema_editor.execute(CREATE)


def backwards(apps, schema_editor):
    if schema_editor.connection.vendor == "postgresql":
        schema_editor.execute(DROP)


class Migration(migrations.Migration):
    dependencies = [("warnings", "0001_warning")]
    operations = [migrations.RunPython(forwards, backwards)]
