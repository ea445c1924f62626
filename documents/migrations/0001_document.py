import django.db.models.deletion
import django_fsm
import documents.models
from django.conf import settings
from django.db import migrations, models


class Migration(migrations.Migration):

    initial = True

    dependencies = [
        ('accounts', '0001_initial'),
        ('accounts', '__first__'),
        ('casefile', '0002_trail_guard'),
        ('registers', '0001_initial'),
    ]

    operations = [
        migrations.CreateModel(
            name='Document',
            fields=[
                ('id', models.BigAutoField(auto_created=True, primary_key=True, serialize=False, verbose_name='ID')),
                ('kind', models.CharField(max_length=24, verbose_name='文种')),
                ('title', models.CharField(max_length=200, verbose_name='标题')),
                ('body', models.TextField(blank=True, verbose_name='正文')),
                ('state', django_fsm.FSMField(choices=[('DRAFT', '拟稿'), ('CHECK', '核稿'), ('TO_SIGN', '待签发'), ('SIGNED', '已签发'), ('NUMBERED', '已编号'), ('SEALED', '已用印'), ('ISSUED', '已印发'), ('RETURNED', '已退回'), ('VOID', '已作废'), ('REVOKED', '已撤销'), ('ARCHIVED', '已归档')], default='DRAFT', editable=False, max_length=50, protected=True, verbose_name='环节')),
                ('driven', models.BooleanField(default=False, verbose_name='随案卷办理')),
                ('creation_token', models.UUIDField(blank=True, null=True, unique=True, verbose_name='拟稿凭证')),
                ('organ_code', models.CharField(blank=True, max_length=30, verbose_name='发文代字')),
                ('year', models.PositiveSmallIntegerField(blank=True, null=True, verbose_name='年份')),
                ('sequence', models.PositiveIntegerField(blank=True, null=True, verbose_name='序号')),
                ('drafted_at', models.DateTimeField(verbose_name='拟稿时间')),
                ('submitted_at', models.DateTimeField(blank=True, null=True, verbose_name='送核时间')),
                ('checked_at', models.DateTimeField(blank=True, null=True, verbose_name='核稿时间')),
                ('signed_at', models.DateTimeField(blank=True, null=True, verbose_name='签发时间')),
                ('document_date', models.DateField(blank=True, null=True, verbose_name='成文日期')),
                ('content', models.JSONField(blank=True, editable=False, null=True, verbose_name='签发内容')),
                ('content_sha256', models.CharField(blank=True, editable=False, max_length=64, verbose_name='签发内容 SHA-256')),
                ('fonts_used', models.JSONField(blank=True, default=list, editable=False, verbose_name='所用字体')),
                ('signed_file', models.FileField(blank=True, editable=False, upload_to=documents.models.storage_path, verbose_name='签发稿')),
                ('signed_sha256', models.CharField(blank=True, editable=False, max_length=64, verbose_name='签发稿 SHA-256')),
                ('paper_file', models.FileField(blank=True, editable=False, upload_to=documents.models.storage_path, verbose_name='正本')),
                ('paper_sha256', models.CharField(blank=True, editable=False, max_length=64, verbose_name='正本 SHA-256')),
                ('numbered_at', models.DateTimeField(blank=True, null=True, verbose_name='编号时间')),
                ('sealed_at', models.DateTimeField(blank=True, null=True, verbose_name='用印时间')),
                ('issued_at', models.DateTimeField(blank=True, null=True, verbose_name='印发时间')),
                ('voided_at', models.DateTimeField(blank=True, null=True, verbose_name='作废时间')),
                ('voided_reason', models.TextField(blank=True, verbose_name='作废理由')),
                ('revoked_at', models.DateTimeField(blank=True, null=True, verbose_name='撤销时间')),
                ('archived_at', models.DateTimeField(blank=True, null=True, verbose_name='归档时间')),
                ('bureau', models.ForeignKey(on_delete=django.db.models.deletion.PROTECT, related_name='documents', to='accounts.bureau', verbose_name='发文机关')),
                ('case', models.ForeignKey(on_delete=django.db.models.deletion.PROTECT, related_name='documents', to='casefile.casefile', verbose_name='案卷')),
                ('checker', models.ForeignKey(blank=True, null=True, on_delete=django.db.models.deletion.PROTECT, related_name='+', to=settings.AUTH_USER_MODEL, verbose_name='核稿人')),
                ('cites', models.ForeignKey(blank=True, null=True, on_delete=django.db.models.deletion.PROTECT, related_name='cited_by', to='documents.document', verbose_name='引用的文书')),
                ('department', models.ForeignKey(on_delete=django.db.models.deletion.PROTECT, related_name='documents', to='accounts.department', verbose_name='拟稿单位')),
                ('drafter', models.ForeignKey(on_delete=django.db.models.deletion.PROTECT, related_name='drafted', to=settings.AUTH_USER_MODEL, verbose_name='拟稿人')),
                ('issued_by', models.ForeignKey(blank=True, null=True, on_delete=django.db.models.deletion.PROTECT, related_name='+', to=settings.AUTH_USER_MODEL)),
                ('numbered_by', models.ForeignKey(blank=True, null=True, on_delete=django.db.models.deletion.PROTECT, related_name='+', to=settings.AUTH_USER_MODEL)),
                ('scan', models.ForeignKey(blank=True, null=True, on_delete=django.db.models.deletion.PROTECT, related_name='+', to='casefile.attachment', verbose_name='盖章扫描件')),
                ('sealed_by', models.ForeignKey(blank=True, null=True, on_delete=django.db.models.deletion.PROTECT, related_name='+', to=settings.AUTH_USER_MODEL)),
                ('signer', models.ForeignKey(blank=True, null=True, on_delete=django.db.models.deletion.PROTECT, related_name='signed', to=settings.AUTH_USER_MODEL, verbose_name='签发人')),
                ('voided_by', models.ForeignKey(blank=True, null=True, on_delete=django.db.models.deletion.PROTECT, related_name='+', to=settings.AUTH_USER_MODEL)),
            ],
            options={
                'verbose_name': '文书',
                'verbose_name_plural': '文书',
                'ordering': ['-drafted_at', '-pk'],
                'indexes': [models.Index(fields=['bureau', 'state', '-drafted_at'], name='document_bureau_state'), models.Index(fields=['bureau', '-drafted_at', '-id'], name='document_bureau_drafted')],
                'constraints': [models.UniqueConstraint(fields=('bureau', 'organ_code', 'year', 'sequence'), name='document_number_once', violation_error_message='这个发文字号已经用过。'), models.CheckConstraint(condition=models.Q(models.Q(('numbered_at', None), ('numbered_by', None), ('organ_code', ''), ('paper_file', ''), ('paper_sha256', ''), ('sequence', None), ('year', None)), models.Q(models.Q(('organ_code', ''), _negated=True), ('numbered_at__isnull', False), ('numbered_by__isnull', False), ('sequence__gte', 1), ('year__isnull', False), models.Q(('paper_file', ''), _negated=True), models.Q(('paper_sha256', ''), _negated=True)), _connector='OR'), name='document_number_whole', violation_error_message='发文字号的代字、年份、序号和正本要么都有，要么都没有。'), models.CheckConstraint(condition=models.Q(models.Q(('content__isnull', True), ('content_sha256', ''), ('document_date', None), ('signed_at', None), ('signed_file', ''), ('signed_sha256', ''), ('signer', None)), models.Q(('content__isnull', False), ('document_date__isnull', False), ('signed_at__isnull', False), ('signer__isnull', False), models.Q(('content_sha256', ''), _negated=True), models.Q(('signed_file', ''), _negated=True), models.Q(('signed_sha256', ''), _negated=True)), _connector='OR'), name='document_signature_whole', violation_error_message='签发人、成文日期、签发稿及其摘要要么都有，要么都没有。'), models.CheckConstraint(condition=models.Q(models.Q(('state__in', ['CHECK', 'DRAFT', 'RETURNED', 'TO_SIGN']), _negated=True), ('signed_at', None), _connector='OR'), name='document_unsigned_not_frozen', violation_error_message='已经签发的文书不能退回到签发之前。'), models.CheckConstraint(condition=models.Q(('signer', None), models.Q(('signer', models.F('drafter')), _negated=True), _connector='OR'), name='document_signer_did_not_draft', violation_error_message='拟稿人不能签发自己拟的文书，请由其他领导签发。'), models.CheckConstraint(condition=models.Q(('checker', None), models.Q(('checker', models.F('drafter')), _negated=True), _connector='OR'), name='document_checker_did_not_draft', violation_error_message='拟稿人不能核自己拟的稿，请由其他负责人核稿。'), models.CheckConstraint(condition=models.Q(models.Q(('state', 'VOID'), ('voided_at__isnull', False), ('voided_by__isnull', False), models.Q(('voided_reason', ''), _negated=True)), models.Q(models.Q(('state', 'VOID'), _negated=True), ('voided_at', None), ('voided_by', None), ('voided_reason', '')), _connector='OR'), name='document_void_with_reason', violation_error_message='作废文书须写明理由。'), models.CheckConstraint(condition=models.Q(models.Q(('state__in', ['ARCHIVED', 'ISSUED', 'NUMBERED', 'REVOKED', 'SEALED', 'SIGNED']), _negated=True), models.Q(('state__in', ['ARCHIVED', 'ISSUED', 'NUMBERED', 'REVOKED', 'SEALED', 'SIGNED']), ('signed_at__isnull', False)), _connector='OR'), name='document_signed_when_state_says', violation_error_message='尚未签发，不能往下办理。'), models.CheckConstraint(condition=models.Q(models.Q(('state__in', ['ARCHIVED', 'ISSUED', 'NUMBERED', 'REVOKED', 'SEALED']), _negated=True), models.Q(('state__in', ['ARCHIVED', 'ISSUED', 'NUMBERED', 'REVOKED', 'SEALED']), ('numbered_at__isnull', False)), _connector='OR'), name='document_numbered_when_state_says', violation_error_message='尚未编号，不能往下办理。'), models.CheckConstraint(condition=models.Q(models.Q(('state__in', ['ARCHIVED', 'ISSUED', 'REVOKED', 'SEALED']), _negated=True), models.Q(('state__in', ['ARCHIVED', 'ISSUED', 'REVOKED', 'SEALED']), ('sealed_at__isnull', False)), _connector='OR'), name='document_sealed_when_state_says', violation_error_message='尚未用印，不能往下办理。'), models.CheckConstraint(condition=models.Q(models.Q(('state__in', ['ARCHIVED', 'ISSUED', 'REVOKED']), _negated=True), models.Q(('state__in', ['ARCHIVED', 'ISSUED', 'REVOKED']), ('issued_at__isnull', False)), _connector='OR'), name='document_issued_when_state_says', violation_error_message='尚未印发，不能往下办理。')],
            },
            bases=(django_fsm.ConcurrentTransitionMixin, models.Model),
        ),
        migrations.CreateModel(
            name='Recipient',
            fields=[
                ('id', models.BigAutoField(auto_created=True, primary_key=True, serialize=False, verbose_name='ID')),
                ('name', models.CharField(max_length=120, verbose_name='名称')),
                ('cc', models.BooleanField(default=False, verbose_name='抄送')),
                ('order', models.PositiveSmallIntegerField(default=0, verbose_name='排序')),
                ('department', models.ForeignKey(blank=True, null=True, on_delete=django.db.models.deletion.PROTECT, related_name='+', to='accounts.department', verbose_name='本局单位')),
                ('document', models.ForeignKey(on_delete=django.db.models.deletion.PROTECT, related_name='recipients', to='documents.document', verbose_name='文书')),
                ('enterprise', models.ForeignKey(blank=True, null=True, on_delete=django.db.models.deletion.PROTECT, related_name='documents_received', to='registers.enterprise', verbose_name='企业')),
            ],
            options={
                'verbose_name': '收文单位',
                'verbose_name_plural': '收文单位',
                'ordering': ['cc', 'order', 'pk'],
                'constraints': [models.UniqueConstraint(fields=('document', 'name'), name='recipient_once', violation_error_message='收文单位重复。'), models.CheckConstraint(condition=models.Q(('department', None), ('enterprise', None), _connector='OR'), name='recipient_unit_or_enterprise')],
            },
        ),
        migrations.CreateModel(
            name='ServiceReceipt',
            fields=[
                ('id', models.BigAutoField(auto_created=True, primary_key=True, serialize=False, verbose_name='ID')),
                ('method', models.CharField(choices=[('DIRECT', '直接送达'), ('LEFT', '留置送达'), ('MAIL', '邮寄送达'), ('ENTRUSTED', '委托送达'), ('ELECTRONIC', '电子送达'), ('PUBLIC_NOTICE', '公告送达')], max_length=16, verbose_name='送达方式')),
                ('served_on', models.DateField(verbose_name='送达日期')),
                ('received_by', models.CharField(blank=True, max_length=60, verbose_name='签收人')),
                ('note', models.CharField(blank=True, max_length=200, verbose_name='说明')),
                ('at', models.DateTimeField(verbose_name='登记时间')),
                ('recipient', models.ForeignKey(on_delete=django.db.models.deletion.PROTECT, related_name='receipts', to='documents.recipient', verbose_name='收文单位')),
                ('recorded_by', models.ForeignKey(on_delete=django.db.models.deletion.PROTECT, related_name='+', to=settings.AUTH_USER_MODEL, verbose_name='登记人')),
            ],
            options={
                'verbose_name': '送达回证',
                'verbose_name_plural': '送达回证',
                'ordering': ['served_on', 'pk'],
            },
        ),
    ]
