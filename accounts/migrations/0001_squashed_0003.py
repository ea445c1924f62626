import accounts.models
import django.contrib.auth.validators
import django.db.models.deletion
import django.utils.timezone
from django.conf import settings
from django.db import migrations, models


class Migration(migrations.Migration):

    replaces = [('accounts', '0001_initial'), ('accounts', '0002_events_and_former_passwords'), ('accounts', '0003_absences')]

    initial = True

    dependencies = [
        ('auth', '0001_initial'),
    ]

    operations = [
        migrations.CreateModel(
            name='User',
            fields=[
                ('id', models.BigAutoField(auto_created=True, primary_key=True, serialize=False, verbose_name='ID')),
                ('password', models.CharField(max_length=128, verbose_name='password')),
                ('last_login', models.DateTimeField(blank=True, null=True, verbose_name='last login')),
                ('is_superuser', models.BooleanField(default=False, help_text='Designates that this user has all permissions without explicitly assigning them.', verbose_name='superuser status')),
                ('username', models.CharField(error_messages={'unique': 'A user with that username already exists.'}, help_text='Required. 150 characters or fewer. Letters, digits and @/./+/-/_ only.', max_length=150, unique=True, validators=[django.contrib.auth.validators.UnicodeUsernameValidator()], verbose_name='username')),
                ('email', models.EmailField(blank=True, max_length=254, verbose_name='email address')),
                ('is_staff', models.BooleanField(default=False, help_text='Designates whether the user can log into this admin site.', verbose_name='staff status')),
                ('is_active', models.BooleanField(default=True, help_text='Designates whether this user should be treated as active. Unselect this instead of deleting accounts.', verbose_name='active')),
                ('date_joined', models.DateTimeField(default=django.utils.timezone.now, verbose_name='date joined')),
                ('name', models.CharField(max_length=30, verbose_name='姓名')),
                ('title', models.CharField(blank=True, max_length=40, verbose_name='职务')),
                ('phone', models.CharField(blank=True, max_length=20, verbose_name='电话')),
                ('must_change_password', models.BooleanField(default=True, verbose_name='首次登录须改密码')),
                ('groups', models.ManyToManyField(blank=True, help_text='The groups this user belongs to. A user will get all permissions granted to each of their groups.', related_name='user_set', related_query_name='user', to='auth.group', verbose_name='groups')),
                ('user_permissions', models.ManyToManyField(blank=True, help_text='Specific permissions for this user.', related_name='user_set', related_query_name='user', to='auth.permission', verbose_name='user permissions')),
            ],
            options={
                'verbose_name': '用户',
                'verbose_name_plural': '用户',
                'ordering': ['username'],
            },
            managers=[
                ('objects', accounts.models.UserManager()),
            ],
        ),
        migrations.CreateModel(
            name='Bureau',
            fields=[
                ('id', models.BigAutoField(auto_created=True, primary_key=True, serialize=False, verbose_name='ID')),
                ('name', models.CharField(max_length=80, unique=True, verbose_name='全称')),
                ('short_name', models.CharField(max_length=40, verbose_name='规范简称')),
                ('level', models.CharField(choices=[('COUNTY', '县级'), ('PREFECTURE', '市（州）级'), ('PROVINCE', '省级')], max_length=12, verbose_name='层级')),
                ('region_code', models.CharField(max_length=12, verbose_name='行政区划代码')),
                ('organ_code', models.CharField(help_text='例如“清市监”，用于发文字号。', max_length=20, verbose_name='发文代字')),
                ('government_name', models.CharField(blank=True, max_length=80, verbose_name='本级人民政府')),
                ('parent', models.ForeignKey(blank=True, null=True, on_delete=django.db.models.deletion.PROTECT, related_name='children', to='accounts.bureau', verbose_name='上级局')),
            ],
            options={
                'verbose_name': '市场监管局',
                'verbose_name_plural': '市场监管局',
                'ordering': ['region_code'],
            },
        ),
        migrations.CreateModel(
            name='Department',
            fields=[
                ('id', models.BigAutoField(auto_created=True, primary_key=True, serialize=False, verbose_name='ID')),
                ('name', models.CharField(max_length=60, verbose_name='名称')),
                ('kind', models.CharField(choices=[('LEADERS', '局领导'), ('OFFICE', '办公室'), ('SECTION', '股室'), ('STATION_OFFICE', '市场监管所'), ('BRIGADE', '综合行政执法大队'), ('AGENCY', '质检机构'), ('MONITORING_STATION', '监测站')], max_length=20, verbose_name='类别')),
                ('reports_monthly', models.BooleanField(default=False, help_text='每月20日前报送。', verbose_name='按月报送风险信息')),
                ('active', models.BooleanField(default=True, verbose_name='在用')),
                ('order', models.PositiveSmallIntegerField(default=100, verbose_name='排序')),
                ('bureau', models.ForeignKey(on_delete=django.db.models.deletion.PROTECT, related_name='departments', to='accounts.bureau', verbose_name='所属局')),
                ('supervisor', models.ForeignKey(blank=True, null=True, on_delete=django.db.models.deletion.PROTECT, related_name='supervised_departments', to=settings.AUTH_USER_MODEL, verbose_name='分管领导')),
            ],
            options={
                'verbose_name': '内设机构',
                'verbose_name_plural': '内设机构',
                'ordering': ['bureau', 'order', 'pk'],
                'constraints': [models.UniqueConstraint(fields=('bureau', 'name'), name='department_unique_name')],
            },
        ),
        migrations.CreateModel(
            name='AccountEvent',
            fields=[
                ('id', models.BigAutoField(auto_created=True, primary_key=True, serialize=False, verbose_name='ID')),
                ('at', models.DateTimeField(auto_now_add=True, verbose_name='时间')),
                ('what', models.CharField(choices=[('CREATED', '新建账号'), ('CHANGED', '修改账号'), ('DEACTIVATED', '停用账号'), ('ACTIVATED', '恢复账号'), ('PASSWORD_RESET', '重置密码'), ('PASSWORD_CHANGED', '本人修改密码'), ('UNLOCKED', '解除锁定'), ('UNIT_CREATED', '新建机构'), ('UNIT_CHANGED', '修改机构'), ('ABSENCE_SET', '登记外出代理'), ('ABSENCE_ENDED', '终止外出代理')], max_length=20, verbose_name='事项')),
                ('detail', models.JSONField(default=dict, verbose_name='变动')),
                ('actor', models.ForeignKey(on_delete=django.db.models.deletion.PROTECT, related_name='acts_on_accounts', to=settings.AUTH_USER_MODEL, verbose_name='操作人')),
                ('target', models.ForeignKey(null=True, on_delete=django.db.models.deletion.PROTECT, related_name='account_events', to=settings.AUTH_USER_MODEL, verbose_name='账号')),
                ('department', models.ForeignKey(null=True, on_delete=django.db.models.deletion.PROTECT, related_name='account_events', to='accounts.department', verbose_name='机构')),
            ],
            options={
                'verbose_name': '账号变更记录',
                'verbose_name_plural': '账号变更记录',
                'ordering': ['-at', '-pk'],
                'constraints': [models.CheckConstraint(condition=models.Q(('target__isnull', False), ('department__isnull', False), _connector='XOR'), name='account_event_has_one_subject')],
            },
        ),
        migrations.AddField(
            model_name='user',
            name='department',
            field=models.ForeignKey(blank=True, null=True, on_delete=django.db.models.deletion.PROTECT, related_name='users', to='accounts.department', verbose_name='所在机构'),
        ),
        migrations.CreateModel(
            name='FormerPassword',
            fields=[
                ('id', models.BigAutoField(auto_created=True, primary_key=True, serialize=False, verbose_name='ID')),
                ('password', models.CharField(max_length=128)),
                ('user', models.ForeignKey(on_delete=django.db.models.deletion.CASCADE, related_name='former_passwords', to=settings.AUTH_USER_MODEL)),
            ],
            options={
                'verbose_name': '用过的密码',
                'verbose_name_plural': '用过的密码',
            },
        ),
        migrations.CreateModel(
            name='RoleAssignment',
            fields=[
                ('id', models.BigAutoField(auto_created=True, primary_key=True, serialize=False, verbose_name='ID')),
                ('role', models.CharField(choices=[('STATION', '监测站'), ('AGENCY', '质检机构'), ('STAFF', '经办人'), ('BRIGADE', '执法大队'), ('OFFICE', '办公室'), ('LEGAL', '法制审核'), ('UNIT_HEAD', '股室负责人'), ('DEPUTY', '分管领导'), ('DIRECTOR', '局长'), ('INSPECTOR', '督查（上级）'), ('ADMIN', '管理员')], max_length=12, verbose_name='角色')),
                ('user', models.ForeignKey(on_delete=django.db.models.deletion.CASCADE, related_name='role_assignments', to=settings.AUTH_USER_MODEL, verbose_name='用户')),
            ],
            options={
                'verbose_name': '角色',
                'verbose_name_plural': '角色',
                'constraints': [models.UniqueConstraint(fields=('user', 'role'), name='role_assigned_once'), models.CheckConstraint(condition=models.Q(('role__in', ['STATION', 'AGENCY', 'STAFF', 'BRIGADE', 'OFFICE', 'LEGAL', 'UNIT_HEAD', 'DEPUTY', 'DIRECTOR', 'INSPECTOR', 'ADMIN'])), name='role_known')],
            },
        ),
        migrations.CreateModel(
            name='Absence',
            fields=[
                ('id', models.BigAutoField(auto_created=True, primary_key=True, serialize=False, verbose_name='ID')),
                ('starts', models.DateField(verbose_name='起')),
                ('ends', models.DateField(verbose_name='止')),
                ('areas', models.JSONField(verbose_name='代理事项')),
                ('reason', models.CharField(max_length=100, verbose_name='事由')),
                ('created_at', models.DateTimeField(default=django.utils.timezone.now, verbose_name='登记时间')),
                ('ended_at', models.DateTimeField(blank=True, null=True, verbose_name='终止时间')),
                ('absent', models.ForeignKey(on_delete=django.db.models.deletion.PROTECT, related_name='absences', to=settings.AUTH_USER_MODEL, verbose_name='外出人')),
                ('created_by', models.ForeignKey(on_delete=django.db.models.deletion.PROTECT, related_name='+', to=settings.AUTH_USER_MODEL, verbose_name='登记人')),
                ('deputy', models.ForeignKey(on_delete=django.db.models.deletion.PROTECT, related_name='stands_in', to=settings.AUTH_USER_MODEL, verbose_name='代理人')),
                ('ended_by', models.ForeignKey(blank=True, null=True, on_delete=django.db.models.deletion.PROTECT, related_name='+', to=settings.AUTH_USER_MODEL, verbose_name='终止人')),
            ],
            options={
                'verbose_name': '外出代理',
                'verbose_name_plural': '外出代理',
                'ordering': ['-starts', '-pk'],
                'constraints': [models.CheckConstraint(condition=models.Q(('absent', models.F('deputy')), _negated=True), name='absence_deputy_is_another', violation_error_message='不能由本人代理。'), models.CheckConstraint(condition=models.Q(('starts__lte', models.F('ends'))), name='absence_ends_after_start', violation_error_message='结束日期不能早于开始日期。'), models.CheckConstraint(condition=models.Q(models.Q(('ended_at', None), ('ended_by', None)), models.Q(('ended_at__isnull', False), ('ended_by__isnull', False)), _connector='OR'), name='absence_ended_by_somebody')],
            },
        ),
    ]
