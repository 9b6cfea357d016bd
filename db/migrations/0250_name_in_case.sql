-- W8: a case that began by a referral link has no customer until it is decided who wrote. Lists, the dashboard and mails to members
-- call her what she calls herself, all in the same way.
create function name_in_case(of_org uuid, of_inquiry uuid, customer_name text) returns text language sql stable as $$
	select coalesce(customer_name, (
		select friend_name from referrals where referrals.org_id = of_org and referrals.inquiry_id = of_inquiry limit 1))
$$;
comment on function name_in_case is 'Whom a case is of, for members: its customer, else the friend who wrote by a referral link; null: nobody any more.';

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
			'casePrefix', inquiries.prefix, 'number', inquiries.number,
			'customer', name_in_case(inquiries.org_id, inquiries.id, customers.name),
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
