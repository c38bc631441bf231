"""The frame's app, and a Django admin that starts on machines without GDAL."""

from importlib import import_module

from django.apps import AppConfig, apps
from django.contrib.admin.apps import SimpleAdminConfig
from django.utils.module_loading import module_has_submodule


class AdminWithoutGdal(SimpleAdminConfig):
    """Django's admin, leaving out django-leaflet's admin module, which needs GDAL and would stop the start."""

    default = False

    def ready(self) -> None:
        super().ready()
        for app in apps.get_app_configs():
            if app.name != "leaflet" and app.module is not None and module_has_submodule(app.module, "admin"):
                import_module(f"{app.name}.admin")


class Frame(AppConfig):
    """Settings, URLs, health, the demo: it knows the apps, no app knows it."""

    name = "cc112"
    default = True
