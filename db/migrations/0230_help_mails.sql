-- What a member asked whoever runs the installation may name a customer. Once it has left it is the recipient's, and nothing here.
set local role hub_gate;
create or replace function gate.record_delivery(mail uuid, outcome text, error text) returns void
language sql security definer set search_path = public, pg_temp as $$
	update outbox_mails set state = outcome, attempts = attempts + 1, last_error = left(error, 500),
		sent_at = case when outcome = 'sent' then now() end,
		body_text = case when outcome = 'sent' and kind = 'help' then '' else body_text end
	where id = mail and state = 'queued';
$$;
set local role hub_owner;
update outbox_mails set body_text = '' where kind = 'help' and state = 'sent';
