"""Gunicorn for production: uvicorn workers, for pages that listen to live news hold their connection open.

Each process answers everything else with its threads; `helpdesk/serving.py` says how many, and how many connections
to PostgreSQL that makes.
"""

import os

bind = f"0.0.0.0:{os.environ.get('PORT', '8000')}"
worker_class = "uvicorn.workers.UvicornWorker"
workers = int(os.environ.get("WEB_CONCURRENCY", "2"))
timeout = 60  # the voice provider gives up after 15 s, and nothing else of ours takes as long
graceful_timeout = 15
forwarded_allow_ips = "*"  # the port is reachable through the proxy only
control_socket_disable = True  # replicas are managed from outside, and the root file system is read-only
worker_tmp_dir = "/dev/shm"  # a heartbeat file on a slow disk gets healthy workers killed
accesslog = None  # django-structlog writes one structured line per request
