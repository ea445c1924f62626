import django.core.validators
import django.db.models.deletion
import django_fsm
from decimal import Decimal
from django.conf import settings
from django.db import migrations, models


class Migration(migrations.Migration):

    dependencies = [
        ('accounts', '0002_events_and_former_passwords'),
        ('accounts', '__first__'),
        ('casefile', '0004_trail_data_is_a_list'),
        ('emergency', '0001_emergency_case'),
    ]

    operations = [
        migrations.CreateModel(
            name='Sealing',
            fields=[
                ('id', models.BigAutoField(auto_created=True, primary_key=True, serialize=False, verbose_name='ID')),
                ('state', django_fsm.FSMField(choices=[('PROPOSED', '提请批准'), ('APPROVED', '已批准待执行'), ('EXECUTED_PENDING_APPROVAL', '先行封存待补批'), ('IN_FORCE', '封存中'), ('EXTENDED', '已延长'), ('LIFTED', '已解除'), ('CONVERTED', '已转处理'), ('DROPPED', '未实施')], default='PROPOSED', editable=False, max_length=32, protected=True, verbose_name='环节')),
                ('trail_subject', models.CharField(blank=True, editable=False, max_length=200, verbose_name='记录中的名称')),
                ('creation_token', models.UUIDField(blank=True, null=True, unique=True, verbose_name='登记凭证')),
                ('title', models.CharField(max_length=120, verbose_name='封存什么')),
                ('party', models.CharField(max_length=120, verbose_name='当事人')),
                ('place', models.CharField(max_length=160, verbose_name='封存地点')),
                ('ground', models.TextField(max_length=2000, verbose_name='事实和依据')),
                ('proposed_at', models.DateTimeField(verbose_name='提请时间')),
                ('approved_at', models.DateTimeField(blank=True, null=True, verbose_name='批准时间')),
                ('attendance', models.CharField(blank=True, choices=[('PARTY', '当事人到场'), ('WITNESS', '当事人不到场，由见证人到场')], max_length=12, verbose_name='到场情况')),
                ('attended_by', models.CharField(blank=True, max_length=60, verbose_name='到场的当事人或见证人')),
                ('executed_at', models.DateTimeField(blank=True, null=True, verbose_name='封存时间')),
                ('approval_due_at', models.DateTimeField(blank=True, null=True, verbose_name='补办批准时限')),
                ('decision_number', models.CharField(blank=True, max_length=80, verbose_name='决定书文号')),
                ('expires_on', models.DateField(blank=True, null=True, verbose_name='到期日')),
                ('extension_asked', models.PositiveSmallIntegerField(blank=True, null=True, verbose_name='申请延长（日）')),
                ('extension_reason', models.TextField(blank=True, max_length=2000, verbose_name='延长理由')),
                ('extension_notified_on', models.DateField(blank=True, null=True, verbose_name='延长告知日期')),
                ('upward_report_on', models.DateField(blank=True, null=True, verbose_name='上报日期')),
                ('upward_report_reference', models.CharField(blank=True, max_length=120, verbose_name='上报文号或方式')),
                ('instruction_from', models.CharField(blank=True, max_length=80, verbose_name='作出指示的上级')),
                ('instruction_on', models.DateField(blank=True, null=True, verbose_name='指示日期')),
                ('instruction', models.TextField(blank=True, max_length=2000, verbose_name='上级指示')),
                ('ended_at', models.DateTimeField(blank=True, null=True, verbose_name='结束时间')),
                ('lift_ground', models.CharField(blank=True, choices=[('NO_VIOLATION', '没有违法行为'), ('UNRELATED', '物品与违法行为无关'), ('HANDLED', '已作出处理决定，不再需要封存'), ('EXPIRED', '封存期限届满'), ('NOT_APPROVED', '不予补办批准或超过24小时未补办'), ('OTHER', '其他不再需要封存的情形')], max_length=16, verbose_name='解除事由')),
                ('conversion', models.CharField(blank=True, choices=[('CONFISCATE', '没收'), ('DESTROY', '销毁'), ('TRANSFER', '移送')], max_length=12, verbose_name='转处理方式')),
                ('conversion_reference', models.CharField(blank=True, max_length=120, verbose_name='处理决定或移送文号')),
                ('approved_by', models.ForeignKey(blank=True, null=True, on_delete=django.db.models.deletion.PROTECT, related_name='+', to=settings.AUTH_USER_MODEL, verbose_name='批准人')),
                ('case', models.ForeignKey(on_delete=django.db.models.deletion.PROTECT, related_name='sealings', to='casefile.casefile', verbose_name='案卷')),
                ('decision_scan', models.ForeignKey(blank=True, null=True, on_delete=django.db.models.deletion.PROTECT, related_name='+', to='casefile.attachment', verbose_name='决定书扫描件')),
                ('department', models.ForeignKey(on_delete=django.db.models.deletion.PROTECT, related_name='+', to='accounts.department', verbose_name='提请单位')),
                ('ended_by', models.ForeignKey(blank=True, null=True, on_delete=django.db.models.deletion.PROTECT, related_name='+', to=settings.AUTH_USER_MODEL, verbose_name='办理结束人')),
                ('extended_by', models.ForeignKey(blank=True, null=True, on_delete=django.db.models.deletion.PROTECT, related_name='+', to=settings.AUTH_USER_MODEL, verbose_name='批准延长人')),
                ('extension_asked_by', models.ForeignKey(blank=True, null=True, on_delete=django.db.models.deletion.PROTECT, related_name='+', to=settings.AUTH_USER_MODEL, verbose_name='申请延长人')),
                ('officer_1', models.ForeignKey(blank=True, null=True, on_delete=django.db.models.deletion.PROTECT, related_name='+', to=settings.AUTH_USER_MODEL, verbose_name='执法人员一')),
                ('officer_2', models.ForeignKey(blank=True, null=True, on_delete=django.db.models.deletion.PROTECT, related_name='+', to=settings.AUTH_USER_MODEL, verbose_name='执法人员二')),
                ('photos', models.ManyToManyField(blank=True, related_name='+', to='casefile.attachment', verbose_name='现场照片')),
                ('proposed_by', models.ForeignKey(on_delete=django.db.models.deletion.PROTECT, related_name='+', to=settings.AUTH_USER_MODEL, verbose_name='提请人')),
            ],
            options={
                'verbose_name': '封存',
                'verbose_name_plural': '封存',
                'ordering': ['pk'],
                'constraints': [models.CheckConstraint(condition=models.Q(('state__in', ['PROPOSED', 'APPROVED', 'EXECUTED_PENDING_APPROVAL', 'IN_FORCE', 'EXTENDED', 'LIFTED', 'CONVERTED', 'DROPPED'])), name='seal_state_known'), models.CheckConstraint(condition=models.Q(models.Q(('state__in', ['CONVERTED', 'EXECUTED_PENDING_APPROVAL', 'EXTENDED', 'IN_FORCE']), _negated=True), models.Q(('executed_at__isnull', False), ('expires_on__isnull', False), ('officer_1__isnull', False), ('officer_2__isnull', False), models.Q(('attendance', ''), _negated=True)), _connector='OR'), name='seal_executed_whole', violation_error_message='封存时间、两名执法人员和到场情况要齐全。'), models.CheckConstraint(condition=models.Q(('officer_1', None), ('officer_2', None), models.Q(('officer_1', models.F('officer_2')), _negated=True), _connector='OR'), name='seal_two_officers', violation_error_message='封存须由两名执法人员实施，不能是同一人。'), models.CheckConstraint(condition=models.Q(models.Q(('state__in', ['CONVERTED', 'EXTENDED', 'IN_FORCE']), _negated=True), ('approved_by__isnull', False), _connector='OR'), name='seal_in_force_when_approved', violation_error_message='封存须经批准。'), models.CheckConstraint(condition=models.Q(('approved_by', None), models.Q(('approved_by', models.F('proposed_by')), _negated=True), _connector='OR'), name='seal_approved_by_another', violation_error_message='提请的人不能批准。'), models.CheckConstraint(condition=models.Q(('extended_by', None), models.Q(('extension_asked__gte', 1), ('extension_asked__lte', 30)), _connector='OR'), name='seal_extension_in_bounds', violation_error_message='延长一次，不超过 30 日。'), models.CheckConstraint(condition=models.Q(models.Q(('state', 'EXTENDED'), _negated=True), ('extended_by__isnull', False), _connector='OR'), name='seal_extended_by_somebody', violation_error_message='延长须经批准。'), models.CheckConstraint(condition=models.Q(models.Q(('state', 'CONVERTED'), _negated=True), models.Q(models.Q(('conversion', ''), _negated=True), models.Q(('conversion_reference', ''), _negated=True)), _connector='OR'), name='seal_converted_with_reference', violation_error_message='转处理须写明方式和文号。')],
            },
            bases=(django_fsm.ConcurrentTransitionMixin, models.Model),
        ),
        migrations.CreateModel(
            name='SealItem',
            fields=[
                ('id', models.BigAutoField(auto_created=True, primary_key=True, serialize=False, verbose_name='ID')),
                ('name', models.CharField(max_length=120, verbose_name='名称')),
                ('spec', models.CharField(blank=True, max_length=120, verbose_name='规格型号、批号')),
                ('quantity', models.DecimalField(decimal_places=2, max_digits=12, validators=[django.core.validators.MinValueValidator(Decimal('0.01'))], verbose_name='数量')),
                ('unit', models.CharField(max_length=12, verbose_name='单位')),
                ('place', models.CharField(blank=True, max_length=120, verbose_name='存放处')),
                ('seal_number', models.CharField(blank=True, max_length=60, verbose_name='封条号')),
                ('sealing', models.ForeignKey(on_delete=django.db.models.deletion.CASCADE, related_name='items', to='emergency.sealing', verbose_name='封存')),
            ],
            options={
                'verbose_name': '封存物品',
                'verbose_name_plural': '封存物品',
                'ordering': ['pk'],
                'constraints': [models.CheckConstraint(condition=models.Q(('quantity__gt', 0)), name='seal_item_quantity_positive')],
            },
        ),
        migrations.CreateModel(
            name='SealPause',
            fields=[
                ('id', models.BigAutoField(auto_created=True, primary_key=True, serialize=False, verbose_name='ID')),
                ('first', models.DateField(verbose_name='检验开始')),
                ('last', models.DateField(verbose_name='检验结束')),
                ('purpose', models.CharField(max_length=200, verbose_name='检验项目')),
                ('notified_on', models.DateField(verbose_name='书面告知日期')),
                ('recorded_by', models.ForeignKey(on_delete=django.db.models.deletion.PROTECT, related_name='+', to=settings.AUTH_USER_MODEL, verbose_name='登记人')),
                ('sealing', models.ForeignKey(on_delete=django.db.models.deletion.PROTECT, related_name='pauses', to='emergency.sealing', verbose_name='封存')),
            ],
            options={
                'verbose_name': '检验期间',
                'verbose_name_plural': '检验期间',
                'ordering': ['first', 'pk'],
                'constraints': [models.CheckConstraint(condition=models.Q(('last__gte', models.F('first'))), name='seal_pause_forward')],
            },
        ),
    ]
