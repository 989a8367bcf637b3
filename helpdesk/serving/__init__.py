"""How requests reach Django: the event loop reads and sends, and a fixed number of threads answers in between.

Under ASGI Django runs each synchronous view in a thread of its own, which opens a connection to PostgreSQL and closes
it again. Here each thread has one connection that lasts, and their number bounds what the database must hold:
(CALLER_THREADS + PAGE_THREADS) x processes x replicas, and two for a moment while streams and uploads are let in.
Nobody outside can keep a thread: it is taken when the body of a request is there, and left when its answer is made.
"""
