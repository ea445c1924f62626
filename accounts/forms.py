"""Signing in, own account, and the accounts and units that an administrator keeps."""

from django import forms
from django.conf import settings
from django.contrib.auth.forms import AuthenticationForm, PasswordChangeForm
from django.core.exceptions import ValidationError
from django.utils.html import format_html

from .lockout import remaining_attempts
from .models import Bureau, Department, User
from .roles import ROLE_DUTIES, Role, conflict_of


class LoginForm(AuthenticationForm):
    def __init__(self, *args, **kwargs):
        super().__init__(*args, **kwargs)
        self.fields["username"].label = "用户名"
        self.fields["password"].label = "密码"

    def get_invalid_login_error(self):
        left = remaining_attempts(self.request)
        minutes = round(settings.AXES_COOLOFF_TIME * 60)
        text = f"用户名或密码不正确，请核对后重试。还可尝试 {left} 次，之后锁定 {minutes} 分钟。"
        return ValidationError(text, code="invalid_login")


class PasswordForm(PasswordChangeForm):
    keeps_nothing = True  # a browser gets no password back

    def __init__(self, *args, **kwargs):
        super().__init__(*args, **kwargs)
        self.fields["old_password"].label = "现在的密码"
        self.fields["old_password"].error_messages["required"] = "请填写现在的密码。"
        self.fields["new_password1"].label = "新密码"
        self.fields["new_password2"].label = "再输一次新密码"
        self.fields["new_password2"].help_text = ""


class PhoneForm(forms.ModelForm):
    class Meta:
        model = User
        fields = ["phone"]
        help_texts = {"phone": "应急处置和督办时据此联系您。"}


class _UnitChoice(forms.ModelChoiceField):
    def label_from_instance(self, unit):
        return f"{unit.bureau.short_name} · {unit.name}"


class UserForm(forms.ModelForm):
    """An account as an administrator sees it. `admin` is who fills it in."""

    department = _UnitChoice(queryset=Department.objects.none(), label="所在机构")
    roles = forms.MultipleChoiceField(
        label="角色",
        widget=forms.CheckboxSelectMultiple(attrs={"data-tall": True}),
        choices=[(r.value, format_html("<b>{}</b> {}", r.label, ROLE_DUTIES[r])) for r in Role],
        error_messages={"required": "请至少选择一个角色。"},
        help_text="可以办理什么由角色决定，办理哪些案卷由所在机构决定。",
    )

    class Meta:
        model = User
        fields = ["username", "name", "department", "title", "phone", "is_active", "roles"]
        labels = {"is_active": "账号在用"}
        help_texts = {
            "username": "登录用，建好后不能更改；建议用姓名拼音。",
            "title": "例如“副局长”“股长”；不填则显示角色。",
            "is_active": "取消勾选即停用：不能再登录，已办的记录全部保留。",
        }

    def __init__(self, *args, admin, **kwargs):
        super().__init__(*args, **kwargs)
        self.admin = admin
        units = Department.objects.managed_by(admin).select_related("bureau")
        if self.instance.pk is None:
            self.fields["department"].queryset = units.filter(active=True)
            del self.fields["is_active"]
            return
        own = Department.objects.filter(pk=self.instance.department_id)
        self.fields["department"].queryset = (units.filter(active=True) | own.select_related("bureau")).distinct()
        self.fields["roles"].initial = [role.value for role in self.instance.roles]
        del self.fields["username"]

    def clean_roles(self):
        roles = [Role(value) for value in self.cleaned_data["roles"]]
        if reason := conflict_of(roles):
            raise ValidationError(reason)
        if self.instance.pk == self.admin.pk and Role.ADMIN not in roles:
            raise ValidationError("不能取消自己的管理员角色，请由另一位管理员办理。")
        return roles

    def clean_is_active(self):
        active = self.cleaned_data["is_active"]
        if not active and self.instance.pk == self.admin.pk:
            raise ValidationError("不能停用自己的账号，请由另一位管理员办理。")
        return active


class UserFilterForm(forms.Form):
    q = forms.CharField(
        label="姓名、用户名", required=False,
        widget=forms.TextInput(attrs={"type": "search", "placeholder": "姓名、用户名"}),
    )  # fmt: skip
    department = _UnitChoice(queryset=Department.objects.none(), label="机构", required=False, empty_label="全部机构")
    role = forms.ChoiceField(label="角色", required=False, choices=[("", "全部角色"), *Role.choices])
    state = forms.ChoiceField(
        label="状态", required=False, choices=[("", "在用"), ("stopped", "已停用"), ("all", "全部")]
    )

    def __init__(self, *args, admin, **kwargs):
        super().__init__(*args, **kwargs)
        self.fields["department"].queryset = Department.objects.managed_by(admin).select_related("bureau")


class DepartmentForm(forms.ModelForm):
    class Meta:
        model = Department
        fields = ["bureau", "name", "kind", "supervisor", "reports_monthly", "order", "active"]
        help_texts = {
            "supervisor": "审批本机构案卷的局领导；不填则每位分管领导都可审批。",
            "order": "数字小的排在前面。",
            "reports_monthly": "每月20日前报送，遇休息日顺延到下一工作日。",
        }

    def __init__(self, *args, admin, **kwargs):
        super().__init__(*args, **kwargs)
        within = admin.managed_bureau_ids()
        self.fields["bureau"].queryset = Bureau.objects.filter(pk__in=within)
        leaders = User.objects.active().filter(role_assignments__role__in=[Role.DEPUTY, Role.DIRECTOR])
        self.fields["supervisor"].queryset = leaders.filter(department__bureau__in=within).distinct()
        if self.instance.pk:
            del self.fields["bureau"]
        else:
            self.fields["bureau"].initial = admin.bureau
            del self.fields["active"]

    def clean_active(self):
        active = self.cleaned_data["active"]
        people = self.instance.users.active().count()
        if not active and people:
            raise ValidationError(f"还有 {people} 名在用人员，请先把他们调到其他机构或停用账号。")
        return active

    def clean(self):
        data = super().clean()
        bureau_id = self.instance.bureau_id or (data["bureau"].pk if data.get("bureau") else None)
        supervisor = data.get("supervisor")
        if supervisor and bureau_id and supervisor.department.bureau_id != bureau_id:
            self.add_error("supervisor", "分管领导须是本局的局领导。")
        return data

    def _get_validation_exclusions(self):
        # The bureau of an existing unit is not in the form, yet its name must stay unique within it.
        return super()._get_validation_exclusions() - {"bureau"}
