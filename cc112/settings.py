"""One settings file: every variable comes from the environment, also as NAME_FILE; .env.example lists them all."""

import os
from pathlib import Path

import environ
from csp.constants import NONE, SELF
from django.core.exceptions import ImproperlyConfigured

BASE_DIR = Path(__file__).resolve().parent.parent

env = environ.FileAwareEnv()

DEMO = env.bool("DEMO", default=False)
DEBUG = env.bool("DEBUG", default=False)
STATE_DIR = Path(env("STATE_DIR", default=str(BASE_DIR / "var")))

SECRET_KEY = env("SECRET_KEY", default="")
if not SECRET_KEY:
    if not (DEMO or DEBUG):
        raise ImproperlyConfigured("SECRET_KEY (or SECRET_KEY_FILE) must be set outside the demo.")
    SECRET_KEY = "demo-only-key-that-signs-nothing-of-value-on-this-laptop"  # noqa: S105 the demo holds no secret
SECRET_KEY_FALLBACKS = env.list("SECRET_KEY_FALLBACKS", default=[])
ALLOWED_HOSTS = env.list("ALLOWED_HOSTS", default=["localhost", "127.0.0.1", "[::1]"])
CSRF_TRUSTED_ORIGINS = env.list("CSRF_TRUSTED_ORIGINS", default=[])
HTTPS = env.bool("HTTPS", default=False)
"""True behind a TLS proxy: secure cookies, HSTS, redirects. The demo and ./run full speak plain HTTP on loopback."""

INSTALLED_APPS = [
    "daphne",
    "cc112.apps.AdminWithoutGdal",
    "django.contrib.auth",
    "django.contrib.contenttypes",
    "django.contrib.sessions",
    "django.contrib.messages",
    "whitenoise.runserver_nostatic",
    "django.contrib.staticfiles",
    "channels",
    "csp",
    "leaflet",
    "rest_framework",
    "drf_spectacular",
    "drf_spectacular_sidecar",
    "simple_history",
    "agencies",
    "incidents",
    "dispatch",
    "cc112",
]

MIDDLEWARE = [
    "cc112.middleware.request_id",
    "django.middleware.security.SecurityMiddleware",
    "whitenoise.middleware.WhiteNoiseMiddleware",
    "csp.middleware.CSPMiddleware",
    "django.contrib.sessions.middleware.SessionMiddleware",
    "django.middleware.common.CommonMiddleware",
    "django.middleware.csrf.CsrfViewMiddleware",
    "django.contrib.auth.middleware.AuthenticationMiddleware",
    "cc112.middleware.own_language",
    "cc112.middleware.sign_in_required",
    "django.contrib.messages.middleware.MessageMiddleware",
    "django.middleware.clickjacking.XFrameOptionsMiddleware",
    "simple_history.middleware.HistoryRequestMiddleware",
    "cc112.middleware.refusals",
]

ROOT_URLCONF = "cc112.urls"
ASGI_APPLICATION = "cc112.asgi.application"

TEMPLATES = [
    {
        "BACKEND": "django.template.backends.django.DjangoTemplates",
        "DIRS": [BASE_DIR / "templates"],
        "APP_DIRS": True,
        "OPTIONS": {
            "context_processors": [
                "django.template.context_processors.request",
                "django.contrib.auth.context_processors.auth",
                "django.contrib.messages.context_processors.messages",
                "dispatch.context.room",
            ],
        },
    },
]

# ── Data ────────────────────────────────────────────────────────────────────────────────────────────────────────────
DATABASES = {"default": env.db("DATABASE_URL", default=f"sqlite:///{STATE_DIR / 'demo.sqlite3'}")}
_database = DATABASES["default"]
POSTGRES = "postgresql" in _database["ENGINE"]
if POSTGRES:
    _database["CONN_MAX_AGE"] = 0
    _database["CONN_HEALTH_CHECKS"] = True
    _options = _database.setdefault("OPTIONS", {})
    _options["connect_timeout"] = 2
    # A frozen client must not stop the city (docs: reliability): short limits on every lock and idle transaction.
    _options["options"] = (
        "-c synchronous_commit=on -c statement_timeout=5s -c lock_timeout=2s -c idle_in_transaction_session_timeout=3s"
    )
    _pool = env.int("DATABASE_POOL", default=8)
    if _pool:
        # Without a pool an ASGI process opens a connection per thread and fails under load.
        _options["pool"] = {"min_size": 1, "max_size": _pool, "timeout": 10}
else:
    STATE_DIR.mkdir(parents=True, exist_ok=True)
    _database["OPTIONS"] = {
        # IMMEDIATE + WAL: deferred transactions on SQLite end in "database is locked" as soon as two people work.
        "transaction_mode": "IMMEDIATE",
        "timeout": 20,
        "init_command": "PRAGMA journal_mode=WAL; PRAGMA synchronous=NORMAL; PRAGMA busy_timeout=20000;",
    }
_database["TEST"] = {"NAME": env("TEST_DATABASE_NAME", default="") or f"test_{Path(str(_database['NAME'])).name}"}
if not POSTGRES:
    _database["TEST"]["NAME"] = str(STATE_DIR / _database["TEST"]["NAME"])
DEFAULT_AUTO_FIELD = "django.db.models.BigAutoField"
# SQLite can't treat nulls as equal in a unique constraint; in the demo load_reference alone writes those tables.
SILENCED_SYSTEM_CHECKS = [] if POSTGRES else ["models.W047"]

REDIS_URL = env("REDIS_URL", default="")
CHANNEL_LAYERS = {
    # The layer carries only wake-ups of the feed hubs; what matters is read from the journal (dispatch/live.py).
    "default": {
        "BACKEND": "channels_redis.pubsub.RedisPubSubChannelLayer",
        "CONFIG": {"hosts": [REDIS_URL], "prefix": "cc112"},
    }
    if REDIS_URL
    else {"BACKEND": "channels.layers.InMemoryChannelLayer"},
}

CELERY_BROKER_URL = REDIS_URL.replace("unix://", "redis+socket://") if REDIS_URL else "memory://"
CELERY_TASK_IGNORE_RESULT = True
CELERY_ACCEPT_CONTENT = ["json"]
CELERY_TASK_SERIALIZER = "json"
CELERY_BROKER_CONNECTION_RETRY_ON_STARTUP = True
CELERY_TIMEZONE = "UTC"
CELERY_WORKER_PREFETCH_MULTIPLIER = 1

# ── People ──────────────────────────────────────────────────────────────────────────────────────────────────────────
AUTH_USER_MODEL = "agencies.Member"
PASSWORD_HASHERS = ["django.contrib.auth.hashers.Argon2PasswordHasher"]
AUTH_PASSWORD_VALIDATORS = [
    {"NAME": "django.contrib.auth.password_validation.UserAttributeSimilarityValidator"},
    {"NAME": "django.contrib.auth.password_validation.MinimumLengthValidator", "OPTIONS": {"min_length": 12}},
    {"NAME": "django.contrib.auth.password_validation.CommonPasswordValidator"},
]
LOGIN_URL = "login"
LOGIN_REDIRECT_URL = "home"
LOGOUT_REDIRECT_URL = "login"
SESSION_COOKIE_AGE = 12 * 3600
SESSION_COOKIE_HTTPONLY = True
SESSION_COOKIE_SAMESITE = CSRF_COOKIE_SAMESITE = "Strict"

# ── Words and time: Indonesian unless the member chose English; stored in UTC, shown in WIB ─────────────────────────
LANGUAGE_CODE = "id"
LANGUAGES = [("id", "Bahasa Indonesia"), ("en", "English")]
LOCALE_PATHS = [BASE_DIR / "cc112" / "locale"]
USE_I18N = True
USE_TZ = True
TIME_ZONE = "Asia/Jakarta"

# ── The door ────────────────────────────────────────────────────────────────────────────────────────────────────────
SECURE_CONTENT_TYPE_NOSNIFF = True
SECURE_REFERRER_POLICY = "same-origin"
SECURE_CROSS_ORIGIN_OPENER_POLICY = "same-origin"
X_FRAME_OPTIONS = "DENY"
if HTTPS:
    SECURE_PROXY_SSL_HEADER = ("HTTP_X_FORWARDED_PROTO", "https")
    SECURE_SSL_REDIRECT = True
    SECURE_REDIRECT_EXEMPT = [r"^healthz$", r"^readyz$", r"^metrics$"]
    SECURE_HSTS_SECONDS = 31_536_000
    SECURE_HSTS_INCLUDE_SUBDOMAINS = SECURE_HSTS_PRELOAD = True
    SESSION_COOKIE_SECURE = CSRF_COOKIE_SECURE = True
    SESSION_COOKIE_NAME, CSRF_COOKIE_NAME = "__Host-session", "__Host-csrf"
MAP_RASTER_URL = env("MAP_RASTER_URL", default="")
MAP_RASTER_ATTRIBUTION = env("MAP_RASTER_ATTRIBUTION", default="")
MAP_PMTILES_URL = env("MAP_PMTILES_URL", default="")
_raster_host = ["/".join(MAP_RASTER_URL.replace("{s}.", "*.").split("/")[:3])] if "//" in MAP_RASTER_URL else []
CONTENT_SECURITY_POLICY = {
    "DIRECTIVES": {
        "default-src": [NONE],
        "script-src": [SELF],
        "style-src": [SELF],
        "img-src": [SELF, "data:", "blob:", *_raster_host],
        "font-src": [SELF],
        "connect-src": [SELF],
        "manifest-src": [SELF],
        "worker-src": [SELF],
        "object-src": [NONE],
        "base-uri": [NONE],
        "form-action": [SELF],
        "frame-ancestors": [NONE],
    }
}
DATA_UPLOAD_MAX_MEMORY_SIZE = 2 * 1024 * 1024
"""The largest body read (octets). A longer report is kept as far as it was read and answered with 413 (intake)."""

# ── Static files: unhashed, revalidated on every load, so that relative ES module imports work without a bundler ────
STATIC_URL = "/static/"
STATIC_ROOT = Path(env("STATIC_ROOT", default=str(STATE_DIR / "static")))
STATICFILES_DIRS = [BASE_DIR / "static"]
WHITENOISE_USE_FINDERS = DEMO or DEBUG
WHITENOISE_MAX_AGE = 0
STATIC_ROOT.mkdir(parents=True, exist_ok=True)

LEAFLET_CONFIG = {
    "SPATIAL_EXTENT": (112.58, -7.36, 112.86, -7.18),
    "DEFAULT_CENTER": (-7.27, 112.72),
    "DEFAULT_ZOOM": 12,
    "MIN_ZOOM": 10,
    "MAX_ZOOM": 18,
    "TILES": [],  # the default would ask tile.openstreetmap.org: this room must work with no internet
}

REST_FRAMEWORK = {
    "DEFAULT_AUTHENTICATION_CLASSES": [
        "dispatch.api.auth.BearerToken",
        "rest_framework.authentication.SessionAuthentication",
    ],
    "DEFAULT_PERMISSION_CLASSES": ["rest_framework.permissions.IsAuthenticated"],
    "DEFAULT_RENDERER_CLASSES": ["rest_framework.renderers.JSONRenderer"],
    "DEFAULT_PARSER_CLASSES": ["rest_framework.parsers.JSONParser"],
    "DEFAULT_SCHEMA_CLASS": "drf_spectacular.openapi.AutoSchema",
    "EXCEPTION_HANDLER": "dispatch.api.errors.answer",
    "UNAUTHENTICATED_USER": "django.contrib.auth.models.AnonymousUser",
    "COERCE_DECIMAL_TO_STRING": False,
    "TEST_REQUEST_DEFAULT_FORMAT": "json",
}
SPECTACULAR_SETTINGS = {
    "TITLE": "CC112",
    "DESCRIPTION": "Emergency dispatch console: intake, incidents, dispatches, units, positions and the live feed.",
    "VERSION": "1",
    "OAS_VERSION": "3.1.0",
    "SERVE_INCLUDE_SCHEMA": False,
    "SWAGGER_UI_DIST": "SIDECAR",
    "SWAGGER_UI_FAVICON_HREF": "SIDECAR",
    "REDOC_DIST": "SIDECAR",
    "SCHEMA_PATH_PREFIX": "/api/v1/",
}

# ── Logs: ids and codes, never what a person said (cc112/logs.py) ───────────────────────────────────────────────
LOG_LEVEL = env("LOG_LEVEL", default="INFO")
LOGGING = {
    "version": 1,
    "disable_existing_loggers": False,
    "filters": {"personal": {"()": "cc112.logs.LogFilter"}},
    "formatters": {
        "line": {"format": "%(asctime)s %(levelname)s %(name)s %(message)s"},
    },
    "handlers": {"console": {"class": "logging.StreamHandler", "formatter": "line", "filters": ["personal"]}},
    "root": {"handlers": ["console"], "level": LOG_LEVEL},
    "loggers": {
        "daphne": {"level": "WARNING"},
        "django.channels.server": {"level": "WARNING"},
        "uvicorn.access": {"level": "WARNING"},
    },
}
os.environ.setdefault("PGAPPNAME", "cc112")
