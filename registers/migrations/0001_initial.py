import django.db.models.deletion
import registers.fields
import registers.validators
from django.db import migrations, models


class Migration(migrations.Migration):

    initial = True

    dependencies = [
        ('accounts', '0001_initial'),
    ]

    operations = [
        migrations.CreateModel(
            name='CalendarYear',
            fields=[
                ('id', models.BigAutoField(auto_created=True, primary_key=True, serialize=False, verbose_name='ID')),
                ('year', models.PositiveSmallIntegerField(unique=True, verbose_name='年度')),
                ('status', models.CharField(choices=[('PUBLISHED', '已公布'), ('ESTIMATED', '暂估')], max_length=12, verbose_name='状态')),
                ('notice_no', models.CharField(blank=True, max_length=120, verbose_name='放假通知')),
                ('revision', models.PositiveIntegerField(default=1, editable=False, verbose_name='修订次数')),
            ],
            options={
                'verbose_name': '日历年度',
                'verbose_name_plural': '日历年度',
                'ordering': ['-year'],
            },
        ),
        migrations.CreateModel(
            name='Catalogue',
            fields=[
                ('id', models.BigAutoField(auto_created=True, primary_key=True, serialize=False, verbose_name='ID')),
                ('code', models.CharField(max_length=40, unique=True, verbose_name='代码')),
                ('name', models.CharField(max_length=120, verbose_name='名称')),
                ('year', models.PositiveSmallIntegerField(verbose_name='年度')),
                ('level', models.CharField(choices=[('NATIONAL', '国家级'), ('PROVINCE', '省级'), ('PREFECTURE', '市（州）级'), ('COUNTY', '县级')], max_length=12, verbose_name='层级')),
                ('issuer', models.CharField(max_length=80, verbose_name='发布机关')),
                ('document_number', models.CharField(blank=True, max_length=60, verbose_name='文号')),
                ('valid_from', models.DateField(blank=True, null=True, verbose_name='生效日期')),
                ('valid_to', models.DateField(blank=True, null=True, verbose_name='失效日期')),
            ],
            options={
                'verbose_name': '产品目录',
                'verbose_name_plural': '产品目录',
                'ordering': ['-year', 'level', 'code'],
                'constraints': [models.CheckConstraint(condition=models.Q(('valid_to', None), ('valid_from', None), ('valid_to__gte', models.F('valid_from')), _connector='OR'), name='catalogue_validity_ordered', violation_error_message='失效日期不能早于生效日期。')],
            },
        ),
        migrations.CreateModel(
            name='InfoSource',
            fields=[
                ('id', models.BigAutoField(auto_created=True, primary_key=True, serialize=False, verbose_name='ID')),
                ('code', models.CharField(max_length=40, unique=True, verbose_name='代码')),
                ('name', models.CharField(max_length=60, verbose_name='名称')),
                ('kind', models.CharField(choices=[('SUPERVISION', '监管执法'), ('TECHNICAL', '监测检验'), ('OFFICIAL', '上级与部门'), ('SOCIAL', '社会渠道'), ('INDUSTRY', '企业与行业'), ('OTHER', '其他')], max_length=12, verbose_name='类别')),
                ('owner_unit', models.CharField(blank=True, max_length=60, verbose_name='归口单位')),
                ('active', models.BooleanField(default=True, verbose_name='在用')),
                ('order', models.PositiveSmallIntegerField(default=100, verbose_name='排序')),
            ],
            options={
                'verbose_name': '信息来源',
                'verbose_name_plural': '信息来源',
                'ordering': ['order', 'code'],
            },
        ),
        migrations.CreateModel(
            name='CalendarDay',
            fields=[
                ('id', models.BigAutoField(auto_created=True, primary_key=True, serialize=False, verbose_name='ID')),
                ('date', models.DateField(unique=True, verbose_name='日期')),
                ('kind', models.CharField(choices=[('HOLIDAY', '休'), ('WORKDAY', '班')], max_length=8, verbose_name='类型')),
                ('name', models.CharField(max_length=20, verbose_name='名称')),
                ('source', models.CharField(blank=True, max_length=120, verbose_name='依据')),
                ('year', models.ForeignKey(help_text='元旦的调休可能在上一年12月，仍属下一年的通知。', on_delete=django.db.models.deletion.PROTECT, related_name='days', to='registers.calendaryear', verbose_name='通知年度')),
            ],
            options={
                'verbose_name': '节假日与调休',
                'verbose_name_plural': '节假日与调休',
                'ordering': ['date'],
            },
        ),
        migrations.CreateModel(
            name='LegalBasis',
            fields=[
                ('id', models.BigAutoField(auto_created=True, primary_key=True, serialize=False, verbose_name='ID')),
                ('title', models.CharField(max_length=120, verbose_name='名称')),
                ('number', models.CharField(blank=True, max_length=80, verbose_name='文号或令号')),
                ('article', models.CharField(blank=True, help_text='例如“第十八条”；空白表示整部。', max_length=40, verbose_name='条款')),
                ('text', models.TextField(blank=True, verbose_name='条文或要点')),
                ('valid_from', models.DateField(blank=True, null=True, verbose_name='施行日期')),
                ('valid_to', models.DateField(blank=True, null=True, verbose_name='失效日期')),
                ('verified', models.BooleanField(default=False, verbose_name='已核对原文')),
                ('verified_by', models.CharField(blank=True, max_length=120, verbose_name='核对人及来源')),
            ],
            options={
                'verbose_name': '法律依据',
                'verbose_name_plural': '法律依据',
                'ordering': ['title', 'article', 'pk'],
                'constraints': [models.UniqueConstraint(fields=('title', 'number', 'article'), name='legal_basis_once', violation_error_message='这一条款已在库中。'), models.CheckConstraint(condition=models.Q(('verified', False), models.Q(('verified_by', ''), _negated=True), _connector='OR'), name='legal_basis_verified_by_someone', violation_error_message='标为“已核对原文”时请写明核对人及来源。')],
            },
        ),
        migrations.CreateModel(
            name='ProductType',
            fields=[
                ('id', models.BigAutoField(auto_created=True, primary_key=True, serialize=False, verbose_name='ID')),
                ('code', models.CharField(max_length=60, unique=True, verbose_name='代码')),
                ('name', models.CharField(max_length=80, verbose_name='名称')),
                ('domain', models.CharField(choices=[('INDUSTRIAL', '工业产品'), ('FOOD_CONTACT', '食品相关产品'), ('CONSUMER', '消费品')], max_length=12, verbose_name='领域')),
                ('elderly_or_child', models.BooleanField(default=False, verbose_name='“一老一小”用品')),
                ('standard_missing', models.BooleanField(default=False, verbose_name='标准缺失')),
                ('licence_required', models.BooleanField(default=False, verbose_name='实行生产许可证管理')),
                ('ccc_required', models.BooleanField(default=False, verbose_name='实行强制性产品认证')),
                ('mandatory_standard', models.BooleanField(default=False, verbose_name='执行强制性标准')),
                ('risk_grade', models.CharField(blank=True, choices=[('HIGH', '高风险'), ('MEDIUM_HIGH', '较高风险'), ('GENERAL', '一般风险'), ('LOW', '低风险')], max_length=12, null=True, verbose_name='产品风险等级')),
                ('active', models.BooleanField(default=True, verbose_name='在用')),
                ('order', models.PositiveSmallIntegerField(default=100, verbose_name='排序')),
                ('parent', models.ForeignKey(blank=True, null=True, on_delete=django.db.models.deletion.PROTECT, related_name='items', to='registers.producttype', verbose_name='上级类别')),
            ],
            options={
                'verbose_name': '产品类别',
                'verbose_name_plural': '产品类别',
                'ordering': ['order', 'code'],
            },
        ),
        migrations.CreateModel(
            name='CatalogueEntry',
            fields=[
                ('id', models.BigAutoField(auto_created=True, primary_key=True, serialize=False, verbose_name='ID')),
                ('order', models.PositiveSmallIntegerField(default=100, verbose_name='序号')),
                ('group', models.CharField(blank=True, max_length=40, verbose_name='分组')),
                ('note', models.CharField(blank=True, max_length=200, verbose_name='备注')),
                ('catalogue', models.ForeignKey(on_delete=django.db.models.deletion.PROTECT, related_name='entries', to='registers.catalogue', verbose_name='目录')),
                ('product_type', models.ForeignKey(on_delete=django.db.models.deletion.PROTECT, related_name='catalogue_entries', to='registers.producttype', verbose_name='产品类别')),
            ],
            options={
                'verbose_name': '目录条目',
                'verbose_name_plural': '目录条目',
                'ordering': ['catalogue', 'order', 'pk'],
                'constraints': [models.UniqueConstraint(fields=('catalogue', 'product_type'), name='catalogue_entry_once', violation_error_message='这个产品类别已在目录中。')],
            },
        ),
        migrations.AddField(
            model_name='catalogue',
            name='product_types',
            field=models.ManyToManyField(related_name='catalogues', through='registers.CatalogueEntry', to='registers.producttype', verbose_name='产品类别'),
        ),
        migrations.CreateModel(
            name='Region',
            fields=[
                ('id', models.BigAutoField(auto_created=True, primary_key=True, serialize=False, verbose_name='ID')),
                ('code', models.CharField(max_length=12, unique=True, verbose_name='行政区划代码')),
                ('name', models.CharField(max_length=60, verbose_name='名称')),
                ('level', models.CharField(choices=[('PROVINCE', '省级'), ('PREFECTURE', '地级'), ('COUNTY', '县级'), ('TOWN', '乡镇（街道）'), ('VILLAGE', '村（社区）')], max_length=12, verbose_name='级别')),
                ('active', models.BooleanField(default=True, verbose_name='在用')),
                ('parent', models.ForeignKey(blank=True, null=True, on_delete=django.db.models.deletion.PROTECT, related_name='children', to='registers.region', verbose_name='上级区划')),
            ],
            options={
                'verbose_name': '行政区划',
                'verbose_name_plural': '行政区划',
                'ordering': ['code'],
            },
        ),
        migrations.CreateModel(
            name='Enterprise',
            fields=[
                ('id', models.BigAutoField(auto_created=True, primary_key=True, serialize=False, verbose_name='ID')),
                ('name', models.CharField(max_length=120, verbose_name='企业名称')),
                ('initials', registers.fields.InitialsField(blank=True, editable=False, max_length=120, of='name', verbose_name='拼音首字母')),
                ('uscc', registers.fields.UsccField(blank=True, help_text='18位，可带空格或横线粘贴。', max_length=18, verbose_name='统一社会信用代码')),
                ('no_uscc_reason', models.CharField(blank=True, help_text='没有18位代码时必填，如“无证经营”或原15位注册号。', max_length=100, verbose_name='无代码原因')),
                ('address', models.CharField(blank=True, max_length=200, verbose_name='地址')),
                ('contact_person', models.CharField(blank=True, max_length=30, verbose_name='联系人')),
                ('contact_phone', models.CharField(blank=True, max_length=30, validators=[registers.validators.validate_phone], verbose_name='联系电话')),
                ('is_producer', models.BooleanField(default=False, verbose_name='生产者')),
                ('is_seller', models.BooleanField(default=False, verbose_name='销售者')),
                ('tier', models.CharField(choices=[('NORMAL', '常规监管'), ('KEY', '重点监管'), ('SPECIAL', '特别监管')], default='NORMAL', max_length=8, verbose_name='监管类别')),
                ('subject_to_75_76', models.BooleanField(default=False, verbose_name='适用总局令第75、76号')),
                ('quality_director', models.CharField(blank=True, max_length=30, verbose_name='质量安全总监')),
                ('quality_officer', models.CharField(blank=True, max_length=60, verbose_name='质量安全员')),
                ('low_small_scattered', models.BooleanField(default=False, verbose_name='“低小散”企业')),
                ('long_idle', models.BooleanField(default=False, verbose_name='长期不生产')),
                ('no_capacity', models.BooleanField(default=False, verbose_name='已不具备生产能力')),
                ('notes', models.TextField(blank=True, verbose_name='备注')),
                ('active', models.BooleanField(default=True, verbose_name='在用')),
                ('created_at', models.DateTimeField(auto_now_add=True, verbose_name='建档时间')),
                ('updated_at', models.DateTimeField(auto_now=True, verbose_name='更新时间')),
                ('bureau', models.ForeignKey(on_delete=django.db.models.deletion.PROTECT, related_name='enterprises', to='accounts.bureau', verbose_name='管辖局')),
                ('product_types', models.ManyToManyField(blank=True, related_name='enterprises', to='registers.producttype', verbose_name='产品类别')),
                ('region', models.ForeignKey(blank=True, null=True, on_delete=django.db.models.deletion.PROTECT, related_name='enterprises', to='registers.region', verbose_name='所在区划')),
            ],
            options={
                'verbose_name': '企业',
                'verbose_name_plural': '企业',
                'ordering': ['name', 'pk'],
                'indexes': [models.Index(fields=['bureau', 'name', 'id'], name='enterprise_bureau_name'), models.Index(fields=['bureau', 'region', 'name'], name='enterprise_bureau_region'), models.Index(fields=['bureau', 'tier', 'name'], name='enterprise_bureau_tier')],
                'constraints': [models.UniqueConstraint(condition=models.Q(('uscc', ''), _negated=True), fields=('bureau', 'uscc'), name='enterprise_uscc_once_a_bureau', violation_error_message='本局已有企业使用这个统一社会信用代码。'), models.CheckConstraint(condition=models.Q(models.Q(('uscc', ''), _negated=True), models.Q(('no_uscc_reason', ''), _negated=True), _connector='OR'), name='enterprise_uscc_or_reason', violation_error_message='请填写统一社会信用代码；没有代码的，写明原因。')],
            },
        ),
    ]
