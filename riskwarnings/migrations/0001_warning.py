import django.db.models.deletion
import django_fsm
from django.conf import settings
from django.db import migrations, models


class Migration(migrations.Migration):

    initial = True

    dependencies = [
        ('accounts', '__first__'),
        ('casefile', '0004_trail_data_is_a_list'),
        ('documents', '0001_document'),
        ('registers', '0002_legal_basis_code'),
        ('riskinfo', '0001_initial'),
    ]

    operations = [
        migrations.CreateModel(
            name='RiskAssessment',
            fields=[
                ('id', models.BigAutoField(auto_created=True, primary_key=True, serialize=False, verbose_name='ID')),
                ('version', models.PositiveSmallIntegerField(verbose_name='版本')),
                ('product', models.CharField(max_length=120, verbose_name='产品及规格型号')),
                ('batch', models.CharField(blank=True, max_length=80, verbose_name='批次')),
                ('facts', models.JSONField(verbose_name='认定的情形')),
                ('evidence', models.JSONField(blank=True, default=dict, verbose_name='依据')),
                ('produced', models.DecimalField(blank=True, decimal_places=3, max_digits=14, null=True, verbose_name='生产数量')),
                ('sold', models.DecimalField(blank=True, decimal_places=3, max_digits=14, null=True, verbose_name='销售数量')),
                ('unit', models.CharField(blank=True, max_length=10, verbose_name='计量单位')),
                ('most_sold_threshold', models.DecimalField(decimal_places=3, max_digits=4, verbose_name='“大部”的界限')),
                ('policy', models.CharField(choices=[('lex_specialis', '从高定级，三级条款优先于二级一般条款'), ('strict_highest', '一律从高定级')], max_length=20, verbose_name='定级方式')),
                ('rule_version', models.CharField(max_length=10, verbose_name='规则版本')),
                ('outcome', models.CharField(choices=[('LEVEL_1', '一级'), ('LEVEL_2', '二级'), ('LEVEL_3', '三级'), ('UNDETERMINED', '尚无定论'), ('NOT_GRADED', '不列级'), ('OUT_OF_JURISDICTION', '不属本辖区')], max_length=20, verbose_name='建议')),
                ('provisional', models.CharField(blank=True, choices=[('LEVEL_1', '一级'), ('LEVEL_2', '二级'), ('LEVEL_3', '三级'), ('UNDETERMINED', '尚无定论'), ('NOT_GRADED', '不列级'), ('OUT_OF_JURISDICTION', '不属本辖区')], max_length=20, verbose_name='暂按级别')),
                ('clauses', models.JSONField(blank=True, default=list, verbose_name='命中条款')),
                ('decided_level', models.CharField(blank=True, choices=[('LEVEL_1', '一级'), ('LEVEL_2', '二级'), ('LEVEL_3', '三级')], max_length=10, verbose_name='评估级别')),
                ('decision_reason', models.TextField(blank=True, verbose_name='调整理由')),
                ('harm_analysis', models.TextField(blank=True, verbose_name='危害后果分析')),
                ('token', models.UUIDField(blank=True, null=True, unique=True, verbose_name='提交凭证')),
                ('created_at', models.DateTimeField(auto_now_add=True, verbose_name='评估时间')),
                ('assessor', models.ForeignKey(on_delete=django.db.models.deletion.PROTECT, related_name='assessments', to=settings.AUTH_USER_MODEL, verbose_name='评估人')),
                ('enterprise', models.ForeignKey(blank=True, null=True, on_delete=django.db.models.deletion.PROTECT, related_name='assessments', to='registers.enterprise', verbose_name='企业')),
                ('info', models.ForeignKey(on_delete=django.db.models.deletion.PROTECT, related_name='assessments', to='riskinfo.riskinfo', verbose_name='风险信息')),
                ('replaces', models.OneToOneField(blank=True, null=True, on_delete=django.db.models.deletion.PROTECT, related_name='replaced_by', to='warnings.riskassessment', verbose_name='替代的版本')),
            ],
            options={
                'verbose_name': '研判评估',
                'verbose_name_plural': '研判评估',
                'ordering': ['info', '-version'],
                'constraints': [models.UniqueConstraint(fields=('info', 'version'), name='assessment_version_once'), models.CheckConstraint(condition=models.Q(('produced', None), ('sold', None), ('sold__lte', models.F('produced')), _connector='OR'), name='assessment_sold_within_produced', violation_error_message='销售数量不能大于生产数量。'), models.CheckConstraint(condition=models.Q(models.Q(('outcome__in', ['LEVEL_1', 'LEVEL_2', 'LEVEL_3']), models.Q(('decided_level', ''), _negated=True)), models.Q(models.Q(('outcome__in', ['LEVEL_1', 'LEVEL_2', 'LEVEL_3']), _negated=True), ('decided_level', '')), _connector='OR'), name='assessment_level_where_one_fits', violation_error_message='只有能列级的评估才有级别，而且必须有。'), models.CheckConstraint(condition=models.Q(('decided_level', ''), ('decided_level', models.F('outcome')), models.Q(('decision_reason', ''), _negated=True), _connector='OR'), name='assessment_change_with_reason', violation_error_message='评估级别与建议不同，须写明理由。'), models.CheckConstraint(condition=models.Q(('outcome', 'UNDETERMINED'), ('provisional', ''), _connector='OR'), name='assessment_provisional_while_undetermined')],
            },
        ),
        migrations.CreateModel(
            name='Warning',
            fields=[
                ('case', models.OneToOneField(on_delete=django.db.models.deletion.PROTECT, primary_key=True, related_name='%(class)s', serialize=False, to='casefile.casefile', verbose_name='案卷')),
                ('state', django_fsm.FSMField(choices=[('DRAFT', '拟制'), ('IN_REVIEW', '审核审批'), ('RETURNED', '已退回'), ('APPROVED', '已批准'), ('ISSUED', '已发布'), ('HANDLING', '处置中'), ('LIFT_REVIEW', '拟解除'), ('LIFTED', '已解除'), ('ARCHIVED', '已归档'), ('CANCELLED', '已取消'), ('WITHDRAWN', '已撤回')], default='DRAFT', editable=False, max_length=50, protected=True, verbose_name='环节')),
                ('suggested_level', models.CharField(choices=[('LEVEL_1', '一级'), ('LEVEL_2', '二级'), ('LEVEL_3', '三级')], max_length=10, verbose_name='建议级别')),
                ('level', models.CharField(choices=[('LEVEL_1', '一级'), ('LEVEL_2', '二级'), ('LEVEL_3', '三级')], max_length=10, verbose_name='预警级别')),
                ('level_reason', models.TextField(blank=True, verbose_name='调整理由')),
                ('scope_enterprise', models.BooleanField(default=True, verbose_name='企业')),
                ('scope_industry', models.BooleanField(default=False, verbose_name='行业')),
                ('scope_region', models.BooleanField(default=False, verbose_name='区域')),
                ('countywide', models.BooleanField(default=False, verbose_name='涉及全县')),
                ('major_impact', models.BooleanField(default=False, verbose_name='有重大影响')),
                ('risk_kind', models.CharField(choices=[('ACTUAL', '已存在的风险'), ('POTENTIAL', '潜在的危害')], default='ACTUAL', max_length=10, verbose_name='风险性质')),
                ('summary', models.TextField(verbose_name='风险情况')),
                ('requirements', models.TextField(blank=True, verbose_name='补充要求')),
                ('recipients', models.JSONField(default=list, verbose_name='收文单位')),
                ('submitted_at', models.DateTimeField(blank=True, null=True, verbose_name='提交时间')),
                ('reviewed_at', models.DateTimeField(blank=True, null=True, verbose_name='审核时间')),
                ('approved_at', models.DateTimeField(blank=True, null=True, verbose_name='批准时间')),
                ('issued_at', models.DateTimeField(blank=True, null=True, verbose_name='发布时间')),
                ('acknowledged_at', models.DateTimeField(blank=True, null=True, verbose_name='签收时间')),
                ('lift_result', models.TextField(blank=True, verbose_name='处理结果')),
                ('recall_outcome', models.CharField(blank=True, choices=[('FINISHED', '已追回完毕'), ('IMPOSSIBLE', '无法追回，有书面报告'), ('NOT_SOLD', '产品未售出，无须追回')], max_length=12, verbose_name='追回结果')),
                ('recall_report', models.TextField(blank=True, verbose_name='追回情况')),
                ('reinspection', models.CharField(blank=True, choices=[('PASS', '合格'), ('FAIL', '不合格')], max_length=4, verbose_name='复检结果')),
                ('reinspection_report', models.CharField(blank=True, max_length=100, verbose_name='复检报告')),
                ('reinspected_on', models.DateField(blank=True, null=True, verbose_name='复检日期')),
                ('reported_city_on', models.DateField(blank=True, null=True, verbose_name='报告上级局日期')),
                ('reported_government_on', models.DateField(blank=True, null=True, verbose_name='报告本级政府日期')),
                ('lift_requested_at', models.DateTimeField(blank=True, null=True, verbose_name='申请解除时间')),
                ('lifted_at', models.DateTimeField(blank=True, null=True, verbose_name='解除时间')),
                ('lift_notice_issued_at', models.DateTimeField(blank=True, null=True, verbose_name='解除通报印发时间')),
                ('acknowledged_by', models.ForeignKey(blank=True, null=True, on_delete=django.db.models.deletion.PROTECT, related_name='+', to=settings.AUTH_USER_MODEL, verbose_name='签收人')),
                ('approved_by', models.ForeignKey(blank=True, null=True, on_delete=django.db.models.deletion.PROTECT, related_name='+', to=settings.AUTH_USER_MODEL, verbose_name='批准人')),
                ('assessment', models.ForeignKey(on_delete=django.db.models.deletion.PROTECT, related_name='warnings', to='warnings.riskassessment', verbose_name='评估')),
                ('author', models.ForeignKey(on_delete=django.db.models.deletion.PROTECT, related_name='+', to=settings.AUTH_USER_MODEL, verbose_name='拟稿人')),
                ('info', models.ForeignKey(on_delete=django.db.models.deletion.PROTECT, related_name='warnings', to='riskinfo.riskinfo', verbose_name='风险信息')),
                ('issued_by', models.ForeignKey(blank=True, null=True, on_delete=django.db.models.deletion.PROTECT, related_name='+', to=settings.AUTH_USER_MODEL, verbose_name='发布人')),
                ('lift_notice', models.ForeignKey(blank=True, null=True, on_delete=django.db.models.deletion.PROTECT, related_name='+', to='documents.document', verbose_name='解除通报')),
                ('lift_requested_by', models.ForeignKey(blank=True, null=True, on_delete=django.db.models.deletion.PROTECT, related_name='+', to=settings.AUTH_USER_MODEL, verbose_name='解除申请人')),
                ('lifted_by', models.ForeignKey(blank=True, null=True, on_delete=django.db.models.deletion.PROTECT, related_name='+', to=settings.AUTH_USER_MODEL, verbose_name='批准解除人')),
                ('notice', models.ForeignKey(blank=True, null=True, on_delete=django.db.models.deletion.PROTECT, related_name='+', to='documents.document', verbose_name='警示通报')),
                ('reviewed_by', models.ForeignKey(blank=True, null=True, on_delete=django.db.models.deletion.PROTECT, related_name='+', to=settings.AUTH_USER_MODEL, verbose_name='审核人')),
            ],
            options={
                'verbose_name': '风险预警',
                'verbose_name_plural': '风险预警',
                'constraints': [models.UniqueConstraint(condition=models.Q(('state__in', ['ARCHIVED', 'CANCELLED', 'LIFTED', 'WITHDRAWN']), _negated=True), fields=('info',), name='warning_one_open_an_information', violation_error_message='这条风险信息已有未解除的预警。'), models.CheckConstraint(condition=models.Q(('level', models.F('suggested_level')), models.Q(('level_reason', ''), _negated=True), _connector='OR'), name='warning_level_change_with_reason', violation_error_message='预警级别与建议不同，须写明调整理由。'), models.CheckConstraint(condition=models.Q(('scope_enterprise', True), ('scope_industry', True), ('scope_region', True), _connector='OR'), name='warning_scope_named', violation_error_message='请至少选择一个预警范围。'), models.CheckConstraint(condition=models.Q(('approved_by', None), ('author', None), models.Q(('approved_by', models.F('author')), _negated=True), _connector='OR'), name='warning_approver_did_not_draft', violation_error_message='拟稿人不能批准自己拟的预警。'), models.CheckConstraint(condition=models.Q(('reviewed_by', None), ('author', None), models.Q(('reviewed_by', models.F('author')), _negated=True), _connector='OR'), name='warning_reviewer_did_not_draft', violation_error_message='拟稿人不能审核自己拟的预警。'), models.CheckConstraint(condition=models.Q(('lifted_by', None), ('lift_requested_by', None), models.Q(('lifted_by', models.F('lift_requested_by')), _negated=True), _connector='OR'), name='warning_lifter_did_not_ask', violation_error_message='申请解除的人不能批准解除。'), models.CheckConstraint(condition=models.Q(models.Q(('state__in', ['APPROVED', 'ARCHIVED', 'HANDLING', 'ISSUED', 'LIFTED', 'LIFT_REVIEW', 'WITHDRAWN']), _negated=True), models.Q(('approved_at__isnull', False), ('approved_by__isnull', False), ('notice__isnull', False), ('reviewed_at__isnull', False), ('reviewed_by__isnull', False), ('submitted_at__isnull', False)), _connector='OR'), name='warning_approved_when_state_says', violation_error_message='尚未审核、批准，不能往下办理。'), models.CheckConstraint(condition=models.Q(models.Q(('state__in', ['ARCHIVED', 'HANDLING', 'ISSUED', 'LIFTED', 'LIFT_REVIEW', 'WITHDRAWN']), _negated=True), models.Q(('issued_at__isnull', False), ('issued_by__isnull', False)), _connector='OR'), name='warning_issued_when_state_says', violation_error_message='尚未发布，不能往下办理。'), models.CheckConstraint(condition=models.Q(models.Q(('state__in', ['ARCHIVED', 'LIFTED', 'LIFT_REVIEW']), _negated=True), models.Q(('acknowledged_at__isnull', False), ('acknowledged_by__isnull', False), ('lift_requested_at__isnull', False), ('lift_requested_by__isnull', False), ('reported_city_on__isnull', False), ('reported_government_on__isnull', False)), _connector='OR'), name='warning_lift_asked_when_state_says', violation_error_message='申请解除须写明处理结果和向上报告的日期。'), models.CheckConstraint(condition=models.Q(models.Q(('state__in', ['ARCHIVED', 'LIFTED']), _negated=True), models.Q(('lift_notice__isnull', False), ('lifted_at__isnull', False), ('lifted_by__isnull', False)), _connector='OR'), name='warning_lifted_when_state_says', violation_error_message='尚未批准解除，不能往下办理。'), models.CheckConstraint(condition=models.Q(models.Q(('state', 'ARCHIVED'), _negated=True), ('lift_notice_issued_at__isnull', False), _connector='OR'), name='warning_archived_after_lift_notice', violation_error_message='解除通报印发后才能归档。')],
            },
            bases=(django_fsm.ConcurrentTransitionMixin, models.Model),
        ),
    ]
