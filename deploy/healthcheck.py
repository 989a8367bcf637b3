"""Ask this container's web server whether it is alive, under the name that it answers to."""

import http.client
import os
import sys
from urllib.parse import urlsplit

public = urlsplit(os.environ["PUBLIC_BASE_URL"])
connection = http.client.HTTPConnection("127.0.0.1", int(os.environ.get("PORT") or 8000), timeout=4)
connection.request("GET", "/livez", headers={"Host": public.netloc, "X-Forwarded-Proto": public.scheme})
sys.exit(connection.getresponse().status != 200)
