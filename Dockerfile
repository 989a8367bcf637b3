FROM python:3.11-slim

ENV PYTHONUNBUFFERED=1 \
    PYTHONDONTWRITEBYTECODE=1 \
    MEDIA_ROOT=/srv/media \
    STATIC_ROOT=/srv/static

WORKDIR /srv/press4

# The packages change less often than the code, so they have a layer of their own.
COPY requirements.txt ./
RUN pip install --no-cache-dir --require-hashes --requirement requirements.txt

COPY manage.py ./
COPY helpdesk helpdesk
COPY tickets tickets
COPY escalation escalation
COPY carts carts
COPY calls calls
COPY templates templates
COPY static static
COPY locale locale
COPY docs docs
COPY deploy deploy

# Collecting needs no secret and no server, but the settings refuse to start without a value for each.
RUN SECRET_KEY=build PUBLIC_BASE_URL=https://build.invalid DATABASE_URL=postgres:// REDIS_URL=redis:// \
    TWILIO_ACCOUNT_SID=build TWILIO_AUTH_TOKEN=build \
    python manage.py collectstatic --noinput

RUN useradd --system --uid 10004 --no-create-home press4 && install --directory --owner press4 /srv/media
USER press4

EXPOSE 8000
HEALTHCHECK --interval=15s --timeout=5s --start-period=30s CMD ["python", "deploy/healthcheck.py"]
CMD ["gunicorn", "--config", "deploy/gunicorn.conf.py", "helpdesk.asgi:application"]
