"""The requester's pages, under /help/: report a problem, follow a case by a link, see all cases. Public, and without
scripts.

What is reported goes the way of a mail: `reporting` opens a case, `answering` adds to one. `links` says who may what.
"""
