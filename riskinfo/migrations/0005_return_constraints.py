from django.db import migrations, models


class Migration(migrations.Migration):
    dependencies = [("riskinfo", "0004_sign_old_returns")]

    operations = [
        migrations.AddConstraint(
            model_name='monthlyreturn',
            constraint=models.CheckConstraint(condition=models.Q(models.Q(('state', 'SUBMITTED'), _negated=True), models.Q(('signed_at__isnull', False), ('submitted_at__isnull', False)), _connector='OR'), name='return_submitted_after_signed'),
        ),
        migrations.AddConstraint(
            model_name='monthlyreturn',
            constraint=models.CheckConstraint(condition=models.Q(models.Q(('state__in', ['SIGNED', 'SUBMITTED']), _negated=True), models.Q(('approved_at__isnull', False), ('compiled_at__isnull', False), ('signed_at__isnull', False)), _connector='OR'), name='return_signed_after_approved'),
        ),
    ]
