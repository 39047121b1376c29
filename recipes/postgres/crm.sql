-- An example of a CRM's tables with rows that fit the sandbox; yours exist already.
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

-- Visitors whom the sandbox's Pendo has, and one whom it does not have and will reject.
INSERT INTO crm_people (visitor_id, plan, role, seats) VALUES
  ('ada.bianchi@acme.example', 'free', NULL, 1),
  ('alice.dahl@acme.example', 'enterprise', 'member', 2),
  ('amelie.kumar@acme.example', 'starter', 'it', 3),
  ('amelie.park@acme.example', 'pro', NULL, 4),
  ('andre.yamamoto@acme.example', 'free', 'admin', 5),
  ('ann.fournier@acme.example', 'enterprise', 'member', 6),
  ('beatriz.muller@acme.example', 'starter', 'it', 7),
  ('ben.brandt@acme.example', 'pro', NULL, 8),
  ('bjorn.jensen@acme.example', 'free', 'admin', 9),
  ('bjorn.nguyen@acme.example', 'enterprise', 'member', 10),
  ('bjorn.sharma@acme.example', 'starter', 'it', 11),
  ('chen.kapoor@acme.example', 'pro', NULL, 12),
  ('daniel.lehmann@acme.example', 'free', 'admin', 1),
  ('daniel.quinn@acme.example', 'enterprise', 'member', 2),
  ('diego.maier@acme.example', 'starter', 'it', 3),
  ('diego.reyes@acme.example', 'pro', NULL, 4),
  ('elif.hoffmann@acme.example', 'free', 'admin', 5),
  ('elif.meyer@acme.example', 'enterprise', 'member', 6),
  ('emil.becker@acme.example', 'starter', 'it', 7),
  ('emma.murphy@acme.example', 'pro', NULL, 8),
  ('erik.obrien@acme.example', 'free', 'admin', 9),
  ('erik.suzuki@acme.example', 'enterprise', 'member', 10),
  ('fatima.johansson@acme.example', 'starter', 'it', 11),
  ('fatima.walker@acme.example', 'pro', NULL, 12),
  ('felix.kovac@acme.example', 'free', 'admin', 1),
  ('finn.dubois@acme.example', 'enterprise', 'member', 2),
  ('freya.fontaine@acme.example', 'starter', 'it', 3),
  ('freya.larsen@acme.example', 'pro', NULL, 4),
  ('freya.pereira@acme.example', 'free', 'admin', 5),
  ('gita.young@acme.example', 'enterprise', 'member', 6),
  ('hana.roux@acme.example', 'starter', 'it', 7),
  ('hugo.bergstrom@acme.example', 'pro', NULL, 8),
  ('ida.ivanov@acme.example', 'free', 'admin', 9),
  ('ida.schneider@acme.example', 'enterprise', 'member', 10),
  ('jonas.khan@acme.example', 'starter', 'it', 11),
  ('jose.petrov@acme.example', 'pro', NULL, 12),
  ('jose.wang@acme.example', 'free', 'admin', 1),
  ('julia.fernandez@acme.example', 'enterprise', 'member', 2),
  ('karim.ruiz@acme.example', 'starter', 'it', 3),
  ('laura.navarro@acme.example', 'pro', NULL, 4),
  ('nobody@acme.example', 'free', 'admin', 5);

-- Users of the sandbox's Pipedrive. The last three will be rejected: the token's own user, and an address
-- that two users have in two spellings.
INSERT INTO crm_leavers (email, left_on) VALUES
  ('alice.weber@acme.example', DATE '2026-10-31'),
  ('marco.popescu@acme.example', DATE '2026-10-31'),
  ('daniel.lehmann@acme.example', DATE '2026-10-31'),
  ('ruth.fujita@acme.example', DATE '2026-10-31'),
  ('laura.navarro@acme.example', DATE '2026-10-31'),
  ('bjorn.jensen@acme.example', DATE '2026-10-31'),
  ('fatima.walker@acme.example', DATE '2026-10-31'),
  ('vera.pereira@acme.example', DATE '2026-10-31'),
  ('ann.fournier@acme.example', DATE '2026-10-31'),
  ('sofia.murphy@acme.example', DATE '2026-10-31'),
  ('petra.wilson@acme.example', DATE '2026-10-31'),
  ('theo.johansson@evergreen.example', DATE '2026-10-31'),
  ('Theo.johansson@evergreen.example', DATE '2026-10-31');
