# dure as one image: relay, worker and command line. Built from the lock file, runs as nobody in particular.
FROM python:3.12-slim-bookworm AS build
RUN pip install --no-cache-dir uv==0.13.9
WORKDIR /src
COPY pyproject.toml uv.lock README.md LICENSE ./
RUN uv sync --frozen --no-dev --no-install-project --compile-bytecode
COPY . .
RUN uv build --wheel --out-dir /wheels \
 && uv pip install --python .venv --no-deps --compile-bytecode /wheels/*.whl

FROM python:3.12-slim-bookworm
RUN useradd --create-home --uid 10001 dure && install -d -o dure -g dure /home/dure/data
COPY --from=build --chown=dure:dure /src/.venv /src/.venv
ENV PATH=/src/.venv/bin:$PATH DURE_HOME=/home/dure/data
USER dure
WORKDIR /home/dure
VOLUME /home/dure/data
ENTRYPOINT ["dure"]
CMD ["--help"]
