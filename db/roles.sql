-- The roles of the product. They belong to the whole server, not to one database, so they are made sure of at each
-- migration instead of once. None of them can log in; the app's own login is a member of the last three and inherits nothing.
--   hub_owner     owns the tables; used by migrations and maintenance commands, never to answer a request
--   hub_gate      owns the few functions that look across organizations before a scope is known (sign-in, a portal's token)
--   hub_member    a signed-in member, scoped by hub.org_id
--   hub_customer  the portal, scoped by hub.org_id and hub.customer_id
--   hub_worker    background work, scoped by hub.org_id
do $$
declare
	wanted text;
begin
	foreach wanted in array array['hub_owner', 'hub_gate', 'hub_member', 'hub_customer', 'hub_worker'] loop
		if not exists (select from pg_roles where rolname = wanted) then
			begin
				execute format('create role %I nologin noinherit', wanted);
			exception when duplicate_object or unique_violation then
				-- Another database of the same server was migrated at this very moment.
				null;
			end;
		end if;
		if not pg_has_role(current_user, wanted, 'member') then
			execute format('grant %I to current_user', wanted);
		end if;
	end loop;
	if not pg_has_role('hub_owner', 'hub_gate', 'member') then
		grant hub_gate to hub_owner;
	end if;
	execute format('grant create, temporary on database %I to hub_owner', current_database());
	execute format('grant create on database %I to hub_gate', current_database());
end $$;
revoke create on schema public from public;
grant create, usage on schema public to hub_owner;
grant usage on schema public to public;
