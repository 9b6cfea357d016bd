-- W2: a case's number never changes. It is shown with the letters that the business used when the case was opened, so the case keeps
-- those too, and Settings may change the letters for what comes.
alter table inquiries add column prefix text constraint "two to four capital letters as in organizations" check (prefix ~ '^[A-Z]{2,4}$');
comment on column inquiries.prefix is 'W2: the letters of its number, from organizations.case_prefix when it was opened.';
update inquiries set prefix = organizations.case_prefix from organizations where organizations.id = inquiries.org_id;
alter table inquiries alter column prefix set not null;

create function case_keeps_its_letters() returns trigger language plpgsql as $$
begin
	if tg_op = 'INSERT' then
		new.prefix := coalesce(new.prefix, (select case_prefix from organizations where id = new.org_id));
	elsif new.prefix is distinct from old.prefix or new.number is distinct from old.number then
		raise exception 'the number of a case never changes' using errcode = 'check_violation',
			constraint = 'the number of a case never changes', table = 'inquiries', schema = 'public';
	end if;
	return new;
end $$;
create trigger case_keeps_its_letters before insert or update of prefix, number on inquiries
	for each row execute function case_keeps_its_letters();

grant select (prefix) on inquiries to hub_customer;

-- The portal's card (0120) says them with the case.
create or replace function portal_case(of_org uuid, of_customer uuid, at_most integer) returns json
language plpgsql stable set plan_cache_mode = force_generic_plan as $$
begin
	return (
		select json_build_object(
			'prefix', i.prefix, 'number', i.number, 'subject', i.subject, 'status', i.status,
			'messages', (
				select coalesce(json_agg(newest), '[]') from (
					select m.id, m.direction, m.body, m.created_at as "createdAt"
					from messages m where m.org_id = of_org and m.inquiry_id = i.id
						and not m.automatic and (m.release_at is null or m.release_at <= now())
					order by m.created_at desc, m.id desc limit at_most + 1) newest))
		from inquiries i
		where i.org_id = of_org and i.customer_id = of_customer and i.status <> 'closed' and i.deleted_at is null
		order by i.active_at desc, i.id desc limit 1);
end $$;

set local role hub_gate;
create or replace function gate.take_notification(of_org uuid, of_member uuid, of_inquiry uuid) returns jsonb
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
			'casePrefix', inquiries.prefix, 'number', inquiries.number, 'customer', customers.name,
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
set local role hub_owner;
