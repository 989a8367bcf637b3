"""The template context of the composer."""

from collections.abc import Sequence
from typing import Any

from helpdesk.accounts.models import User
from tickets.composer.placeholders import fill
from tickets.composer.saved_replies import actions_of
from tickets.forms.composer import ComposerForm
from tickets.models import Attachment, ComposerHabit, Draft, SavedReply, Ticket


def composer_context(
    ticket: Ticket,
    *,
    agent: User,
    composer: ComposerForm | None = None,
    saved_reply: SavedReply | None = None,
    gaps: Sequence[str] = (),
    is_preview: bool = False,
    refusals: Sequence[str] = (),
    unsolved: str = "",
) -> dict[str, Any]:
    """For templates/tickets/composer/_composer.html. `composer` is shown instead of the draft; of `gaps` is warned.

    `unsolved`: why the case was not solved with what was sent."""
    drafts = Draft.objects.filter(ticket=ticket, agent=agent).select_related("macro__assign_team")
    draft = drafts.first() or Draft(version=ticket.version)
    macro, actions, body = draft.macro, draft.actions, draft.body
    if saved_reply:
        macro = saved_reply
        actions = [action.name for action in actions_of(macro)]
        body = "\n\n".join(filter(None, [body, fill(macro.body, ticket, agent=agent)]))
    if composer and composer.is_bound:
        macro = composer.cleaned_data.get("macro") if hasattr(composer, "cleaned_data") else None
        actions = composer.cleaned_data.get("actions") or [] if macro else []
    initial = {"mode": draft.mode, "body": body, "version": ticket.version}
    return {
        "draft": draft,
        "composer": composer or ComposerForm(initial=initial),
        "habit": ComposerHabit.objects.filter(agent=agent).first() or ComposerHabit(),
        "afters": ComposerHabit.After.choices,
        "macro": macro_context(macro, actions),
        "gaps": gaps,
        "refusals": refusals,
        "unsolved": unsolved,
        "attached": Attachment.objects.pending_of(agent).filter(ticket=ticket),
        "is_preview": is_preview,
    }


def macro_context(macro: SavedReply | None, chosen: Sequence[str]) -> dict[str, Any] | None:
    """The chips of a macro's actions; None when nothing is to be done."""
    offered = actions_of(macro) if macro else []
    if not offered:
        return None
    return {"reply": macro, "actions": [(action, action.name in chosen) for action in offered]}
