-- Whoever works in several organizations lands, after signing in, where she last worked, not in the alphabetically first.
alter table members add column worked_at timestamptz;
comment on column members.worked_at is 'When she last worked here, to a few minutes; null: not since this is written down. Orders where a new session begins.';

-- It asks about roles, so it waits for no other change: when somebody last worked is written often, and needs no turn among owners.
drop trigger "an organization keeps an owner" on members;
create constraint trigger "an organization keeps an owner" after update of role, org_id or delete on members
	for each row when (old.role = 'owner') execute function gate.keep_an_owner();

set local role hub_gate;

create or replace function gate.session(given_token bytea) returns jsonb
language plpgsql security definer set search_path = public, pg_temp as $$
declare
	it sessions;
	working_in uuid;
	renewed boolean := false;
begin
	select * into it from sessions where token_hash = given_token and expires_at > now();
	if it.id is null then
		return null;
	end if;
	select members.org_id into working_in
	from members join organizations on organizations.id = members.org_id
	where members.person_id = it.person_id
	order by members.org_id is not distinct from it.org_id desc, members.worked_at desc nulls last,
		lower(organizations.name), organizations.id limit 1;
	-- Written at most every few minutes, so that reading pages does not write rows.
	if it.last_seen_at < now() - interval '5 minutes' or working_in is distinct from it.org_id then
		update sessions set last_seen_at = now(), org_id = working_in,
			expires_at = least(now() + interval '30 days', created_at + interval '90 days')
		where token_hash = given_token
		returning expires_at into it.expires_at;
		update members set worked_at = now() where person_id = it.person_id and org_id = working_in;
		renewed := true;
	end if;
	return (
		select jsonb_build_object(
			'id', it.id, 'expiresAt', it.expires_at, 'renewed', renewed,
			'person', jsonb_build_object('id', people.id, 'name', people.name, 'email', people.email),
			'member', (
				select jsonb_build_object('kind', 'member', 'orgId', org_id, 'memberId', id, 'personId', person_id, 'role', role)
				from members where person_id = people.id and org_id = working_in),
			'organization', (
				select jsonb_build_object('id', id, 'name', name, 'industry', industry, 'currency', currency, 'locale', locale,
					'timeZone', time_zone, 'brandColor', brand_color, 'hasLogo', logo_key is not null)
				from organizations where id = working_in),
			'organizations', coalesce((
				select jsonb_agg(jsonb_build_object('id', organizations.id, 'name', organizations.name,
					'brandColor', organizations.brand_color, 'role', members.role) order by lower(organizations.name), organizations.id)
				from members join organizations on organizations.id = members.org_id
				where members.person_id = people.id), '[]'))
		from people where people.id = it.person_id);
end $$;

create or replace function gate.work_in(given_token bytea, chosen_org uuid) returns boolean
language plpgsql security definer set search_path = public, pg_temp as $$
declare
	holder uuid;
begin
	update sessions set org_id = chosen_org
	where token_hash = given_token and expires_at > now()
		and exists (select from members where members.person_id = sessions.person_id and members.org_id = chosen_org)
	returning person_id into holder;
	if holder is null then
		return false;
	end if;
	update members set worked_at = now() where person_id = holder and org_id = chosen_org;
	return true;
end $$;
set local role hub_owner;
