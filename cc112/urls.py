"""Every route: the room's pages, the API, signing in, the administration of reference data, health."""

from django.conf import settings
from django.contrib import admin
from django.urls import include, path

from agencies import views as people

from . import health
from .demo import people as demo_people
from .demo import views as demo

demo_context = {"demo_people": demo_people.shown} if settings.DEMO else {}

urlpatterns = [
    path("", people.home, name="home"),
    path("", include("dispatch.urls")),
    path("masuk/", people.SignIn.as_view(extra_context=demo_context), name="login"),
    path("keluar/", people.SignOut.as_view(), name="logout"),
    path("saya/", people.preferences, name="preferences"),
    path("saya/sandi/", people.ChangePassword.as_view(), name="password_change"),
    path("bahasa/", people.set_language, name="set_language"),
    path("tema/", people.set_theme, name="set_theme"),
    path("api/v1/", include("dispatch.api.urls")),
    path("healthz", health.healthz, name="healthz"),
    path("readyz", health.readyz, name="readyz"),
    path("metrics", health.metrics, name="metrics"),
    path("admin/", admin.site.urls),
]
if settings.DEMO:
    urlpatterns += [
        path("demo/masuk/", demo.sign_in, name="demo_login"),
        path("demo/kota/", demo.city, name="demo_city"),
    ]
