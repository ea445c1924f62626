import django.db.models.deletion
from django.conf import settings
from django.db import migrations, models


class Migration(migrations.Migration):

    dependencies = [
        ('accounts', '0002_events_and_former_passwords'),
        ('accounts', '__first__'),
        ('casefile', '0004_trail_data_is_a_list'),
        ('documents', '0005_replies'),
        ('emergency', '0003_flow'),
    ]

    operations = [
        migrations.CreateModel(
            name='Bulletin',
            fields=[
                ('id', models.BigAutoField(auto_created=True, primary_key=True, serialize=False, verbose_name='ID')),
                ('kind', models.CharField(choices=[('FIRST', '初报'), ('MORE', '续报'), ('FINAL', '终报'), ('RESULT', '结果报告'), ('INFORM', '情况通报'), ('REQUEST', '协助通知'), ('LIFT', '解除通报')], max_length=10, verbose_name='类别')),
                ('text', models.TextField(max_length=4000, verbose_name='内容')),
                ('asks', models.JSONField(blank=True, default=list, verbose_name='请求采取的措施')),
                ('reference', models.CharField(blank=True, max_length=120, verbose_name='文号')),
                ('sent_at', models.DateTimeField(verbose_name='发出时间')),
                ('recorded_at', models.DateTimeField(verbose_name='登记时间')),
                ('creation_token', models.UUIDField(blank=True, null=True, unique=True, verbose_name='登记凭证')),
                ('case', models.ForeignKey(on_delete=django.db.models.deletion.PROTECT, related_name='bulletins', to='casefile.casefile', verbose_name='案卷')),
                ('corrects', models.ForeignKey(blank=True, null=True, on_delete=django.db.models.deletion.PROTECT, related_name='corrections', to='emergency.bulletin', verbose_name='更正的通报')),
                ('document', models.ForeignKey(blank=True, null=True, on_delete=django.db.models.deletion.PROTECT, related_name='+', to='documents.document', verbose_name='正式文书')),
                ('sent_by', models.ForeignKey(on_delete=django.db.models.deletion.PROTECT, related_name='+', to=settings.AUTH_USER_MODEL, verbose_name='发出人')),
            ],
            options={
                'verbose_name': '通报',
                'verbose_name_plural': '通报',
                'ordering': ['-sent_at', '-pk'],
                'constraints': [models.CheckConstraint(condition=models.Q(('kind__in', ['FIRST', 'MORE', 'FINAL', 'RESULT', 'INFORM', 'REQUEST', 'LIFT'])), name='bulletin_kind_known'), models.CheckConstraint(condition=models.Q(('corrects', None), models.Q(('corrects', models.F('id')), _negated=True), _connector='OR'), name='bulletin_corrects_another'), models.CheckConstraint(condition=models.Q(('text', ''), _negated=True), name='bulletin_says_something')],
            },
        ),
        migrations.CreateModel(
            name='BulletinRecipient',
            fields=[
                ('id', models.BigAutoField(auto_created=True, primary_key=True, serialize=False, verbose_name='ID')),
                ('party', models.CharField(choices=[('GOVERNMENT', '县政府'), ('CITY', '上级局'), ('UNIT', '本局单位'), ('OUTSIDE', '其他单位')], max_length=12, verbose_name='对象')),
                ('name', models.CharField(max_length=120, verbose_name='单位')),
                ('contact', models.CharField(blank=True, max_length=80, verbose_name='联系人、电话')),
                ('way', models.CharField(choices=[('SYSTEM', '系统内'), ('PHONE', '电话'), ('FAX', '传真'), ('PAPER', '书面'), ('MESSAGE', '政务网、短信'), ('VISIT', '当面')], max_length=10, verbose_name='方式')),
                ('confirmed_at', models.DateTimeField(blank=True, null=True, verbose_name='确认时间')),
                ('confirmed_name', models.CharField(blank=True, max_length=60, verbose_name='确认人')),
                ('confirmed_how', models.CharField(blank=True, max_length=200, verbose_name='确认依据')),
                ('feedback', models.TextField(blank=True, max_length=2000, verbose_name='反馈')),
                ('feedback_on', models.DateField(blank=True, null=True, verbose_name='反馈日期')),
                ('bulletin', models.ForeignKey(on_delete=django.db.models.deletion.PROTECT, related_name='recipients', to='emergency.bulletin', verbose_name='通报')),
                ('confirmed_by', models.ForeignKey(blank=True, null=True, on_delete=django.db.models.deletion.PROTECT, related_name='+', to=settings.AUTH_USER_MODEL, verbose_name='确认或登记人')),
                ('department', models.ForeignKey(blank=True, null=True, on_delete=django.db.models.deletion.PROTECT, related_name='+', to='accounts.department', verbose_name='本局单位')),
                ('evidence', models.ForeignKey(blank=True, null=True, on_delete=django.db.models.deletion.PROTECT, related_name='+', to='casefile.attachment', verbose_name='确认凭证')),
                ('feedback_by', models.ForeignKey(blank=True, null=True, on_delete=django.db.models.deletion.PROTECT, related_name='+', to=settings.AUTH_USER_MODEL, verbose_name='反馈登记人')),
                ('feedback_evidence', models.ForeignKey(blank=True, null=True, on_delete=django.db.models.deletion.PROTECT, related_name='+', to='casefile.attachment', verbose_name='反馈材料')),
            ],
            options={
                'verbose_name': '通报对象',
                'verbose_name_plural': '通报对象',
                'ordering': ['bulletin', 'pk'],
                'constraints': [models.UniqueConstraint(fields=('bulletin', 'name'), name='bulletin_recipient_once'), models.CheckConstraint(condition=models.Q(models.Q(('confirmed_at', None), ('confirmed_by', None)), models.Q(('confirmed_at__isnull', False), ('confirmed_by__isnull', False)), _connector='OR'), name='bulletin_confirmed_by_somebody'), models.CheckConstraint(condition=models.Q(models.Q(('feedback', ''), ('feedback_by', None), ('feedback_on', None)), models.Q(models.Q(('feedback', ''), _negated=True), ('feedback_by__isnull', False), ('feedback_on__isnull', False)), _connector='OR'), name='bulletin_feedback_whole')],
            },
        ),
    ]
