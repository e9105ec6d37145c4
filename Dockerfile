# dure as one image: relay, worker and command line. From the lock file, on the Python that the tests run on, and run by a
# user who can write nothing but the home.
FROM python:3.11-slim-bookworm AS build
ENV UV_PYTHON_DOWNLOADS=never UV_LINK_MODE=copy UV_COMPILE_BYTECODE=1
RUN pip install --no-cache-dir uv==0.13.9
WORKDIR /opt/dure
COPY pyproject.toml uv.lock README.md LICENSE ./
RUN uv sync --frozen --no-dev --no-install-project
COPY . .
RUN uv sync --frozen --no-dev --no-editable

FROM python:3.11-slim-bookworm
RUN useradd --create-home --uid 10001 dure && install -d -o dure -g dure /home/dure/data
COPY --from=build /opt/dure/.venv /opt/dure/.venv
ENV PATH=/opt/dure/.venv/bin:$PATH DURE_HOME=/home/dure/data
USER 10001
WORKDIR /home/dure
VOLUME /home/dure/data
ENTRYPOINT ["dure"]
CMD ["--help"]
