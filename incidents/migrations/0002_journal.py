"""The journal's guarantees live in the database.

PostgreSQL: a deferred constraint trigger numbers each line at COMMIT (gapless, in commit order, hash-chained). The lock
on the head is only taken inside COMMIT, so a client frozen in mid-transaction stops nobody. SQLite has one writer at a
time: there the id already is gapless and commit-ordered. Both refuse to change or delete a numbered line.
"""

from django.db import migrations

POSTGRES = """
CREATE FUNCTION journal_hash(previous bytea, e incidents_event) RETURNS bytea LANGUAGE sql STABLE AS $$
  SELECT sha256(previous || convert_to(jsonb_build_array(
    e.seq, extract(epoch FROM e.at), e.name, e.incident_id, e.unit_id, e.call_id, e.member_id, e.actor_id, e.facts,
    e.request_id)::text, 'UTF8'))
$$;

CREATE FUNCTION journal_number() RETURNS trigger LANGUAGE plpgsql AS $$
DECLARE line incidents_event; previous bytea;
BEGIN
  line := NEW;
  SELECT head + 1, hash INTO STRICT line.seq, previous FROM incidents_stream WHERE id = 1 FOR UPDATE;
  line.hash := journal_hash(previous, line);
  UPDATE incidents_stream SET head = line.seq, hash = line.hash WHERE id = 1;
  UPDATE incidents_event SET seq = line.seq, hash = line.hash WHERE id = NEW.id;
  RETURN NULL;
END $$;

CREATE CONSTRAINT TRIGGER journal_number AFTER INSERT ON incidents_event
  DEFERRABLE INITIALLY DEFERRED FOR EACH ROW EXECUTE FUNCTION journal_number();

CREATE FUNCTION journal_fixed() RETURNS trigger LANGUAGE plpgsql AS $$
BEGIN
  IF TG_OP = 'UPDATE' AND OLD.seq IS NULL AND NEW.seq IS NOT NULL
     AND to_jsonb(NEW) - 'seq' - 'hash' = to_jsonb(OLD) - 'seq' - 'hash' THEN
    RETURN NEW;
  END IF;
  RAISE EXCEPTION 'journal lines are never changed or deleted';
END $$;

CREATE TRIGGER journal_fixed BEFORE UPDATE OR DELETE ON incidents_event
  FOR EACH ROW EXECUTE FUNCTION journal_fixed();
CREATE TRIGGER journal_whole BEFORE TRUNCATE ON incidents_event
  FOR EACH STATEMENT EXECUTE FUNCTION journal_fixed();
"""

SQLITE = [
    """CREATE TRIGGER journal_number AFTER INSERT ON incidents_event
       BEGIN UPDATE incidents_event SET seq = NEW.id WHERE id = NEW.id; END""",
    """CREATE TRIGGER journal_fixed BEFORE UPDATE ON incidents_event WHEN OLD.seq IS NOT NULL
       BEGIN SELECT RAISE(ABORT, 'journal lines are never changed or deleted'); END""",
    """CREATE TRIGGER journal_whole BEFORE DELETE ON incidents_event
       BEGIN SELECT RAISE(ABORT, 'journal lines are never changed or deleted'); END""",
]


def guard(apps, schema_editor):
    apps.get_model("incidents", "Stream").objects.create(id=1, head=0, hash=b"")
    if schema_editor.connection.vendor == "postgresql":
        schema_editor.execute(POSTGRES, None)
    else:
        for statement in SQLITE:
            schema_editor.execute(statement)


class Migration(migrations.Migration):
    dependencies = [("incidents", "0001_initial")]
    operations = [migrations.RunPython(guard)]
