"""What each finding says: what is, and what to do about it."""

from django.utils.functional import Promise
from django.utils.translation import gettext_lazy as _

WORDS: dict[str, str | Promise] = {
    "spf_unanswered": _(
        "SPF could not be checked: the DNS gave no usable answer about %(name)s. That says nothing about the "
        "record; check again later."
    ),
    "spf_valid": _("%(domain)s has one SPF record, and it takes %(count)s of the 10 DNS lookups that receivers make."),
    "spf_not_needed": _(
        "%(domain)s has no SPF record and needs none: its emails return to %(envelope)s, whose SPF record counts."
    ),
    "spf_missing": _(
        "%(domain)s has no SPF record, and emails return to it. Publish one TXT record at %(domain)s that names "
        "the server they leave from, such as this one:"
    ),
    "spf_misplaced": _(
        "A TXT record of %(domain)s holds “v=spf1”, but does not begin with it, so receivers do not see it. "
        "Correct the record."
    ),
    "spf_several": _(
        "%(domain)s has %(count)s SPF records, so receivers accept none of them. Merge them into one and delete "
        "the others."
    ),
    "spf_syntax": _(
        "“%(term)s” in the SPF record of %(domain)s is not valid, so receivers reject the whole record. Correct "
        "or remove it."
    ),
    "spf_include_missing": _(
        "The SPF record includes %(domain)s, which has no SPF record, so receivers reject the whole record. "
        "Remove or correct that part."
    ),
    "spf_loop": _(
        "The SPF record leads back to %(domain)s without end, so receivers reject the whole record. Remove the "
        "include that closes the circle."
    ),
    "spf_lookups": _(
        "The SPF record takes %(count)s DNS lookups, and receivers stop with an error after 10. Remove includes "
        "that are not needed, or replace them by addresses (ip4:, ip6:)."
    ),
    "spf_voids": _(
        "%(count)s names in the SPF record do not exist, and receivers stop with an error after 2. Remove them."
    ),
    "spf_mx_many": _(
        "“mx” in the SPF record stands for %(count)s mail servers of %(domain)s, and receivers stop with an error"
        " after 10. Name their addresses."
    ),
    "spf_open": _("The SPF record lets everybody send as %(domain)s (“+all”). End it with “~all” or “-all”:"),
    "spf_end": _(
        "The SPF record does not say what becomes of emails from other servers. End it with “~all” or “-all”:"
    ),
    "spf_ptr": _("The SPF record uses “ptr”, which is slow and which many receivers ignore. Name addresses instead."),
    "spf_permits": _("The SPF record lets %(server)s send (%(addresses)s)."),
    "spf_permits_not": _(
        "The SPF record does not let %(server)s send (%(addresses)s). If emails leave from there, publish this "
        "record instead:"
    ),
    "spf_provider": _("The SPF record names the servers of the provider behind %(server)s (“%(mechanism)s”)."),
    "spf_provider_missing": _(
        "The desk sends through %(server)s, and the SPF record does not name its provider. Unless the provider "
        "puts a return address of its own on emails, publish this record instead:"
    ),
    "spf_server_hidden": _(
        "The desk hands emails to %(server)s, on its own machine or network, so it cannot know from which address"
        " they leave. Make sure that the SPF record names that address."
    ),
    "spf_server_unknown": _(
        "Whether the SPF record lets %(server)s send cannot be told from here. A test email to a mailbox "
        "elsewhere shows it in its headers."
    ),
    "dkim_signs": _("The desk signs as %(domain)s, and its key (selector %(selector)s) is in the DNS."),
    "dkim_parent": _("The desk signs with the key of %(domain)s, which counts for its subdomains."),
    "dkim_parent_strict": _(
        "The desk signs with the key of %(domain)s, which does not count: DMARC asks for exactly this domain "
        "(adkim=s). Create a key for this domain."
    ),
    "dkim_waiting": _(
        "The key of the desk is not in the DNS yet, so nothing is signed with it. Publish its record (below)."
    ),
    "dkim_gone": _(
        "The key of the desk (selector %(selector)s) is no longer in the DNS as it was, so the desk has stopped "
        "signing. Publish its record again (below)."
    ),
    "dkim_none": _(
        "The desk does not sign as %(domain)s. If your mail server signs, all is well; if not, create a key "
        "below: Google, Yahoo and Microsoft ask senders of many emails for it."
    ),
    "dkim_unanswered": _(
        "DKIM could not be checked: the DNS gave no usable answer about %(name)s. The desk goes on as before; "
        "check again later."
    ),
    "dmarc_unanswered": _(
        "DMARC could not be checked: the DNS gave no usable answer about %(name)s. That says nothing about the "
        "record; check again later."
    ),
    "dmarc_missing": _(
        "There is no DMARC record for %(domain)s. Google, Yahoo and Microsoft ask senders of many emails for one."
        " Publish this TXT record at _dmarc.%(domain)s to begin with:"
    ),
    "dmarc_misplaced": _(
        "A TXT record at _dmarc.%(domain)s looks like DMARC, but does not begin with “v=DMARC1;”, so receivers do"
        " not see it. Correct the record."
    ),
    "dmarc_several": _(
        "There are %(count)s DMARC records at _dmarc.%(domain)s, so receivers follow none of them. Keep one."
    ),
    "dmarc_no_policy": _(
        "The DMARC record at _dmarc.%(domain)s has no valid p=, so receivers take it for p=none at best. Add "
        "p=none, p=quarantine or p=reject."
    ),
    "dmarc_none": _(
        "DMARC only watches (p=none, at _dmarc.%(domain)s): emails that others forge are delivered. Once the "
        "reports show that your own emails pass, ask for p=quarantine."
    ),
    "dmarc_enforced": _("DMARC keeps forged emails away (%(policy)s, at _dmarc.%(domain)s)."),
    "dmarc_partial": _(
        "DMARC is only tried out or holds for a part of the emails (%(tag)s). Remove that part of the record once"
        " your own emails pass."
    ),
    "dmarc_no_reports": _(
        "The DMARC record asks for no reports, so nobody tells you which emails fail. Add rua=mailto: and an "
        "address of yours."
    ),
    "dmarc_reports_refused": _(
        "Reports go to %(receiver)s, which has not agreed to them. Whoever runs it must publish the TXT record "
        "“v=DMARC1” at %(name)s."
    ),
    "dmarc_by_dkim": _("Emails from %(domain)s pass DMARC by the signature of the desk."),
    "dmarc_by_spf": _("Emails from %(domain)s pass DMARC by SPF: they return to %(envelope)s."),
    "dmarc_unsure": _(
        "Whether emails from %(domain)s pass DMARC cannot be told from here: the desk does not sign them, and SPF"
        " may not let their server send. A key of the desk makes sure of it."
    ),
    "dmarc_unaligned": _(
        "Emails from %(domain)s return to %(envelope)s, so SPF does not count for DMARC: they pass only if they "
        "are signed as %(domain)s, by your mail server or with a key of the desk."
    ),
    "mx_unanswered": _(
        "Whether %(name)s takes in email could not be checked: the DNS gave no usable answer. Check again later."
    ),
    "mx_present": _("%(domain)s takes in email, through %(servers)s."),
    "mx_null": _(
        "%(domain)s says that it takes in no email (a “null MX”), so bounces and answers are lost and some "
        "receivers refuse what comes from it. Publish the MX record of your mail server."
    ),
    "mx_implicit": _(
        "%(domain)s has no MX record, so email for it goes to its web server, if anywhere. Publish the MX record "
        "of your mail server."
    ),
    "mx_missing": _(
        "%(domain)s has neither an MX record nor an address, so bounces and answers are lost and many receivers "
        "refuse what comes from it. Publish the MX record of your mail server."
    ),
    "ptr_unanswered": _(
        "The name of the sending server could not be checked: the DNS gave no usable answer about %(name)s. Check"
        " again later."
    ),
    "ptr_matches": _("%(address)s is called %(host)s, and that name leads back to it."),
    "ptr_missing": _(
        "%(address)s, which %(server)s stands for, has no name (PTR record); Gmail and others refuse email from "
        "such addresses. Ask whoever rents you the address for one."
    ),
    "ptr_differs": _(
        "%(address)s is called %(host)s, but that name does not lead back to it. Give the name an A or AAAA "
        "record with this address."
    ),
}
"""By code."""
