# Two stages: the first has node and builds a wheel with the client in it, the second has only Python and that wheel.
FROM python:3.13-slim AS build
WORKDIR /source
COPY pyproject.toml hatch_build.py README.md LICENSE ./
COPY requirements requirements
COPY client client
COPY server server
COPY boards boards
RUN pip wheel --no-cache-dir --no-deps --wheel-dir /wheels . \
 && pip wheel --no-cache-dir --require-hashes -r requirements/run.txt --wheel-dir /wheels

FROM python:3.13-slim
# Pango sets the type of PDFs; a font for scripts that ours does not have.
RUN apt-get update \
 && apt-get install --yes --no-install-recommends libpango-1.0-0 libpangoft2-1.0-0 libharfbuzz-subset0 fonts-dejavu-core \
 && rm -rf /var/lib/apt/lists/*
RUN useradd --system --uid 10001 --home-dir /data sameroom && install -d -o sameroom -g sameroom /data
COPY --from=build /wheels /wheels
RUN pip install --no-cache-dir --no-index --no-deps /wheels/*.whl && rm -r /wheels
USER sameroom
ENV SAMEROOM_HOST=0.0.0.0 SAMEROOM_PORT=8000 SAMEROOM_DATA=/data PYTHONUNBUFFERED=1
VOLUME /data
EXPOSE 8000
STOPSIGNAL SIGTERM
HEALTHCHECK --interval=10s --timeout=3s --start-period=10s \
  CMD ["python", "-c", "import urllib.request; urllib.request.urlopen('http://127.0.0.1:8000/readyz', timeout=2)"]
CMD ["sameroom", "serve"]
