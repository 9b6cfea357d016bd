-- Somebody who founds an organization is shown around, until she has seen it or says that she needs no more.
alter table organizations add column setting_up boolean not null default false;
comment on column organizations.setting_up is 'It was founded and its owner has not been shown around to the end.';
grant update (setting_up) on organizations to hub_member;

set local role hub_gate;
create or replace function gate.found_organization(organization jsonb, owner jsonb) returns table (org_id uuid, person_id uuid, member_id uuid)
language plpgsql security definer set search_path = public, pg_temp as $$
declare
	new_org uuid;
	founder uuid;
	new_member uuid;
begin
	insert into people (email, email_normalized, name, password_hash)
	values (owner ->> 'email', owner ->> 'emailNormalized', owner ->> 'name', owner ->> 'passwordHash')
	on conflict (email_normalized) do nothing returning people.id into founder;
	if founder is null and (owner ->> 'mayExist')::boolean then
		select people.id into founder from people where people.email_normalized = owner ->> 'emailNormalized';
	end if;
	if founder is null then
		return;
	end if;
	insert into organizations (name, industry, currency, locale, time_zone, case_prefix, inbound_address, contact_email, setting_up)
	values (organization ->> 'name', organization ->> 'industry', organization ->> 'currency', organization ->> 'locale',
		organization ->> 'timeZone', organization ->> 'casePrefix', organization ->> 'inboundAddress', owner ->> 'email', true)
	returning organizations.id into new_org;
	insert into members (org_id, person_id, role) values (new_org, founder, 'owner') returning members.id into new_member;
	return query select new_org, founder, new_member;
end $$;
set local role hub_owner;
