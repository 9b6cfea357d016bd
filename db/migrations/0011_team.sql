-- Who may change the team is decided by the business's policy and, once more, here: the same rule as canSetRole.
set local role hub_gate;
create function gate.my_role() returns text
language sql stable security definer set search_path = public, pg_temp as $$
	select role from members where org_id = scope_org() and person_id = scope_person();
$$;
comment on function gate.my_role() is 'Role of the signed-in person in the organization of this transaction; null: none.';

create function gate.may_set_role(given_role text) returns boolean
language sql stable security definer set search_path = public, pg_temp as $$
	select coalesce(gate.my_role() = 'owner' or (gate.my_role() = 'admin' and given_role <> 'owner'), false);
$$;
comment on function gate.may_set_role(text) is 'Whether the signed-in person may give or take this role: owners any, admins any but owner.';

create function gate.keep_an_owner() returns trigger
language plpgsql security definer set search_path = public, pg_temp as $$
begin
	-- Two owners who demote each other at the same moment take turns; the second one then sees what the first one did.
	perform pg_advisory_xact_lock(hashtextextended('owners of ' || old.org_id, 0));
	if exists (select from organizations where id = old.org_id)
		and not exists (select from members where org_id = old.org_id and role = 'owner') then
		raise exception 'an organization keeps an owner'
			using errcode = 'check_violation', constraint = 'an organization keeps an owner', table = 'members', schema = 'public';
	end if;
	return null;
end $$;
revoke execute on function gate.my_role(), gate.may_set_role(text), gate.keep_an_owner() from public;
grant execute on function gate.my_role(), gate.may_set_role(text) to hub_member;
grant execute on function gate.keep_an_owner() to hub_owner;
set local role hub_owner;

create constraint trigger "an organization keeps an owner" after update or delete on members
	for each row when (old.role = 'owner') execute function gate.keep_an_owner();

-- Somebody becomes a member by an invitation, through the gate, never by a plain insert.
revoke insert on members from hub_member;
create policy roles_are_given_by_who_may on members as restrictive for update to hub_member
	using (gate.may_set_role(role)) with check (gate.may_set_role(role));
create policy members_are_removed_by_who_may on members as restrictive for delete to hub_member
	using (gate.may_set_role(role));

-- An invitation's link makes whoever holds it a member: it is shown to those alone who could give the role themselves.
alter table invitations add column token_encrypted bytea;
comment on column invitations.token_encrypted is 'The token, sealed with the instance key, for the mail and for Copy link.';
comment on column invitations.email is 'In its normalized spelling: it is compared with people.email_normalized.';
create unique index one_invitation_per_address on invitations (org_id, email);
create policy invitations_are_made_by_who_may on invitations as restrictive to hub_member
	using (gate.may_set_role(role)) with check (gate.may_set_role(role));
create policy invitations_name_their_maker on invitations as restrictive for insert to hub_member
	with check (exists (
		select from members where members.org_id = invitations.org_id and members.id = invitations.invited_by
			and members.person_id = (select scope_person())));

set local role hub_gate;
create function gate.invitation(given_token bytea) returns jsonb
language sql stable security definer set search_path = public, pg_temp as $$
	select jsonb_build_object(
		'email', invitations.email, 'role', invitations.role, 'invitedBy', people.name,
		'organization', organizations.name, 'brandColor', organizations.brand_color,
		'known', exists (select from people where email_normalized = invitations.email))
	from invitations
	join organizations on organizations.id = invitations.org_id
	-- Whoever invited must still be able to give the role: with the right go the invitations.
	join members on members.org_id = invitations.org_id and members.id = invitations.invited_by
		and (members.role = 'owner' or (members.role = 'admin' and invitations.role <> 'owner'))
	join people on people.id = members.person_id
	where invitations.token_hash = given_token and invitations.expires_at > now();
$$;
comment on function gate.invitation(bytea) is 'What an invitation offers and to whom; null: unknown, used, withdrawn, expired, or its maker lost the right.';

create function gate.accept_invitation(given_token bytea, given_session bytea, new_name text, new_hash text) returns uuid
language plpgsql security definer set search_path = public, pg_temp as $$
declare
	offer invitations;
	joining uuid;
begin
	select * into offer from invitations where token_hash = given_token for update;
	if offer.id is null or gate.invitation(given_token) is null then
		return null;
	end if;
	select id into joining from people where email_normalized = offer.email;
	if joining is null then
		if new_hash is null then
			return null;
		end if;
		insert into people (email, email_normalized, name, password_hash) values (offer.email, offer.email, new_name, new_hash)
		returning id into joining;
	elsif not exists (select from sessions where token_hash = given_session and person_id = joining and expires_at > now()) then
		return null;
	end if;
	insert into members (org_id, person_id, role) values (offer.org_id, joining, offer.role)
	on conflict (org_id, person_id) do nothing;
	update sessions set org_id = offer.org_id where token_hash = given_session and person_id = joining;
	delete from invitations where org_id = offer.org_id and id = offer.id;
	return joining;
end $$;
comment on function gate.accept_invitation(bytea, bytea, text, text) is
	'Makes the invited person a member, once. Somebody known must hold a session as that very person; somebody new comes with name and password. null: neither.';
revoke execute on function gate.invitation(bytea), gate.accept_invitation(bytea, bytea, text, text) from public;
grant execute on function gate.invitation(bytea), gate.accept_invitation(bytea, bytea, text, text) to hub_member;
set local role hub_owner;
