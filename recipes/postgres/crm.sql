-- An example of a CRM's tables; yours exist already.
CREATE TABLE crm_people (
  visitor_id text PRIMARY KEY,
  plan text,
  role text,
  seats integer,
  updated_at timestamptz NOT NULL DEFAULT now()
);

CREATE TABLE crm_leavers (
  email text PRIMARY KEY,
  left_on date NOT NULL,
  updated_at timestamptz NOT NULL DEFAULT now()
);

-- A cursor is only as good as the column behind it: the database itself sets updated_at.
CREATE FUNCTION touch() RETURNS trigger LANGUAGE plpgsql AS $$
BEGIN
  NEW.updated_at := now();
  RETURN NEW;
END $$;

CREATE TRIGGER crm_people_touch BEFORE UPDATE ON crm_people
  FOR EACH ROW EXECUTE FUNCTION touch();
CREATE TRIGGER crm_leavers_touch BEFORE UPDATE ON crm_leavers
  FOR EACH ROW EXECUTE FUNCTION touch();

CREATE INDEX crm_people_updated_at ON crm_people (updated_at);
CREATE INDEX crm_leavers_updated_at ON crm_leavers (updated_at);
