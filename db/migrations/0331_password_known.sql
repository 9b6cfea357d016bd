-- A new password must not be what everybody knows of her: a link for one has to tell by what she is known, besides her address.
set local role hub_gate;
create function gate.password_link_known(given_token bytea) returns jsonb
language sql stable security definer set search_path = public, pg_temp as $$
	select jsonb_build_object('email', people.email, 'names', jsonb_build_array(people.name) || coalesce(
		(select jsonb_agg(organizations.name) from members join organizations on organizations.id = members.org_id
		where members.person_id = people.id), '[]'))
	from one_time_links join people on people.id = one_time_links.person_id
	where token_hash = given_token and purpose = 'password' and expires_at > now();
$$;
comment on function gate.password_link_known(bytea) is
	'Address and name of whose password the link would set, and of her businesses, which make no password; null as gate.password_link. Changes nothing.';
revoke execute on function gate.password_link_known(bytea) from public;
grant execute on function gate.password_link_known(bytea) to hub_member;
set local role hub_owner;
