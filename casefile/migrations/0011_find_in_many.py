import django.db.models.deletion
from django.db import migrations, models

#: All characters of a text, all pairs, and threes of ASCII (numbers and codes): what finds a word of any length.
GRAMS = """
    CREATE OR REPLACE FUNCTION zhian_grams(said text) RETURNS text[] LANGUAGE sql IMMUTABLE STRICT PARALLEL SAFE COST 2000 AS $$
        SELECT c || ARRAY(
            SELECT one || two FROM unnest(c, c[2:]) AS pair (one, two) WHERE two IS NOT NULL
        ) || ARRAY(
            SELECT one || two || three FROM unnest(c, c[2:], c[3:]) AS run (one, two, three)
            WHERE octet_length(one || two || three) = 3 AND three IS NOT NULL
        )
        FROM string_to_array(said, NULL) AS c
    $$
"""
INDEX = """
    CREATE INDEX case_grams ON casefile_casefile
    USING gin (zhian_grams(title || chr(10) || COALESCE(number, ''))) WITH (gin_pending_list_limit = 1024)
"""


def build(apps, schema_editor):
    """PostgreSQL alone: SQLite reads its few rows through."""
    if schema_editor.connection.vendor == "postgresql":
        schema_editor.execute(GRAMS)
        schema_editor.execute(INDEX)


def drop(apps, schema_editor):
    if schema_editor.connection.vendor == "postgresql":
        schema_editor.execute("DROP INDEX case_grams")
        schema_editor.execute("DROP FUNCTION zhian_grams(text)")


class Migration(migrations.Migration):
    dependencies = [("accounts", "0001_squashed_0003"), ("casefile", "0010_saved_view")]

    operations = [
        migrations.AddIndex(
            model_name="casefile",
            index=models.Index(
                condition=models.Q(("level", ""), _negated=True),
                fields=["kind", "level", "-opened_at", "-id"],
                name="case_kind_level_opened",
            ),
        ),
        migrations.AddIndex(
            model_name="casefile",
            index=models.Index(
                condition=models.Q(("is_drill", True)), fields=["kind", "-opened_at", "-id"], name="case_drills"
            ),
        ),
        migrations.CreateModel(
            name='CaseTally',
            fields=[
                ('id', models.BigAutoField(auto_created=True, primary_key=True, serialize=False, verbose_name='ID')),
                ('kind', models.CharField(max_length=16, verbose_name='类别')),
                ('state', models.CharField(max_length=32, verbose_name='环节')),
                ('level', models.CharField(max_length=20, verbose_name='级别')),
                ('is_drill', models.BooleanField(verbose_name='演练')),
                ('closed_in', models.CharField(help_text='未办结为空', max_length=4, verbose_name='办结年份')),
                ('number', models.BigIntegerField(verbose_name='增减')),
                ('bureau', models.ForeignKey(db_constraint=False, on_delete=django.db.models.deletion.DO_NOTHING, related_name='+', to='accounts.bureau')),
                ('department', models.ForeignKey(db_constraint=False, on_delete=django.db.models.deletion.DO_NOTHING, related_name='+', to='accounts.department')),
            ],
            options={
                'verbose_name': '案卷合计',
                'verbose_name_plural': '案卷合计',
            },
        ),
        migrations.RunPython(build, drop),
    ]
