-- One-time links and the mails that carry them. A mail's row never holds the link: it is put in when the mail leaves, from
-- the sealed token beside its hash. Once the link is used or dead, nothing can put it in any more.
alter table one_time_links add column token_encrypted bytea;
comment on column one_time_links.token_encrypted is 'The token, sealed with the instance key, for the mail; null: it was handed over at once.';

alter table outbox_mails add column invitation_id uuid;
alter table outbox_mails add column link_token_hash bytea references one_time_links on delete set null;
alter table outbox_mails add foreign key (org_id, invitation_id) references invitations (org_id, id) on delete set null (invitation_id);
create index outbox_mails_by_invitation on outbox_mails (org_id, invitation_id);
create index outbox_mails_by_link on outbox_mails (link_token_hash);
comment on column outbox_mails.body_text is 'With {link} where the link goes.';

-- Members read and write mails of their organization that concern the team only when they may manage it.
revoke update on outbox_mails from hub_member;
create policy invitations_are_for_the_managers on outbox_mails as restrictive to hub_member
	using (kind <> 'invitation' or gate.my_role() in ('owner', 'admin'))
	with check (kind = 'invitation' and state = 'queued' and gate.my_role() in ('owner', 'admin'));

set local role hub_gate;

create function gate.make_password_link(given_email text, given_token bytea, sealed bytea, lasts interval)
	returns table (email text, name text)
language plpgsql security definer set search_path = public, pg_temp as $$
declare
	somebody people;
begin
	select * into somebody from people where email_normalized = given_email;
	if somebody.id is null then
		return;
	end if;
	insert into one_time_links (token_hash, purpose, person_id, expires_at, token_encrypted)
	values (given_token, 'password', somebody.id, now() + lasts, sealed);
	return query select somebody.email, somebody.name;
end $$;
comment on function gate.make_password_link(text, bytea, bytea, interval) is 'A link with which the person of this address sets a new password; no row: nobody has it.';

create function gate.password_link(given_token bytea) returns text
language sql stable security definer set search_path = public, pg_temp as $$
	select people.email from one_time_links join people on people.id = one_time_links.person_id
	where token_hash = given_token and purpose = 'password' and expires_at > now();
$$;
comment on function gate.password_link(bytea) is 'Whose password the link would set; null: unknown, used, expired, or dead since another change. Changes nothing.';

create function gate.use_password_link(given_token bytea, new_hash text) returns boolean
language plpgsql security definer set search_path = public, pg_temp as $$
declare
	somebody uuid;
begin
	delete from one_time_links where token_hash = given_token and purpose = 'password' and expires_at > now()
	returning person_id into somebody;
	if somebody is null then
		return false;
	end if;
	update people set password_hash = new_hash, password_changed_at = now() where id = somebody;
	delete from one_time_links where person_id = somebody;
	delete from sessions where person_id = somebody;
	return true;
end $$;
comment on function gate.use_password_link(bytea, text) is 'Sets the password, once; ends all sessions and every other link of the person.';

create function gate.is_founded() returns boolean
language sql stable security definer set search_path = public, pg_temp as $$
	select exists (select from organizations);
$$;
comment on function gate.is_founded() is 'Whether this installation has any organization yet.';

create function gate.make_setup_link(given_token bytea, lasts interval) returns boolean
language plpgsql security definer set search_path = public, pg_temp as $$
begin
	if gate.is_founded() then
		return false;
	end if;
	insert into one_time_links (token_hash, purpose, expires_at) values (given_token, 'setup', now() + lasts);
	return true;
end $$;
comment on function gate.make_setup_link(bytea, interval) is 'A link that founds the first organization; false: there is one.';

create function gate.setup_link(given_token bytea) returns boolean
language sql stable security definer set search_path = public, pg_temp as $$
	select not gate.is_founded() and exists (
		select from one_time_links where token_hash = given_token and purpose = 'setup' and expires_at > now());
$$;

create function gate.use_setup_link(given_token bytea) returns boolean
language plpgsql security definer set search_path = public, pg_temp as $$
begin
	-- Several links may be about, one of each start: only one founds, the others go with it.
	perform pg_advisory_xact_lock(hashtextextended('the first organization', 0));
	if not gate.setup_link(given_token) then
		return false;
	end if;
	delete from one_time_links where purpose = 'setup';
	return true;
end $$;

create function gate.found_organization(organization jsonb, owner jsonb) returns table (org_id uuid, person_id uuid, member_id uuid)
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
	insert into organizations (name, industry, currency, locale, time_zone, case_prefix, inbound_address, contact_email)
	values (organization ->> 'name', organization ->> 'industry', organization ->> 'currency', organization ->> 'locale',
		organization ->> 'timeZone', organization ->> 'casePrefix', organization ->> 'inboundAddress', owner ->> 'email')
	returning organizations.id into new_org;
	insert into members (org_id, person_id, role) values (new_org, founder, 'owner') returning members.id into new_member;
	return query select new_org, founder, new_member;
end $$;
comment on function gate.found_organization(jsonb, jsonb) is
	'An organization and its first owner. No row: the address belongs to somebody, and mayExist is not said.';

create function gate.queue_password_mail(it jsonb, given_token bytea) returns uuid
language sql security definer set search_path = public, pg_temp as $$
	insert into outbox_mails (kind, recipient, subject, body_text, body_html, message_id, link_token_hash)
	values ('password', it ->> 'recipient', it ->> 'subject', it ->> 'text', it ->> 'html', it ->> 'messageId', given_token)
	returning id;
$$;
comment on function gate.queue_password_mail(jsonb, bytea) is 'A mail of no organization: none may read it.';

create function gate.mail_to_deliver(mail uuid) returns table (
	org_id uuid, kind text, recipient text, subject text, body_text text, body_html text, message_id text, tried integer, token_encrypted bytea)
language sql stable security definer set search_path = public, pg_temp as $$
	select outbox_mails.org_id, outbox_mails.kind, outbox_mails.recipient, outbox_mails.subject, outbox_mails.body_text,
		outbox_mails.body_html, outbox_mails.message_id, outbox_mails.attempts,
		coalesce(invitations.token_encrypted, one_time_links.token_encrypted)
	from outbox_mails
	left join invitations on invitations.org_id = outbox_mails.org_id and invitations.id = outbox_mails.invitation_id
		and invitations.expires_at > now()
	left join one_time_links on one_time_links.token_hash = outbox_mails.link_token_hash and one_time_links.expires_at > now()
	where outbox_mails.id = mail and outbox_mails.state = 'queued';
$$;
comment on function gate.mail_to_deliver(uuid) is 'A mail that still waits, with the sealed token of its link while that lives; no row: it left or failed.';

create function gate.record_delivery(mail uuid, outcome text, error text) returns void
language sql security definer set search_path = public, pg_temp as $$
	update outbox_mails set state = outcome, attempts = attempts + 1, last_error = left(error, 500),
		sent_at = case when outcome = 'sent' then now() end
	where id = mail and state = 'queued';
$$;
comment on function gate.record_delivery(uuid, text, text) is 'One attempt to deliver: sent, failed for good, or queued to be tried again.';

create function gate.waiting_mails() returns setof uuid
language sql stable security definer set search_path = public, pg_temp as $$
	select id from outbox_mails where state = 'queued' order by created_at;
$$;
comment on function gate.waiting_mails() is 'Mails that waited for a server while none was set.';

create function gate.tidy_sign_in() returns void
language sql security definer set search_path = public, pg_temp as $$
	delete from sessions where expires_at <= now();
	delete from attempts where until <= now();
	delete from one_time_links where expires_at <= now();
	delete from invitations where expires_at <= now() - interval '30 days';
	delete from outbox_mails where org_id is null and created_at < now() - interval '30 days';
$$;
comment on function gate.tidy_sign_in() is 'Removes what has expired.';

do $$
declare
	door record;
begin
	for door in select * from (values
		('gate.make_password_link(text, bytea, bytea, interval)', 'hub_worker'), ('gate.password_link(bytea)', 'hub_member'),
		('gate.use_password_link(bytea, text)', 'hub_member'), ('gate.is_founded()', 'hub_member, hub_worker'),
		('gate.make_setup_link(bytea, interval)', 'hub_worker'), ('gate.setup_link(bytea)', 'hub_member'),
		('gate.use_setup_link(bytea)', 'hub_member'), ('gate.found_organization(jsonb, jsonb)', 'hub_member, hub_worker'),
		('gate.queue_password_mail(jsonb, bytea)', 'hub_worker'), ('gate.mail_to_deliver(uuid)', 'hub_worker'),
		('gate.record_delivery(uuid, text, text)', 'hub_worker'), ('gate.waiting_mails()', 'hub_worker'),
		('gate.tidy_sign_in()', 'hub_worker')) as doors (signature, roles)
	loop
		execute format('revoke execute on function %s from public', door.signature);
		execute format('grant execute on function %s to %s', door.signature, door.roles);
	end loop;
end $$;
set local role hub_owner;
grant delete on outbox_mails to hub_gate;
