"""Every setting of Milepost, read from the environment; docs/settings.md is made from this file."""

import os
from dataclasses import dataclass
from pathlib import Path
from urllib.parse import unquote, urlsplit

from milepost.base.folder import kept_in
from milepost.base.keys import read_or_make_key
from milepost.base.senders import LOOPBACK, Network, read_networks


@dataclass(frozen=True)
class Setting:
    """One name in the environment, what it is when unset, and what it does."""

    name: str
    unset: str
    says: str


KNOWN = (
    Setting(
        "MILEPOST_DATA",
        "~/.local/share/milepost",
        "Folder for the database, the keys and uploaded files.",
    ),
    Setting(
        "MILEPOST_DATABASE_URL",
        "SQLite in MILEPOST_DATA",
        "Database to use instead: postgres://user:password@host:port/name.",
    ),
    Setting("MILEPOST_ENGINE", "embedded", "How due work is carried out: embedded."),
    Setting(
        "MILEPOST_URL",
        "nobody outside can reach us",
        "Public address, such as https://post.example.com; tracked links need it.",
    ),
    Setting(
        "MILEPOST_SECRET_KEY",
        "made once in MILEPOST_DATA/secret.key",
        "Key that signs sessions.",
    ),
    Setting(
        "MILEPOST_ENCRYPTION_KEYS",
        "made once in MILEPOST_DATA/encryption.key",
        "Keys that encrypt what channels are opened with and second factors, with commas between; "
        "the first encrypts, all decrypt. Machines that share a database share them.",
    ),
    Setting(
        "MILEPOST_ALLOW_PRIVATE_ADDRESSES",
        "0",
        "1 lets outbound requests reach private and loopback addresses.",
    ),
    Setting(
        "MILEPOST_HOSTS",
        "localhost and the host of MILEPOST_URL",
        "Further host names or addresses the pages may be asked by, with commas between.",
    ),
    Setting(
        "MILEPOST_MAIL",
        "no mail is sent",
        "Server that takes our mail: smtp://user:password@host:587 (STARTTLS), smtps://…:465, or "
        "smtp://localhost:25.",
    ),
    Setting(
        "MILEPOST_MAIL_FROM",
        "milepost@ the host of MILEPOST_URL",
        "Address our mail comes from, such as Milepost <post@example.com>.",
    ),
    Setting(
        "MILEPOST_PROXIES",
        "this machine when MILEPOST_URL is set, else nobody",
        "Addresses or networks of your web servers, with commas between, from which "
        "X-Forwarded-For and X-Forwarded-Proto are believed; none: nobody's.",
    ),
    Setting(
        "MILEPOST_BACKUPS",
        "backups in MILEPOST_DATA",
        "Folder for the nightly backups of SQLite; 0 makes none.",
    ),
    Setting(
        "MILEPOST_PYTHON",
        "python3",
        "Interpreter, 3.11 or newer, with which the script milepost makes its .venv.",
    ),
    Setting("MILEPOST_DEBUG", "0", "1 shows Django's debug pages; for developers alone."),
)


def written_out() -> str:
    """Return the page docs/settings.md."""
    rows = "\n".join(f"| `{each.name}` | {each.unset} | {each.says} |" for each in KNOWN)
    return (
        "# Settings\n\n"
        "Read from the environment when the program starts; "
        "made from `src/milepost/settings.py`.\n\n"
        f"| name | when unset | what it does |\n|---|---|---|\n{rows}\n"
    )


def _env(name: str) -> str:
    return os.environ.get(name, "").strip()


DATA = kept_in()
PUBLIC_URL = _env("MILEPOST_URL").rstrip("/")
ENGINE = _env("MILEPOST_ENGINE") or "embedded"
ALLOW_PRIVATE_ADDRESSES = _env("MILEPOST_ALLOW_PRIVATE_ADDRESSES") == "1"
DEBUG = _env("MILEPOST_DEBUG") == "1"
_BACKUPS = _env("MILEPOST_BACKUPS")
BACKUPS = None if _BACKUPS == "0" else Path(_BACKUPS or DATA / "backups").expanduser()
SECRET_KEY = _env("MILEPOST_SECRET_KEY") or read_or_make_key(DATA / "secret.key")
ENCRYPTION_KEYS = _env("MILEPOST_ENCRYPTION_KEYS").replace(",", " ").split()
ENCRYPTION_KEYS_FILE = DATA / "encryption.key"


def _database(url: str) -> dict[str, object]:
    if not url:
        return {
            "ENGINE": "django.db.backends.sqlite3",
            "NAME": DATA / "milepost.sqlite3",
            "OPTIONS": {
                "transaction_mode": "IMMEDIATE",
                "timeout": 20,
                "init_command": "PRAGMA journal_mode=WAL; PRAGMA synchronous=FULL;",
            },
        }
    parts = urlsplit(url)
    if parts.scheme not in {"postgres", "postgresql"}:
        raise SystemExit(
            f"MILEPOST_DATABASE_URL starts with {parts.scheme or url!r}; "
            "write postgres://user:password@host:port/name."
        )
    return {
        "ENGINE": "django.db.backends.postgresql",
        "NAME": unquote(parts.path.lstrip("/")),
        "USER": unquote(parts.username or ""),
        "PASSWORD": unquote(parts.password or ""),
        "HOST": unquote(parts.hostname or ""),
        "PORT": str(parts.port or ""),
        # Connecting costs more than most questions; one that idles longer is not used again.
        "CONN_MAX_AGE": 60,
        "CONN_HEALTH_CHECKS": True,
    }


def _proxies(told: str) -> tuple[Network, ...]:
    if told == "none":
        return ()
    if not told:
        return LOOPBACK if PUBLIC_URL else ()
    try:
        return read_networks(told)
    except ValueError as trouble:
        raise SystemExit(
            f"MILEPOST_PROXIES: {trouble}; write addresses or networks with commas between, "
            "such as 127.0.0.1, 10.0.0.0/8."
        ) from None


PROXIES = _proxies(_env("MILEPOST_PROXIES"))
DATABASES = {"default": _database(_env("MILEPOST_DATABASE_URL"))}
DEFAULT_AUTO_FIELD = "django.db.models.BigAutoField"

INSTALLED_APPS = [
    "django.contrib.auth",
    "django.contrib.contenttypes",
    "django.contrib.sessions",
    "django.contrib.messages",
    "django.contrib.staticfiles",
    "allauth",
    "allauth.account",
    "allauth.mfa",
    "allauth.usersessions",
    "milepost.engine",
    "milepost.team",
    "milepost.plan",
    "milepost.do",
    "milepost.review",
    "milepost.web",
]
AUTH_USER_MODEL = "team.User"
AUTH_PASSWORD_VALIDATORS = [
    {
        "NAME": "django.contrib.auth.password_validation.MinimumLengthValidator",
        "OPTIONS": {"min_length": 12},
    },
    {"NAME": "django.contrib.auth.password_validation.CommonPasswordValidator"},
    {
        "NAME": "django.contrib.auth.password_validation.UserAttributeSimilarityValidator",
        "OPTIONS": {"user_attributes": ("email", "name")},
    },
]
LOGIN_URL = "/signin/"
LOGIN_REDIRECT_URL = "/"

# Sign-in is django-allauth's; nobody signs up by themselves, people are invited.
AUTHENTICATION_BACKENDS = ["allauth.account.auth_backends.AuthenticationBackend"]
ACCOUNT_ADAPTER = "milepost.team.signin.AccountAdapter"
ACCOUNT_USER_MODEL_USERNAME_FIELD = None
ACCOUNT_LOGIN_METHODS = {"email"}
ACCOUNT_SIGNUP_FIELDS = ["email*", "password1*"]
ACCOUNT_EMAIL_VERIFICATION = "none"
ACCOUNT_SESSION_REMEMBER = True
ACCOUNT_LOGOUT_REDIRECT_URL = "/signin/"
ACCOUNT_REAUTHENTICATION_TIMEOUT = 15 * 60
# Ten wrong passwords a quarter of an hour for one address, thirty for one sender.
ACCOUNT_RATE_LIMITS = {"login_failed": "30/15m/ip,10/15m/key"}
ACCOUNT_FORMS = {"login": "milepost.web.team.signin.SignInForm"}
MFA_ADAPTER = "milepost.team.signin.TwoFactorAdapter"
_FORMS = "milepost.web.team.signin"
MFA_FORMS = {
    "login_webauthn": f"{_FORMS}.SignInByPasskey",
    "authenticate_webauthn": f"{_FORMS}.SecondFactorByPasskey",
    "reauthenticate_webauthn": f"{_FORMS}.ConfirmByPasskey",
    "add_webauthn": f"{_FORMS}.NewPasskey",
}
MFA_SUPPORTED_TYPES = ["totp", "webauthn", "recovery_codes"]
MFA_PASSKEY_LOGIN_ENABLED = True
MFA_RECOVERY_CODES_SHOW_ONCE = True
MFA_TOTP_ISSUER = "Milepost"
# One step of 30 s either way: RFC 6238, 5.2.
MFA_TOTP_TOLERANCE = 1
# Browsers themselves allow passkeys on https and on localhost only.
MFA_WEBAUTHN_ALLOW_INSECURE_ORIGIN = not PUBLIC_URL.startswith("https://")
# In the database, so that limits count the same in every process.
CACHES = {
    "default": {
        "BACKEND": "django.core.cache.backends.db.DatabaseCache",
        "LOCATION": "milepost_cache",
        "OPTIONS": {"MAX_ENTRIES": 20_000},
    }
}

MIDDLEWARE = [
    # First, so that all after it see the true sender and scheme.
    "milepost.web.proxies.TrueSender",
    # Around all others, so that no answer goes without them.
    "milepost.web.headers.SafeHeaders",
    "django.middleware.clickjacking.XFrameOptionsMiddleware",
    "django.middleware.security.SecurityMiddleware",
    "whitenoise.middleware.WhiteNoiseMiddleware",
    "milepost.team.record.RequestActor",
    "django.contrib.sessions.middleware.SessionMiddleware",
    # Before forms are read, which the next but one does.
    "milepost.web.bodies.BodyLimit",
    "django.middleware.common.CommonMiddleware",
    "django.middleware.csrf.CsrfViewMiddleware",
    "django.contrib.auth.middleware.AuthenticationMiddleware",
    "allauth.account.middleware.AccountMiddleware",
    "django.contrib.messages.middleware.MessageMiddleware",
]
ROOT_URLCONF = "milepost.web.urls"
WSGI_APPLICATION = "milepost.wsgi.application"
WEB = Path(__file__).parent / "web"
TEMPLATES = [
    {
        "BACKEND": "django.template.backends.django.DjangoTemplates",
        "DIRS": [WEB, WEB / "errors"],
        "OPTIONS": {
            "context_processors": [
                "django.template.context_processors.request",
                "django.contrib.auth.context_processors.auth",
                "django.contrib.messages.context_processors.messages",
            ],
        },
    }
]
STATIC_URL = "/static/"
STATICFILES_DIRS = [WEB / "static"]
WHITENOISE_USE_FINDERS = True
WHITENOISE_MAX_AGE = 0 if DEBUG else 300


_MAIL = urlsplit(_env("MILEPOST_MAIL"))
if _env("MILEPOST_MAIL") and not (_MAIL.scheme in {"smtp", "smtps"} and _MAIL.hostname):
    raise SystemExit("MILEPOST_MAIL: write smtp://user:password@host:587 or smtps://…:465.")
EMAIL_HOST = _MAIL.hostname or ""
EMAIL_PORT = _MAIL.port or (465 if _MAIL.scheme == "smtps" else 25)
EMAIL_HOST_USER = unquote(_MAIL.username or "")
EMAIL_HOST_PASSWORD = unquote(_MAIL.password or "")
EMAIL_USE_SSL = _MAIL.scheme == "smtps"
# A password never travels in the clear.
EMAIL_USE_TLS = bool(EMAIL_HOST_PASSWORD) and not EMAIL_USE_SSL
EMAIL_TIMEOUT = 20
DEFAULT_FROM_EMAIL = _env("MILEPOST_MAIL_FROM") or (
    f"Milepost <milepost@{urlsplit(PUBLIC_URL).hostname or 'localhost'}>"
)

LANGUAGE_CODE = "en"
USE_I18N = True
USE_TZ = True
TIME_ZONE = "UTC"

# The address a request names is trusted only where a setting says what it may be.
ALLOWED_HOSTS = ["localhost", "127.0.0.1", "[::1]", urlsplit(PUBLIC_URL).hostname or ""]
ALLOWED_HOSTS += _env("MILEPOST_HOSTS").replace(" ", "").split(",")
ALLOWED_HOSTS = [host for host in ALLOWED_HOSTS if host]
CSRF_TRUSTED_ORIGINS = [PUBLIC_URL] if PUBLIC_URL else []
SESSION_COOKIE_SECURE = CSRF_COOKIE_SECURE = PUBLIC_URL.startswith("https://")
# RFC 6265bis, 4.1.3.2: a browser takes __Host- from https alone, and no other host can set it.
_COOKIES = "__Host-milepost" if SESSION_COOKIE_SECURE else "milepost"
SESSION_COOKIE_NAME, CSRF_COOKIE_NAME = f"{_COOKIES}_session", f"{_COOKIES}_csrf"
CSRF_COOKIE_HTTPONLY = True
SESSION_COOKIE_AGE = 60 * 60 * 24 * 30
# Some addresses are keys. no-referrer would keep browsers from telling our own forms' origin.
SECURE_REFERRER_POLICY = "same-origin"
MESSAGE_STORAGE = "django.contrib.messages.storage.session.SessionStorage"
X_FRAME_OPTIONS = "DENY"
DATA_UPLOAD_MAX_MEMORY_SIZE = 5 * 1024 * 1024

LOGGING = {
    "version": 1,
    "disable_existing_loggers": False,
    "formatters": {"plain": {"format": "{asctime} {levelname} {name}: {message}", "style": "{"}},
    "filters": {"tokens": {"()": "milepost.base.logs.HideTokens"}},
    "handlers": {
        "nowhere": {"class": "logging.NullHandler"},
        "stderr": {"class": "logging.StreamHandler", "formatter": "plain", "filters": ["tokens"]},
    },
    "root": {"handlers": ["stderr"], "level": "WARNING"},
    # A stranger's wrong address is answered in a sentence and is no fault of ours.
    "loggers": {
        "django.request": {"level": "ERROR"},
        "django.security.DisallowedHost": {"handlers": ["nowhere"], "propagate": False},
        "milepost.team.signin": {"level": "INFO"},
    },
}
