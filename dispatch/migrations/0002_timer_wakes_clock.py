"""A new timer wakes every sleeping clock at COMMIT, whoever wrote it (PostgreSQL; elsewhere the 1 s tick finds it)."""

from django.db import migrations

POSTGRES = """
CREATE FUNCTION timer_wakes_clock() RETURNS trigger LANGUAGE plpgsql AS $$
BEGIN PERFORM pg_notify('cc112_timers', ''); RETURN NULL; END $$;
CREATE TRIGGER timer_wakes_clock AFTER INSERT OR UPDATE OF due_at ON dispatch_timer
  FOR EACH STATEMENT EXECUTE FUNCTION timer_wakes_clock();
"""


def listen(apps, schema_editor):
    if schema_editor.connection.vendor == "postgresql":
        schema_editor.execute(POSTGRES, None)


class Migration(migrations.Migration):
    dependencies = [("dispatch", "0001_initial")]
    operations = [migrations.RunPython(listen)]
