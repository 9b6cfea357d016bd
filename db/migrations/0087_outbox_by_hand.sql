-- /settings/outbox: owners and admins see every mail of the organization, try it again and discard it.
drop policy invitations_are_for_the_managers on outbox_mails;
create policy mails_are_seen_by_the_managers on outbox_mails as restrictive for select to hub_member
	using (gate.my_role() in ('owner', 'admin'));
create policy invitations_are_written_by_the_managers on outbox_mails as restrictive for insert to hub_member
	with check (kind = 'invitation' and state = 'queued' and gate.my_role() in ('owner', 'admin'));
create policy mails_are_handled_by_the_managers on outbox_mails as restrictive for update to hub_member
	using (gate.my_role() in ('owner', 'admin') and state <> 'sent') with check (state in ('queued', 'failed'));
grant update (state, attempts, last_error) on outbox_mails to hub_member;

create index messages_unsent on messages (org_id, created_at desc, id desc)
	where direction = 'outbound' and channel = 'email' and state in ('queued', 'failed');
