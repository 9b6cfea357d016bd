-- Mail to customers and notifications to members join the outbox. A link to somebody's portal is put in when the mail leaves,
-- from the sealed token of that moment: a stored mail opens nothing (D4), and none leaves after the portal was switched off (S21).
alter table outbox_mails
	add column customer_id uuid,
	add column path text check (char_length(path) between 1 and 500),
	add foreign key (org_id, customer_id) references customers (org_id, id) on delete cascade,
	drop constraint outbox_mails_kind_check,
	add constraint outbox_mails_kind_check
		check (kind in ('password', 'invitation', 'lost_link', 'new_file', 'notification')),
	add constraint "mail to a customer says to whom" check ((kind in ('lost_link', 'new_file')) = (customer_id is not null)),
	add constraint "a notification says where it leads" check ((kind = 'notification') = (path is not null));
comment on column outbox_mails.customer_id is 'Whose portal the mail''s link opens; goes with her.';
comment on column outbox_mails.path is 'Page of the desk that the mail''s link opens, such as /inbox/<id>.';
create index outbox_mails_by_customer on outbox_mails (org_id, customer_id) where customer_id is not null;

grant select (portal_token_encrypted) on customers to hub_gate;
set local role hub_gate;
drop function gate.mail_to_deliver(uuid);
create function gate.mail_to_deliver(mail uuid) returns table (
	org_id uuid, kind text, recipient text, subject text, body_text text, body_html text, message_id text, tried integer,
	token_encrypted bytea, customer_id uuid, path text)
language sql stable security definer set search_path = public, pg_temp as $$
	select outbox_mails.org_id, outbox_mails.kind, outbox_mails.recipient, outbox_mails.subject, outbox_mails.body_text,
		outbox_mails.body_html, outbox_mails.message_id, outbox_mails.attempts,
		coalesce(invitations.token_encrypted, one_time_links.token_encrypted, reachable.portal_token_encrypted),
		outbox_mails.customer_id, outbox_mails.path
	from outbox_mails
	left join invitations on invitations.org_id = outbox_mails.org_id and invitations.id = outbox_mails.invitation_id
		and invitations.expires_at > now()
	left join one_time_links on one_time_links.token_hash = outbox_mails.link_token_hash and one_time_links.expires_at > now()
	left join lateral (
		select customers.portal_token_encrypted from customers join organizations on organizations.id = customers.org_id
		where customers.org_id = outbox_mails.org_id and customers.id = outbox_mails.customer_id and organizations.portal_enabled
	) as reachable on true
	where outbox_mails.id = mail and outbox_mails.state = 'queued';
$$;
comment on function gate.mail_to_deliver(uuid) is
	'A mail that still waits, with the sealed token of its link while that opens something; no row: it left or failed.';
revoke execute on function gate.mail_to_deliver(uuid) from public;
grant execute on function gate.mail_to_deliver(uuid) to hub_worker;
set local role hub_owner;
