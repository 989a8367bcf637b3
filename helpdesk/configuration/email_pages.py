"""The pages of settings about email; helpdesk/configuration/pages.py has the others."""

from django.utils.translation import gettext_lazy as _

from helpdesk.configuration.menu import SettingsPage

EMAIL = _("Email")

EMAIL_PAGES: list[SettingsPage] = [
    {
        "group": EMAIL,
        "label": _("Mailboxes"),
        "route": "configuration:mailboxes",
        "icon": "inbox",
        "description": _(
            "The mailboxes elsewhere that your customers write to: the desk fetches each email, and it becomes a case. "
            "Microsoft 365, Google Workspace and every other server with IMAP."
        ),
        "words": _(
            "IMAP, Outlook, Exchange, Office 365, Gmail, inbox, fetch, receive, OAuth, password, shared mailbox"
        ),
        "help": "settings#mailboxes",
    },
    {
        "group": EMAIL,
        "label": _("Sending email"),
        "route": "configuration:email",
        "icon": "mail",
        "description": _(
            "The address and server that the desk sends from, and the sender name of each shop. Send yourself a test "
            "email to see that it works."
        ),
        "words": _("sender, from, SMTP, server, test, bounce, address, mail"),
        "help": "settings#email",
    },
    {
        "group": EMAIL,
        "label": _("SPF, DKIM and DMARC"),
        "route": "configuration:mail_domains",
        "icon": "shield-check",
        "description": _(
            "Whether others can tell that your emails are yours: what the DNS says of each domain that the desk sends "
            "from, and what to publish. The desk can sign what it sends."
        ),
        "words": _("DNS, authentication, deliverability, spam, signature, key, selector, TXT, MX, reverse DNS, Gmail"),
        "help": "settings#spf-dkim-and-dmarc",
    },
    {
        "group": EMAIL,
        "label": _("Sources of copies"),
        "route": "tickets:copy_sources",
        "icon": "mail",
        "description": _(
            "Shops and tools that send in your name and let the desk have copies. For a day without copies nobody can "
            "tell what was sent."
        ),
        "words": _("journal, bcc, copies, sent, did we send this, ledger, denial, proof"),
        "help": "settings#copies-of-sent-email",
    },
    {
        "group": EMAIL,
        "label": _("Domains we send from"),
        "route": "tickets:sending_domains",
        "icon": "shield-check",
        "description": _(
            "Your own domains and those of your shops. An email that is signed by one of them is known as yours even "
            "if no copy was kept."
        ),
        "words": _("DKIM, signature, selector, domain, proof"),
        "help": "settings#copies-of-sent-email",
    },
    {
        "group": EMAIL,
        "label": _("Recovery email"),
        "route": "carts:recovery_email",
        "icon": "mail-forward",
        "description": _(
            "What buyers get when they leave a cart, in a light and a dark mailbox and as plain text. The sender name, "
            "number and hours are set at each shop."
        ),
        "words": _("preview, template, wording, abandoned cart, dark mode, plain text, language"),
        "help": "settings#recovery-email",
    },
    {
        "group": EMAIL,
        "label": _("Suppressed addresses"),
        "route": "configuration:suppressions",
        "icon": "mail-x",
        "description": _(
            "Addresses that get no recovery emails: they unsubscribed, bounced or marked one as spam. Replies to cases "
            "are sent anyway."
        ),
        "words": _("unsubscribe, bounce, spam, complaint, blocklist, opt out, release"),
        "help": "settings#suppressed-addresses",
    },
]
