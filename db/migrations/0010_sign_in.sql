-- Signing in. Whatever looks at people, sessions or attempts is a function of the gate: the app's own roles can call these
-- and read nothing of the tables. Where a function acts for somebody, the hash of her own session's token is the authority.
alter table sessions add column id uuid not null default gen_random_uuid();
comment on column sessions.id is 'Names the session on her own security page; opens nothing.';

set local role hub_gate;

create function gate.session(given_token bytea) returns jsonb
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
	order by members.org_id is not distinct from it.org_id desc, lower(organizations.name), organizations.id limit 1;
	-- Written at most every few minutes, so that reading pages does not write rows.
	if it.last_seen_at < now() - interval '5 minutes' or working_in is distinct from it.org_id then
		update sessions set last_seen_at = now(), org_id = working_in,
			expires_at = least(now() + interval '30 days', created_at + interval '90 days')
		where token_hash = given_token
		returning expires_at into it.expires_at;
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
comment on function gate.session(bytea) is
	'Who holds this session, where she works now, with which role, and where else she may: read anew at each request. null: no such session.';

create function gate.sign_in_candidate(given_email text) returns table (person_id uuid, password_hash text)
language sql stable security definer set search_path = public, pg_temp as $$
	select people.id, people.password_hash from people where email_normalized = given_email and people.password_hash is not null;
$$;
comment on function gate.sign_in_candidate(text) is 'The hash to verify a password against; the one door through which a hash leaves the tables.';

create function gate.open_session(given_token bytea, given_person uuid, verified_hash text, device text, replaced bytea) returns timestamptz
language plpgsql security definer set search_path = public, pg_temp as $$
declare
	ends timestamptz;
begin
	-- Waits for a change of the password that is under way: a password that was right a moment ago opens nothing.
	perform from people where id = given_person and password_hash = verified_hash for share;
	if not found then
		return null;
	end if;
	delete from sessions where token_hash = replaced;
	insert into sessions (token_hash, person_id, expires_at, user_agent)
	values (given_token, given_person, now() + interval '30 days', left(device, 300)) returning expires_at into ends;
	return ends;
end $$;
comment on function gate.open_session(bytea, uuid, text, text, bytea) is
	'Opens a session for whoever''s password was just verified, in place of the browser''s earlier one; null: the password changed meanwhile.';

create function gate.end_session(given_token bytea) returns void
language sql security definer set search_path = public, pg_temp as $$
	delete from sessions where token_hash = given_token;
$$;

create function gate.end_sessions(given_token bytea) returns void
language sql security definer set search_path = public, pg_temp as $$
	delete from sessions where person_id = (select person_id from sessions where token_hash = given_token and expires_at > now());
$$;
comment on function gate.end_sessions(bytea) is 'Signs the holder of this session out everywhere, here too.';

create function gate.end_session_of(given_token bytea, ended uuid) returns boolean
language plpgsql security definer set search_path = public, pg_temp as $$
begin
	delete from sessions
	where id = ended and person_id = (select person_id from sessions where token_hash = given_token and expires_at > now());
	return found;
end $$;
comment on function gate.end_session_of(bytea, uuid) is 'Ends one of the holder''s own sessions; false: it is not hers, or has ended.';

create function gate.sessions(given_token bytea)
	returns table (id uuid, here boolean, created_at timestamptz, last_seen_at timestamptz, user_agent text)
language sql stable security definer set search_path = public, pg_temp as $$
	select s.id, s.token_hash = given_token, s.created_at, s.last_seen_at, s.user_agent
	from sessions s
	where s.person_id = (select h.person_id from sessions h where h.token_hash = given_token and h.expires_at > now())
		and s.expires_at > now()
	order by s.token_hash = given_token desc, s.last_seen_at desc;
$$;
comment on function gate.sessions(bytea) is 'The holder''s own sessions, this one first.';

create function gate.work_in(given_token bytea, chosen_org uuid) returns boolean
language plpgsql security definer set search_path = public, pg_temp as $$
begin
	update sessions set org_id = chosen_org
	where token_hash = given_token and expires_at > now()
		and exists (select from members where members.person_id = sessions.person_id and members.org_id = chosen_org);
	return found;
end $$;
comment on function gate.work_in(bytea, uuid) is 'Moves a session to another of the holder''s organizations; false: she is no member there.';

create function gate.own_password(given_token bytea) returns text
language sql stable security definer set search_path = public, pg_temp as $$
	select people.password_hash from sessions join people on people.id = sessions.person_id
	where sessions.token_hash = given_token and sessions.expires_at > now();
$$;
comment on function gate.own_password(bytea) is 'The hash that the holder of this session proves herself against.';

create function gate.change_password(given_token bytea, verified_hash text, new_hash text, new_token bytea) returns boolean
language plpgsql security definer set search_path = public, pg_temp as $$
declare
	holder uuid;
begin
	select person_id into holder from sessions where token_hash = given_token and expires_at > now();
	update people set password_hash = new_hash, password_changed_at = now()
	where id = holder and password_hash is not distinct from verified_hash;
	if not found then
		return false;
	end if;
	delete from sessions where person_id = holder and token_hash <> given_token;
	delete from one_time_links where person_id = holder;
	update sessions set token_hash = new_token where token_hash = given_token;
	return true;
end $$;
comment on function gate.change_password(bytea, text, text, bytea) is
	'A new password ends every other session and every link of hers, and gives this session a new token; false: the old one had changed.';

create function gate.rename_person(given_token bytea, new_name text) returns boolean
language plpgsql security definer set search_path = public, pg_temp as $$
begin
	update people set name = new_name
	where id = (select person_id from sessions where token_hash = given_token and expires_at > now());
	return found;
end $$;

create function gate.attempt(keys bytea[], most integer[], seconds integer[]) returns integer
language plpgsql security definer set search_path = public, pg_temp as $$
declare
	counted attempts;
	-- The time of this statement, not of the transaction: a window that ended while waiting for the row has ended.
	moment timestamptz;
begin
	for place in 1 .. cardinality(keys) loop
		moment := clock_timestamp();
		insert into attempts (key, count, until) values (keys[place], 1, moment + make_interval(secs => seconds[place]))
		on conflict (key) do update set
			count = case when attempts.until <= clock_timestamp() then 1 else least(attempts.count, 1000000) + 1 end,
			until = case when attempts.until <= clock_timestamp() then excluded.until else attempts.until end
		returning * into counted;
		if counted.count > most[place] then
			return greatest(1, ceil(extract(epoch from counted.until - clock_timestamp())))::integer;
		end if;
	end loop;
	return 0;
end $$;
comment on function gate.attempt(bytea[], integer[], integer[]) is
	'Counts one attempt under each key in turn, up to the first whose limit is passed: seconds to wait, 0 when allowed. Row locks make it exact.';

create function gate.forgive(forgotten bytea[], returned bytea[]) returns void
language plpgsql security definer set search_path = public, pg_temp as $$
begin
	delete from attempts where key = any (forgotten);
	update attempts set count = count - 1 where key = any (returned) and count > 0;
end $$;
comment on function gate.forgive(bytea[], bytea[]) is 'After a success: forgets what was counted under some keys, takes one attempt back under others.';

do $$
declare
	signature text;
begin
	foreach signature in array array[
		'gate.session(bytea)', 'gate.sign_in_candidate(text)', 'gate.open_session(bytea, uuid, text, text, bytea)',
		'gate.end_session(bytea)', 'gate.end_sessions(bytea)', 'gate.end_session_of(bytea, uuid)', 'gate.sessions(bytea)',
		'gate.work_in(bytea, uuid)', 'gate.own_password(bytea)', 'gate.change_password(bytea, text, text, bytea)',
		'gate.rename_person(bytea, text)', 'gate.attempt(bytea[], integer[], integer[])', 'gate.forgive(bytea[], bytea[])'
	] loop
		execute format('revoke execute on function %s from public', signature);
		execute format('grant execute on function %s to hub_member', signature);
	end loop;
end $$;
set local role hub_owner;
