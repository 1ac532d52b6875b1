# Yuanwen with what it needs, and nothing to fetch when it runs. compose.yaml starts it with its stores.
FROM python:3.12-slim-bookworm AS build
WORKDIR /src
ENV PIP_NO_CACHE_DIR=1 PIP_DISABLE_PIP_VERSION_CHECK=1
# The packages first: they change less often than the program.
COPY requirements.lock requirements-postgres.lock ./
RUN python -m venv /opt/yuanwen \
    && /opt/yuanwen/bin/pip install --require-hashes -r requirements.lock \
    && /opt/yuanwen/bin/pip install --require-hashes -r requirements-postgres.lock
COPY pyproject.toml README.md LICENSE NOTICE ./
COPY assistant assistant
COPY evals evals
COPY index index
COPY prompts prompts
COPY ui ui
RUN /opt/yuanwen/bin/pip install --no-deps --no-build-isolation .

FROM python:3.12-slim-bookworm
RUN useradd --uid 10001 --no-create-home --home-dir /data --shell /usr/sbin/nologin yuanwen \
    && install --directory --owner=yuanwen --group=yuanwen /data
COPY --from=build /opt/yuanwen /opt/yuanwen
ENV PATH=/opt/yuanwen/bin:$PATH \
    PYTHONUNBUFFERED=1 \
    YUANWEN_HOME=/data \
    YUANWEN_SERVER__HOST=0.0.0.0
USER 10001:10001
WORKDIR /data
VOLUME /data
EXPOSE 7860
# The first start on an empty catalog embeds the bundled articles.
HEALTHCHECK --interval=10s --timeout=5s --start-period=120s --retries=3 \
    CMD ["python", "-c", "import urllib.request; urllib.request.urlopen('http://127.0.0.1:7860/readyz', timeout=4)"]
CMD ["yuanwen", "serve"]
