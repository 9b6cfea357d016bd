-- B10: the customer chooses the language of her page, and with it that of mails and papers. She may write this one column more of
-- her own row: the policy of 0040 lets her change no other.
grant update (locale) on customers to hub_customer;

create function portal_language(token_hash bytea, language text) returns boolean
language plpgsql volatile as $$
begin
	perform set_config('role', 'hub_customer', true);
	if not gate.enter_portal(token_hash) then
		return false;
	end if;
	-- Her business may have noted where she speaks it ("de-AT"): the same language leaves that as it is.
	update customers set locale = language
	where org_id = scope_org() and id = scope_customer()
		and split_part(lower(coalesce(locale, '')), '-', 1) <> language;
	return true;
end $$;
comment on function portal_language(bytea, text) is 'Remembers the language that the customer chose; false: no such portal, or it is off.';
