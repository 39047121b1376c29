# Three images from one file: `--target source`, `--target destination` and `--target user-sync`.
# docs/images.md says how to build and use them; `npm run image:test` builds them and runs the first two
# as the Airbyte platform does, the third as a scheduler does.

# Node.js 22 has security updates until April 2027; 20 has none any more, and JSON.parse of 24 and 26
# misreads some keys (decisions/0005-images-run-on-node-22.md). Debian's C library, because V8 is tested
# most with it. The tag gets the security updates of both with each build; name a digest where a build
# must be the same to the byte.
ARG NODE_IMAGE=docker.io/library/node:22-trixie-slim
# The version in package.json.
ARG VERSION=0.1.0

# All packages that package-lock.json names. The two secrets are for networks with a registry or a
# certificate authority of their own; they are files during this step and in no layer. Scripts of
# packages are not run: none is needed.
FROM ${NODE_IMAGE} AS packages
WORKDIR /build
COPY package.json package-lock.json ./
RUN --mount=type=secret,id=npmrc,target=/root/.npmrc \
    --mount=type=secret,id=ca,target=/run/secrets/ca.pem \
    if [ -s /run/secrets/ca.pem ]; then export NODE_EXTRA_CA_CERTS=/run/secrets/ca.pem; fi \
    && npm ci --ignore-scripts --no-audit --no-fund

# What a connector loads, and no more: no development packages, none of what only `user-sync` needs,
# none that only the types of faros-airbyte-cdk name. npm takes away what those brought along.
FROM packages AS dependencies
RUN npm uninstall --omit=dev --offline --ignore-scripts --no-audit --no-fund \
    @duckdb/node-api cli-table3 csv-parse log-update string-width yaml faros-js-client lodash ts-essentials \
    && find node_modules -type d -empty -delete

# Compiles the two programs and what they import: no sandbox, no warehouse, no runner.
FROM packages AS compile
COPY tsconfig.json tsconfig.build.json ./
COPY scripts/image/tsconfig.json scripts/image/
COPY src src
RUN npx --no-install tsc -p scripts/image/tsconfig.json
# The https address at which docs/ is published, for the specifications; none unless it is given.
ARG DOCUMENTATION_URL=
COPY scripts/build-info.mjs scripts/
RUN DOCUMENTATION_URL="${DOCUMENTATION_URL}" node scripts/build-info.mjs
COPY resources resources
COPY scripts/build-programs.mjs scripts/
COPY scripts/programs scripts/programs
# The programs run once here, so that V8's code of them is there when they start; it fits the same options only.
RUN NODE_OPTIONS=--max-old-space-size=1400 node scripts/build-programs.mjs source destination
COPY LICENSE NOTICE package.json connector/
# Whatever rights the files had where they came from, every user may read them.
RUN mv lib resources connector/ && chmod -R a+rX connector

FROM ${NODE_IMAGE} AS connector
# A heap that leaves room for buffers and code in the 2 GiB that Airbyte gives a connector.
ENV NODE_ENV=production \
    NODE_OPTIONS=--max-old-space-size=1400
WORKDIR /opt/user-sync
COPY --from=dependencies /build/node_modules node_modules
COPY --from=compile /build/connector ./
ARG VERSION
LABEL io.airbyte.version="${VERSION}" \
      org.opencontainers.image.version="${VERSION}" \
      org.opencontainers.image.licenses="MIT"
# By number, because Kubernetes' runAsNonRoot accepts no name; it is the user `node` of the base image.
USER 1000:1000

FROM connector AS source
LABEL io.airbyte.name="source-user-sync" \
      org.opencontainers.image.title="source-user-sync" \
      org.opencontainers.image.description="Airbyte source: users, accounts, members and roles from PagerDuty, PandaDoc, Pendo, Pipedrive and SCIM"
# Airbyte runs $AIRBYTE_ENTRYPOINT through a shell, in a working directory of its own.
ENV AIRBYTE_ENTRYPOINT="/usr/local/bin/node /opt/user-sync/lib/programs/source.js"
ENTRYPOINT ["/usr/local/bin/node", "/opt/user-sync/lib/programs/source.js"]

FROM connector AS destination
LABEL io.airbyte.name="destination-user-sync" \
      org.opencontainers.image.title="destination-user-sync" \
      org.opencontainers.image.description="Airbyte destination: writes users and accounts to Pendo, UserGuiding and Pipedrive"
ENV AIRBYTE_ENTRYPOINT="/usr/local/bin/node /opt/user-sync/lib/programs/destination.js"
ENTRYPOINT ["/usr/local/bin/node", "/opt/user-sync/lib/programs/destination.js"]

# What the local runner loads: no development packages, and none of what only the connectors need.
FROM packages AS runner-dependencies
RUN npm uninstall --omit=dev --offline --ignore-scripts --no-audit --no-fund \
    faros-airbyte-cdk faros-js-client lodash ts-essentials \
    && find node_modules -type d -empty -delete

FROM packages AS compile-runner
COPY tsconfig.json tsconfig.build.json ./
COPY scripts/image/tsconfig.json scripts/image/user-sync.tsconfig.json scripts/image/
COPY src src
RUN npx --no-install tsc -p scripts/image/user-sync.tsconfig.json
# The page's program for browsers, which `report` puts into every page.
COPY scripts/build-page.mjs scripts/
COPY scripts/page/bundle.mjs scripts/page/
RUN node scripts/build-page.mjs
COPY resources resources
COPY scripts/build-programs.mjs scripts/
COPY scripts/programs scripts/programs
RUN NODE_OPTIONS=--max-old-space-size=700 node scripts/build-programs.mjs user-sync
COPY LICENSE NOTICE package.json program/
RUN mv lib resources program/ && chmod -R a+rX program

# Run files, models and secrets are mounted; the warehouse needs a volume that the user may write.
FROM ${NODE_IMAGE} AS user-sync
# DuckDB's memory is not part of the heap: `warehouse.memory_mb` limits it.
ENV NODE_ENV=production \
    NODE_OPTIONS=--max-old-space-size=700
WORKDIR /opt/user-sync
COPY --from=runner-dependencies /build/node_modules node_modules
COPY --from=compile-runner /build/program ./
ARG VERSION
LABEL org.opencontainers.image.version="${VERSION}" \
      org.opencontainers.image.licenses="MIT" \
      org.opencontainers.image.title="user-sync" \
      org.opencontainers.image.description="Reads people from SaaS tools into DuckDB and sends SQL models of them back"
USER 1000:1000
ENTRYPOINT ["/usr/local/bin/node", "/opt/user-sync/lib/programs/user-sync.js"]
