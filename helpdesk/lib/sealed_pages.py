"""The page of another author: it shows itself in a frame of ours, and does nothing else."""

from django.http import HttpResponse


def sealed_page(html: str, *, with_remote_pictures: bool = False, opens_links: bool = False) -> HttpResponse:
    """Runs nothing, sends nothing, asks nobody; `opens_links` in a new tab, pictures of others only when wanted.

    A policy that is set here is kept by the middleware, so nothing of the desk's own is added.
    """
    pictures = "data: https: http:" if with_remote_pictures else "data:"
    policy = [
        "default-src 'none'",
        "style-src 'unsafe-inline'",
        f"img-src {pictures}",
        "form-action 'none'",
        "frame-ancestors 'self'",
        "sandbox allow-popups" if opens_links else "sandbox",
    ]
    return HttpResponse(html, headers={"Content-Security-Policy": "; ".join(policy), "Referrer-Policy": "no-referrer"})
