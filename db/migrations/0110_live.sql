-- What live pages must hear of besides messages (0071): notes, cases that begin or go, and every change after which somebody
-- who listens may no longer do so. As there, a notice names what to look at and holds nothing that anybody wrote.

create function inquiry_came_or_went() returns trigger language plpgsql as $$
declare
	it inquiries;
begin
	if tg_op = 'INSERT' then it := new; else it := old; end if;
	perform tell_pages('inquiry', it.org_id, it.id, it.customer_id);
	return null;
end $$;
create trigger inquiry_came_or_went after insert or delete on inquiries for each row
	when (current_user in ('hub_member', 'hub_customer', 'hub_worker', 'hub_gate')) execute function inquiry_came_or_went();

create function inquiry_note_changed() returns trigger language plpgsql as $$
declare
	it inquiry_notes;
begin
	if tg_op = 'INSERT' then it := new; else it := old; end if;
	perform tell_pages('note', it.org_id, it.inquiry_id, null);
	return null;
end $$;
create trigger inquiry_note_changed after insert or delete on inquiry_notes for each row
	when (current_user in ('hub_member', 'hub_worker')) execute function inquiry_note_changed();

-- Off means off (B8): whoever listens is asked anew for her right to when one of these changes, whoever changed it.
create function portal_changed() returns trigger language plpgsql as $$
begin
	perform pg_notify('hub', json_build_object('kind', 'portal', 'portals', new.id)::text);
	return null;
end $$;
create trigger portal_changed after update of portal_enabled on organizations for each row
	when (old.portal_enabled is distinct from new.portal_enabled) execute function portal_changed();

create function portal_link_changed() returns trigger language plpgsql as $$
begin
	perform pg_notify('hub', json_build_object('kind', 'portal', 'customer', old.id)::text);
	return null;
end $$;
create trigger portal_link_changed after update of portal_token_hash on customers for each row
	when (old.portal_token_hash is distinct from new.portal_token_hash) execute function portal_link_changed();
create trigger portal_link_gone after delete on customers for each row execute function portal_link_changed();

create function authority_changed() returns trigger language plpgsql as $$
begin
	perform pg_notify('hub', json_build_object('kind', 'authority', 'person', old.person_id)::text);
	return null;
end $$;
create trigger member_changed after update of role on members for each row
	when (old.role is distinct from new.role) execute function authority_changed();
create trigger member_gone after delete on members for each row execute function authority_changed();
create trigger session_changed after update on sessions for each row
	when (old.org_id is distinct from new.org_id or old.token_hash is distinct from new.token_hash)
	execute function authority_changed();
create trigger session_gone after delete on sessions for each row execute function authority_changed();

set local role hub_gate;
create function gate.session_works_in(given_token bytea, given_org uuid) returns boolean
language sql stable security definer set search_path = public, pg_temp as $$
	select exists (
		select from sessions join members on members.person_id = sessions.person_id and members.org_id = sessions.org_id
		where sessions.token_hash = given_token and sessions.expires_at > now() and sessions.org_id = given_org);
$$;
comment on function gate.session_works_in(bytea, uuid) is
	'Whether this session still holds and works in that organization. Unlike gate.session it does not count as use: an open page keeps no session alive.';
revoke execute on function gate.session_works_in(bytea, uuid) from public;
grant execute on function gate.session_works_in(bytea, uuid) to hub_member;
set local role hub_owner;

-- What else the customer's page shows. Her own download of a file is no news, so documents are told of by label alone.
create function customer_page_changed() returns trigger language plpgsql as $$
begin
	if tg_op = 'DELETE' then
		perform tell_pages('page', old.org_id, null, old.customer_id);
	else
		perform tell_pages('page', new.org_id, null, new.customer_id);
	end if;
	return null;
end $$;
create trigger documents_changed after insert or delete or update of label on documents for each row
	when (current_user in ('hub_member', 'hub_worker')) execute function customer_page_changed();
create trigger quotes_changed after insert or delete or update on quotes for each row
	when (current_user in ('hub_member', 'hub_worker')) execute function customer_page_changed();
create trigger payments_changed after insert or delete or update on payments for each row
	when (current_user in ('hub_member', 'hub_worker')) execute function customer_page_changed();

-- Of her page as the customer may see it now, a fingerprint: the page in her hands is brought up to date only when it differs.
-- It is read with her own rights, so a message that can still be taken back is not in it, nor a draft of a quote.
create function portal_version() returns text language sql stable
	return left(md5(concat_ws('|',
		(select string_agg(id || state, ' ' order by created_at, id) from (select id, state, created_at from messages
			where org_id = (select scope_org()) and customer_id = (select scope_customer())
			order by created_at desc, id desc limit 100) as newest),
		'', (select string_agg(id::text, ' ' order by id) from inquiries
			where org_id = (select scope_org()) and customer_id = (select scope_customer()) and status <> 'closed'),
		'', (select string_agg(id || coalesce(label, ''), ' ' order by id) from documents
			where org_id = (select scope_org()) and customer_id = (select scope_customer())),
		'', (select string_agg(concat_ws(' ', id, status, title, total_minor), ' ' order by id) from quotes
			where org_id = (select scope_org()) and customer_id = (select scope_customer())),
		'', (select string_agg(concat_ws(' ', id, amount_minor, refunded_at), ' ' order by id) from payments
			where org_id = (select scope_org()) and customer_id = (select scope_customer())))), 16);
comment on function portal_version() is 'Changes when what the customer sees in her portal does; says nothing else.';
