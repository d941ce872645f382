"""Who: users, workspaces, members, what lets people and programs in, and who did what."""

from typing import ClassVar

from django.contrib.auth.base_user import AbstractBaseUser, BaseUserManager
from django.db import models

from milepost.engine.models import Due


class Users(BaseUserManager["User"]):
    """Finds users by their e-mail address, whatever its case."""

    def get_by_natural_key(self, username: str | None) -> "User":
        return self.get(email=(username or "").strip().lower())


class User(AbstractBaseUser):
    """A login."""

    email = models.EmailField(unique=True)  # lower case, see actions
    name = models.CharField(max_length=200)
    is_active = models.BooleanField(default=True)
    joined_at = models.DateTimeField(auto_now_add=True)

    objects = Users()
    USERNAME_FIELD = "email"
    REQUIRED_FIELDS: ClassVar[list[str]] = ["name"]

    def __str__(self) -> str:
        return self.name or self.email


class Workspace(models.Model):
    """One business and all that is its own."""

    name = models.CharField(max_length=200)
    slug = models.SlugField(max_length=60, unique=True)
    timezone = models.CharField(max_length=64, default="UTC")
    is_example = models.BooleanField(default=False)
    requires_two_factor = models.BooleanField(default=False)
    made_at = models.DateTimeField(auto_now_add=True)
    # Set in the transaction that deletes the workspace for good; only then may its record go.
    ending_at = models.DateTimeField(null=True)

    def __str__(self) -> str:
        return self.name


class Member(models.Model):
    """A user in a workspace, with a role (see access)."""

    workspace = models.ForeignKey(Workspace, models.CASCADE, related_name="members")
    user = models.ForeignKey(User, models.CASCADE, related_name="memberships")
    role = models.CharField(max_length=20)

    class Meta:
        constraints: ClassVar = [
            models.UniqueConstraint(fields=["workspace", "user"], name="member_once")
        ]

    def __str__(self) -> str:
        return f"{self.user} as {self.role}"


class SignInLink(models.Model):
    """A link that signs in once; without a user it lets the first owner in."""

    user = models.ForeignKey(User, models.CASCADE, null=True)
    token_hash = models.CharField(max_length=64, unique=True)
    expires_at = models.DateTimeField()
    used_at = models.DateTimeField(null=True)

    def __str__(self) -> str:
        return f"sign-in link {self.pk}"


class Mail(Due):
    """A mail that is to go out; gone once it has, or once nobody would want it any more."""

    to = models.EmailField()
    subject = models.CharField(max_length=200)
    sealed_text = models.TextField()  # encrypted: it may carry a link that signs in
    made_at = models.DateTimeField(auto_now_add=True)

    def __str__(self) -> str:
        return self.subject


class Invitation(models.Model):
    """A link that lets one person into a workspace, in one role; only its hash is kept."""

    workspace = models.ForeignKey(Workspace, models.CASCADE, related_name="invitations")
    role = models.CharField(max_length=20)
    note = models.CharField(max_length=200, blank=True)  # whom it is for, in the maker's words
    token_hash = models.CharField(max_length=64, unique=True)
    made_by = models.ForeignKey(User, models.SET_NULL, null=True)
    made_at = models.DateTimeField(auto_now_add=True)
    expires_at = models.DateTimeField()
    used_at = models.DateTimeField(null=True)
    ended_at = models.DateTimeField(null=True)

    def __str__(self) -> str:
        return self.note or f"invitation {self.pk}"


class ApiToken(models.Model):
    """What a program signs in with; only its hash is kept."""

    workspace = models.ForeignKey(Workspace, models.CASCADE, related_name="api_tokens")
    made_by = models.ForeignKey(User, models.SET_NULL, null=True)
    name = models.CharField(max_length=100)
    token_hash = models.CharField(max_length=64, unique=True)
    role = models.CharField(max_length=20)
    made_at = models.DateTimeField(auto_now_add=True)
    used_at = models.DateTimeField(null=True)
    expires_at = models.DateTimeField(null=True)
    ended_at = models.DateTimeField(null=True)

    def __str__(self) -> str:
        return self.name


class Record(models.Model):
    """Who did what to which part of a workspace, and when; it is only ever added to.

    part: what it was done to, as in objective:leads-20, post:12 or lead:7; "" is the workspace.
    by_name: the doer as they were called then; user: who that is, None for programs. before and
    after: the value, where one was changed. The database itself refuses to change or delete a row.
    """

    workspace = models.ForeignKey(Workspace, models.CASCADE, related_name="records")
    at = models.DateTimeField()
    by_name = models.CharField(max_length=200)
    user = models.ForeignKey(User, models.SET_NULL, null=True)
    part = models.CharField(max_length=120, blank=True)
    says = models.TextField()
    before = models.TextField(blank=True)
    after = models.TextField(blank=True)

    class Meta:
        indexes: ClassVar = [
            models.Index(fields=["workspace", "-at"], name="record_by_at"),
            models.Index(fields=["workspace", "part", "-at"], name="record_by_part"),
        ]

    def __str__(self) -> str:
        return self.says


class Undo(models.Model):
    """How to take one step back: what was there before it, kept for some days.

    kind: which kind of step (each room names its own); kept: what was there, as JSON.
    """

    workspace = models.ForeignKey(Workspace, models.CASCADE, related_name="undos")
    at = models.DateTimeField(auto_now_add=True)
    user = models.ForeignKey(User, models.SET_NULL, null=True)
    kind = models.CharField(max_length=30)
    says = models.CharField(max_length=300)
    kept = models.TextField()
    used_at = models.DateTimeField(null=True)

    class Meta:
        indexes: ClassVar = [models.Index(fields=["workspace", "-at"], name="undo_by_at")]

    def __str__(self) -> str:
        return self.says
