-- Mail to members about what waits for them. The database decides whom it concerns, in the transaction in which it happens; a
-- job writes one mail per member and case once a moment has passed, however much happened meanwhile.
create table notification_settings (
	org_id uuid not null,
	member_id uuid not null,
	cases text not null check (cases in ('mine', 'unassigned', 'all')),
	new_cases text not null check (new_cases in ('now', 'batched', 'off')),
	replies text not null check (replies in ('now', 'batched', 'off')),
	assignments text not null check (assignments in ('now', 'batched', 'off')),
	follow_ups text not null check (follow_ups in ('now', 'batched', 'off')),
	primary key (org_id, member_id),
	foreign key (org_id, member_id) references members (org_id, id) on delete cascade
);
comment on table notification_settings is 'What a member gets mail about, and how soon; no row: as gate.notification_choice says for her role.';
comment on column notification_settings.cases is 'Of which cases new_cases and replies tell: hers, hers and those of nobody, or all.';

alter table notification_settings enable row level security;
alter table notification_settings force row level security;
create policy maintenance on notification_settings to hub_owner using (true) with check (true);
create policy each_member_her_own on notification_settings to hub_member
	using (org_id = (select scope_org()) and exists (select from members where members.org_id = notification_settings.org_id
		and members.id = notification_settings.member_id and members.person_id = (select scope_person())))
	with check (org_id = (select scope_org()) and exists (select from members where members.org_id = notification_settings.org_id
		and members.id = notification_settings.member_id and members.person_id = (select scope_person())));
grant select, insert, update on notification_settings to hub_member;
create policy gate on notification_settings for select to hub_gate using (true);
grant select on notification_settings to hub_gate;

create table notifications (
	org_id uuid not null,
	member_id uuid not null,
	inquiry_id uuid not null,
	messages integer not null default 0,
	opened boolean not null default false,
	assigned boolean not null default false,
	due boolean not null default false,
	send_at timestamptz not null,
	primary key (org_id, member_id, inquiry_id),
	foreign key (org_id, member_id) references members (org_id, id) on delete cascade,
	foreign key (org_id, inquiry_id) references inquiries (org_id, id) on delete cascade
);
comment on table notifications is 'What the next mail to this member about this case will say; the row goes when the mail is written.';
create index notifications_by_inquiry on notifications (org_id, inquiry_id);
alter table notifications enable row level security;
alter table notifications force row level security;
create policy maintenance on notifications to hub_owner using (true) with check (true);
create policy gate on notifications to hub_gate using (true) with check (true);
grant select, insert, update, delete on notifications to hub_gate;

create policy gate on inquiry_reads for select to hub_gate using (true);
grant select on inquiry_reads to hub_gate;

-- A notification names the customer and her case: it goes with them (S16), and with the member it is for.
alter table outbox_mails
	add column inquiry_id uuid,
	add column member_id uuid,
	add foreign key (org_id, inquiry_id) references inquiries (org_id, id) on delete cascade,
	add foreign key (org_id, member_id) references members (org_id, id) on delete cascade,
	add constraint "a notification is about a case and for a member"
		check ((kind = 'notification') = (inquiry_id is not null and member_id is not null));
create index outbox_mails_by_inquiry on outbox_mails (org_id, inquiry_id) where inquiry_id is not null;
create index outbox_mails_by_member on outbox_mails (org_id, member_id) where member_id is not null;
create policy notifications_are_for_the_managers on outbox_mails as restrictive for select to hub_member
	using (kind <> 'notification' or gate.my_role() in ('owner', 'admin'));

set local role hub_gate;
create function gate.notification_choice(of_org uuid, of_member uuid) returns notification_settings
language sql stable security definer set search_path = public, pg_temp as $$
	select members.org_id, members.id,
		coalesce(chosen.cases, case when members.role = 'owner' then 'all' else 'mine' end),
		coalesce(chosen.new_cases, 'batched'), coalesce(chosen.replies, 'batched'),
		coalesce(chosen.assignments, 'batched'), coalesce(chosen.follow_ups, 'now')
	from members left join notification_settings as chosen on chosen.org_id = members.org_id and chosen.member_id = members.id
	where members.org_id = of_org and members.id = of_member;
$$;
comment on function gate.notification_choice(uuid, uuid) is 'What she chose, or what holds until she does: owners hear of every case, others of theirs.';

create function gate.my_notification_choice() returns notification_settings
language sql stable security definer set search_path = public, pg_temp as $$
	select choice.* from members, gate.notification_choice(members.org_id, members.id) as choice
	where members.org_id = scope_org() and members.person_id = scope_person();
$$;
comment on function gate.my_notification_choice() is 'That of the signed-in person.';

create function gate.notify_members(event text, it inquiries, concerned uuid default null) returns void
language plpgsql security definer set search_path = public, pg_temp as $$
declare
	recipient record;
	at timestamptz;
begin
	for recipient in
		select members.id,
			case event when 'message' then choice.replies when 'opened' then choice.new_cases
				when 'assigned' then choice.assignments else choice.follow_ups end as pace
		from members, gate.notification_choice(members.org_id, members.id) as choice
		where members.org_id = it.org_id and members.role <> 'viewer'
			-- Nobody is told what she did herself.
			and members.person_id is distinct from scope_person()
			and case when event in ('message', 'opened')
				then it.assignee_id = members.id or choice.cases = 'all' or (choice.cases = 'unassigned' and it.assignee_id is null)
				else members.id = concerned end
		-- Always in one order, so that two messages at once do not wait for each other in a circle.
		order by members.id
	loop
		continue when recipient.pace = 'off';
		insert into notifications as waiting (org_id, member_id, inquiry_id, messages, opened, assigned, due, send_at)
		values (it.org_id, recipient.id, it.id, (event in ('message', 'opened'))::integer, event = 'opened', event = 'assigned',
			event = 'due', now() + case recipient.pace when 'now' then interval '15 seconds' else interval '5 minutes' end)
		on conflict (org_id, member_id, inquiry_id) do update set
			messages = waiting.messages + excluded.messages, opened = waiting.opened or excluded.opened,
			assigned = waiting.assigned or excluded.assigned, due = waiting.due or excluded.due,
			send_at = least(waiting.send_at, excluded.send_at)
		returning send_at into at;
		-- One job for all of it, at the time that the first of it set.
		perform enqueue_job('notify_member', json_build_object('orgId', it.org_id, 'memberId', recipient.id, 'inquiryId', it.id),
			'notify_member ' || recipient.id || ' ' || it.id, at);
	end loop;
end $$;

create function gate.message_notifies() returns trigger
language plpgsql security definer set search_path = public, pg_temp as $$
declare
	it inquiries;
begin
	select * into it from inquiries where org_id = new.org_id and id = new.inquiry_id and deleted_at is null;
	if found then
		perform gate.notify_members(case when exists (
			select from messages where org_id = new.org_id and inquiry_id = new.inquiry_id and id <> new.id)
			then 'message' else 'opened' end, it);
	end if;
	return null;
end $$;

create function gate.assignment_notifies() returns trigger
language plpgsql security definer set search_path = public, pg_temp as $$
begin
	perform gate.notify_members('assigned', new, new.assignee_id);
	return null;
end $$;

create function gate.nudge_notifies() returns trigger
language plpgsql security definer set search_path = public, pg_temp as $$
begin
	perform gate.notify_members('due', new, coalesce(new.follow_up_by, new.assignee_id));
	return null;
end $$;

create function gate.take_notification(of_org uuid, of_member uuid, of_inquiry uuid) returns jsonb
language plpgsql security definer set search_path = public, pg_temp as $$
declare
	taken notifications;
begin
	delete from notifications where org_id = of_org and member_id = of_member and inquiry_id = of_inquiry returning * into taken;
	if not found then
		return null;
	end if;
	return (
		select jsonb_build_object('email', people.email, 'name', people.name, 'organization', organizations.name,
			'casePrefix', organizations.case_prefix, 'number', inquiries.number, 'customer', customers.name,
			-- What she has read meanwhile she need not be told.
			'messages', case when read.read_at >= inquiries.last_inbound_at then 0 else taken.messages end,
			'opened', taken.opened and coalesce(read.read_at < inquiries.last_inbound_at, true),
			'assigned', taken.assigned and inquiries.assignee_id = of_member and read.read_at is null,
			'due', taken.due and inquiries.follow_up_at is not null)
		from inquiries
		join organizations on organizations.id = inquiries.org_id
		join members on members.org_id = inquiries.org_id and members.id = of_member
		join people on people.id = members.person_id
		left join customers on customers.org_id = inquiries.org_id and customers.id = inquiries.customer_id
		left join inquiry_reads as read on read.org_id = inquiries.org_id and read.inquiry_id = inquiries.id and read.member_id = of_member
		where inquiries.org_id = of_org and inquiries.id = of_inquiry and inquiries.deleted_at is null);
end $$;
comment on function gate.take_notification(uuid, uuid, uuid) is 'What to write to her about this case, once; null: nothing.';

do $$
declare
	door record;
begin
	for door in select * from (values
		('gate.notification_choice(uuid, uuid)', 'hub_owner'), ('gate.my_notification_choice()', 'hub_member'),
		('gate.notify_members(text, inquiries, uuid)', 'hub_owner'), ('gate.message_notifies()', 'hub_owner'),
		('gate.assignment_notifies()', 'hub_owner'), ('gate.nudge_notifies()', 'hub_owner'),
		('gate.take_notification(uuid, uuid, uuid)', 'hub_worker')) as doors (signature, roles)
	loop
		execute format('revoke execute on function %s from public', door.signature);
		execute format('grant execute on function %s to %s', door.signature, door.roles);
	end loop;
end $$;
set local role hub_owner;

create trigger message_notifies after insert on messages for each row
	when (new.direction = 'inbound' and not new.automatic
		and current_user in ('hub_member', 'hub_customer', 'hub_worker', 'hub_gate'))
	execute function gate.message_notifies();
create trigger assignment_notifies after update of assignee_id on inquiries for each row
	when (new.assignee_id is not null and new.assignee_id is distinct from old.assignee_id
		and current_user in ('hub_member', 'hub_worker'))
	execute function gate.assignment_notifies();

create trigger nudge_notifies after update of nudged_at on inquiries for each row
	when (new.nudged_at is not null and new.nudged_at is distinct from old.nudged_at and current_user = 'hub_worker')
	execute function gate.nudge_notifies();

-- A case read in one tab or on the phone is read in the other tabs of the same member; nobody else hears of it.
create function inquiry_read() returns trigger language plpgsql as $$
begin
	perform pg_notify('hub', json_build_object('kind', 'read', 'reader', new.member_id, 'inquiry', new.inquiry_id)::text);
	return null;
end $$;
create trigger inquiry_read after insert or update on inquiry_reads for each row
	when (current_user = 'hub_member') execute function inquiry_read();
