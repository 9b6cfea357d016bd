-- Extensions (both trusted: no superuser needed) and the scope that every policy compares with.
create extension if not exists pg_trgm;
create extension if not exists btree_gin;

-- After a transaction a local setting reads '' instead of null; both mean: no scope, so no rows.
create function scope_org() returns uuid language sql stable parallel safe
	return nullif(current_setting('hub.org_id', true), '')::uuid;
create function scope_customer() returns uuid language sql stable parallel safe
	return nullif(current_setting('hub.customer_id', true), '')::uuid;
create function scope_person() returns uuid language sql stable parallel safe
	return nullif(current_setting('hub.person_id', true), '')::uuid;
comment on function scope_org() is 'The organization of this transaction, set with set_config(…, true); null: none.';
comment on function scope_customer() is 'The customer whose portal this transaction serves; null: none.';
comment on function scope_person() is 'The signed-in person of this transaction; null: none.';

-- Functions that must look before a scope is known live here, owned by a role that can do only that.
set local role hub_gate;
create schema gate;
grant usage on schema gate to public;
set local role hub_owner;
