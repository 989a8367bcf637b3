"""What managers and agents wrote about the recordings of the last days."""

from datetime import timedelta

from calls.models import Recording, Review, ReviewQuestion
from calls.recordings import add_comment
from calls.reviews import answer_review, finish_review, sweep_reviews
from calls.reviews.scorecards import Scorecard
from helpdesk.demo.world import World

Verdict = {True: "yes", False: "no"}

REMARKS = [
    "Says the seat numbers before she is asked for them. Very good.",
    "Here he could have offered the other date at once.",
    "The caller repeats the order number: it was in the cart already.",
    "Lovely: says what happens next, and by when.",
]
SAID = [
    # solved, overall, to the agent, the question that was answered with "no", what the agent answered
    ("yes", "model", "She told it once, and you did the rest. May I play this to the new ones?", None, "Please do!"),
    ("partly", "good", "Kind all the way. The refund was yours to give: no need to ask me first.", 3, ""),
    ("no", "talk", "The “no” came without its reason. Let us look at the reseller rules together.", 4, ""),
    ("yes", "good", "Quick and clear. You even caught the wrong date on the invoice.", None, ""),
]
COMMENTED = 6


def review_calls(world: World) -> None:
    """Some remarks, four reviews that their agents may read, and a queue that still waits."""
    sweep_reviews(at=world.at)
    managers = world.managers
    recordings = Recording.objects.stored().filter(call__ticket__isnull=False).order_by("-started_at")
    for number, recording in enumerate(recordings[:COMMENTED]):
        second = world.dice.randint(1, int(recording.seconds) - 1)
        body = REMARKS[number % len(REMARKS)]
        at = recording.started_at + timedelta(minutes=40)
        add_comment(recording, by=managers[number % len(managers)], second=second, body=body, at=min(at, world.at))
    questions = list(ReviewQuestion.objects.all())
    waiting = Review.objects.waiting().filter(agent__isnull=False).order_by("pk")[: len(SAID)]
    for review, (solved, overall, comment, missed, answer) in zip(waiting, SAID, strict=False):
        reviewer = next(manager for manager in managers if manager != review.agent)
        verdicts = {question.pk: Verdict[question.position != missed] for question in questions}
        heard: Scorecard = {"verdicts": verdicts, "solved": solved, "overall": overall, "comment": comment}
        finish_review(review, by=reviewer, scorecard=heard, at=world.at - timedelta(hours=3))
        if answer:
            answer_review(review, answer=answer, at=world.at - timedelta(hours=1))
