"""Gunicorn for production: uvicorn workers, which read and send on an event loop however slow the other side is.

Each process answers with its threads; `helpdesk/serving` says how many, and how many connections to PostgreSQL that
makes.
"""

import os
import resource

# Every stream and every visitor is an open file, and many systems allow a process 1,024 until it asks for more.
_soft, _hard = resource.getrlimit(resource.RLIMIT_NOFILE)
resource.setrlimit(resource.RLIMIT_NOFILE, (min(65536, _hard) if _hard != resource.RLIM_INFINITY else 65536, _hard))

bind = f"0.0.0.0:{os.environ.get('PORT', '8000')}"
worker_class = "helpdesk.serving.worker.DeskWorker"
workers = int(os.environ.get("WEB_CONCURRENCY", "2"))
timeout = 60  # the voice provider gives up after 15 s, and nothing else of ours takes as long
graceful_timeout = 15
forwarded_allow_ips = "*"  # the port is reachable through the proxy only
control_socket_disable = True  # replicas are managed from outside, and the root file system is read-only
worker_tmp_dir = "/dev/shm"  # a heartbeat file on a slow disk gets healthy workers killed
accesslog = None  # django-structlog writes one structured line per request
