-- Which progress markers of each boundary partner the facts of a community give, from expect over like to love to see.
-- Grain: one row per community and marker.
-- Unit: status as in sign_seen; markers are never added up.
-- Reads: sign_seen, sign, boundary_partner
create or replace macro marker_evidence(valid_at, known_at) as table
select
    found.community,
    boundary_partner.place as partner_place,
    sign.partner,
    sign.place,
    sign.level,
    sign.sign,
    found.status,
    found.count_facts,
    found.least_facts,
    found.first_from,
    found.first_to,
    found.last_to,
    found.observed_months,
from sign_seen(valid_at, known_at) as found
inner join sign on found.sign = sign.sign
inner join boundary_partner on sign.partner = boundary_partner.partner;
