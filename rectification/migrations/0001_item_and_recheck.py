import django.db.models.deletion
import django_fsm
import rectification.problems
from django.conf import settings
from django.db import migrations, models


class Migration(migrations.Migration):

    initial = True

    dependencies = [
        ('accounts', '__first__'),
        ('casefile', '0003_trail_from_label'),
    ]

    operations = [
        migrations.CreateModel(
            name='RectificationItem',
            fields=[
                ('case', models.OneToOneField(on_delete=django.db.models.deletion.PROTECT, primary_key=True, related_name='%(class)s', serialize=False, to='casefile.casefile', verbose_name='案卷')),
                ('state', django_fsm.FSMField(choices=[('FOUND', '已发现'), ('ORDERED', '已责令整改'), ('REPORTED_DONE', '企业报告完成'), ('RECHECK', '复查中'), ('PASSED', '复查合格'), ('FAILED', '整改不到位'), ('REFUSED', '拒不整改'), ('ENFORCEMENT', '转执法'), ('WRITTEN_OFF', '已销号'), ('CLOSED_OTHER', '其他方式关闭'), ('REOPENED', '回头看重开')], default='FOUND', editable=False, max_length=50, protected=True, verbose_name='环节')),
                ('problem', models.CharField(max_length=40, validators=[rectification.problems.validate_problem], verbose_name='问题')),
                ('severity', models.CharField(choices=[('GENERAL', '一般'), ('LARGER', '较大'), ('MAJOR', '重大')], max_length=8, verbose_name='隐患等级')),
                ('situation', models.TextField(max_length=4000, verbose_name='问题情况')),
                ('found_on', models.DateField(verbose_name='发现日期')),
                ('cause', models.TextField(blank=True, max_length=4000, verbose_name='问题产生的原因')),
                ('round', models.PositiveSmallIntegerField(default=1, verbose_name='轮次')),
                ('relapses', models.PositiveSmallIntegerField(default=0, verbose_name='复发次数')),
                ('requirement', models.TextField(blank=True, max_length=4000, verbose_name='整改要求')),
                ('ordered_at', models.DateTimeField(blank=True, null=True, verbose_name='责令整改时间')),
                ('reported_on', models.DateField(blank=True, null=True, verbose_name='企业报告完成日期')),
                ('completion', models.TextField(blank=True, max_length=4000, verbose_name='企业整改情况')),
                ('supervised', models.BooleanField(default=False, verbose_name='挂牌督办')),
                ('supervision_ground', models.CharField(blank=True, choices=[('HAZARD_CONCENTRATED', '风险隐患比较集中'), ('MANY_PROBLEMS', '日常监管中发现问题较多'), ('SENSITIVE_OPINION', '出现敏感舆情'), ('OVERDUE_MAJOR', '重大隐患逾期未整改')], max_length=20, verbose_name='督办情形')),
                ('enforcement_reference', models.CharField(blank=True, max_length=120, verbose_name='执法案号或移送文书')),
                ('enforcement_outcome', models.TextField(blank=True, max_length=4000, verbose_name='执法结果')),
                ('other_ground', models.CharField(blank=True, choices=[('ENTERPRISE_CLOSED', '企业已关闭'), ('LICENCE_CANCELLED', '许可证已注销或吊销'), ('RESTRUCTURED', '关停并转')], max_length=20, verbose_name='关闭情形')),
                ('other_proof', models.CharField(blank=True, max_length=200, verbose_name='关闭证明')),
                ('written_off_at', models.DateTimeField(blank=True, null=True, verbose_name='销号时间')),
                ('look_back_on', models.DateField(blank=True, null=True, verbose_name='回头看日期')),
                ('first_officer', models.ForeignKey(blank=True, null=True, on_delete=django.db.models.deletion.PROTECT, related_name='+', to=settings.AUTH_USER_MODEL, verbose_name='复查人员一')),
                ('second_officer', models.ForeignKey(blank=True, null=True, on_delete=django.db.models.deletion.PROTECT, related_name='+', to=settings.AUTH_USER_MODEL, verbose_name='复查人员二')),
                ('written_off_by', models.ForeignKey(blank=True, null=True, on_delete=django.db.models.deletion.PROTECT, related_name='+', to=settings.AUTH_USER_MODEL, verbose_name='销号批准人')),
            ],
            options={
                'verbose_name': '整改',
                'verbose_name_plural': '整改',
                'ordering': ['-case__opened_at', '-pk'],
                'constraints': [models.CheckConstraint(condition=models.Q(('state__in', ['FOUND', 'ORDERED', 'REPORTED_DONE', 'RECHECK', 'PASSED', 'FAILED', 'REFUSED', 'ENFORCEMENT', 'WRITTEN_OFF', 'CLOSED_OTHER', 'REOPENED'])), name='item_state_known'), models.CheckConstraint(condition=models.Q(('severity__in', ['GENERAL', 'LARGER', 'MAJOR'])), name='item_severity_known'), models.CheckConstraint(condition=models.Q(('round__gte', 1)), name='item_round_from_one'), models.CheckConstraint(condition=models.Q(('state__in', ['FOUND', 'CLOSED_OTHER']), models.Q(models.Q(('requirement', ''), _negated=True), ('ordered_at__isnull', False)), _connector='OR'), name='item_ordered_with_requirement', violation_error_message='责令整改须写明整改要求。'), models.CheckConstraint(condition=models.Q(models.Q(('first_officer', None), ('second_officer', None)), models.Q(('first_officer__isnull', False), ('second_officer__isnull', False), models.Q(('first_officer', models.F('second_officer')), _negated=True)), _connector='OR'), name='item_two_recheckers', violation_error_message='复查须由两名不同的人员进行。'), models.CheckConstraint(condition=models.Q(models.Q(('state', 'WRITTEN_OFF'), _negated=True), models.Q(models.Q(('cause', ''), _negated=True), ('first_officer__isnull', False), ('written_off_at__isnull', False), ('written_off_by__isnull', False)), _connector='OR'), name='item_written_off_with_cause', violation_error_message='销号前须写明问题产生的原因，并经复查合格。'), models.CheckConstraint(condition=models.Q(('written_off_by', None), models.Q(models.Q(('written_off_by', models.F('first_officer')), _negated=True), models.Q(('written_off_by', models.F('second_officer')), _negated=True)), _connector='OR'), name='item_written_off_by_another', violation_error_message='参加复查的人不能批准销号。'), models.CheckConstraint(condition=models.Q(('supervised', False), models.Q(('state__in', ['CLOSED_OTHER', 'WRITTEN_OFF']), _negated=True), _connector='OR'), name='item_closed_without_supervision', violation_error_message='挂牌督办的须先摘牌。'), models.CheckConstraint(condition=models.Q(models.Q(('state', 'CLOSED_OTHER'), _negated=True), models.Q(models.Q(('other_ground', ''), _negated=True), models.Q(('other_proof', ''), _negated=True)), _connector='OR'), name='item_closed_other_with_proof', violation_error_message='以其他方式关闭须写明情形和证明。')],
            },
            bases=(django_fsm.ConcurrentTransitionMixin, models.Model),
        ),
        migrations.CreateModel(
            name='RecheckRecord',
            fields=[
                ('id', models.BigAutoField(auto_created=True, primary_key=True, serialize=False, verbose_name='ID')),
                ('round', models.PositiveSmallIntegerField(verbose_name='轮次')),
                ('on', models.DateField(blank=True, null=True, verbose_name='复查日期')),
                ('result', models.CharField(blank=True, choices=[('PASS', '合格'), ('FAIL', '整改不到位'), ('REFUSED', '拒不整改')], max_length=8, verbose_name='结果')),
                ('text', models.TextField(blank=True, max_length=4000, verbose_name='复查情况')),
                ('retest_reference', models.CharField(blank=True, max_length=120, verbose_name='复检报告')),
                ('first_officer', models.ForeignKey(on_delete=django.db.models.deletion.PROTECT, related_name='+', to=settings.AUTH_USER_MODEL, verbose_name='复查人员一')),
                ('recorded_by', models.ForeignKey(blank=True, null=True, on_delete=django.db.models.deletion.PROTECT, related_name='+', to=settings.AUTH_USER_MODEL, verbose_name='登记人')),
                ('second_officer', models.ForeignKey(on_delete=django.db.models.deletion.PROTECT, related_name='+', to=settings.AUTH_USER_MODEL, verbose_name='复查人员二')),
                ('item', models.ForeignKey(on_delete=django.db.models.deletion.PROTECT, related_name='rechecks', to='rectification.rectificationitem', verbose_name='整改')),
            ],
            options={
                'verbose_name': '复查记录',
                'verbose_name_plural': '复查记录',
                'ordering': ['item', 'round'],
                'constraints': [models.UniqueConstraint(fields=('item', 'round'), name='recheck_once_a_round'), models.CheckConstraint(condition=models.Q(('first_officer', models.F('second_officer')), _negated=True), name='recheck_by_two', violation_error_message='复查须由两名不同的人员进行。'), models.CheckConstraint(condition=models.Q(models.Q(('on', None), ('result', '')), models.Q(('on__isnull', False), ('result__in', ['PASS', 'FAIL', 'REFUSED']), models.Q(('text', ''), _negated=True)), _connector='OR'), name='recheck_result_complete', violation_error_message='复查结果须写明日期和情况。')],
            },
        ),
    ]
