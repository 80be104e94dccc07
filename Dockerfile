# The gateway as an image: `docker build -t users-graphql-gateway .`
# Runs as an unprivileged user and writes nothing: start it with a read-only file system. docs/deployment.md tells the rest.

FROM node:24-bookworm-slim AS build
WORKDIR /app
COPY package.json package-lock.json .npmrc ./
RUN npm ci --ignore-scripts --no-audit --no-fund
COPY tsconfig.json tsconfig.build.json ./
COPY src ./src
RUN npm run build

FROM node:24-bookworm-slim AS dependencies
WORKDIR /app
COPY package.json package-lock.json .npmrc ./
RUN npm ci --omit=dev --ignore-scripts --no-audit --no-fund

FROM node:24-bookworm-slim
ARG REVISION=unknown
LABEL org.opencontainers.image.title="users-graphql-gateway" \
      org.opencontainers.image.description="A typed GraphQL gateway in front of the Motive REST Users API" \
      org.opencontainers.image.licenses="MIT" \
      org.opencontainers.image.version="0.2.0" \
      org.opencontainers.image.revision="${REVISION}"
WORKDIR /app
COPY package.json LICENSE ./
COPY --from=dependencies /app/node_modules ./node_modules
COPY --from=build /app/dist ./dist
ENV NODE_ENV=production \
    HOST=0.0.0.0 \
    PORT=4000 \
    SHUTDOWN_DELAY_MS=5000
EXPOSE 4000
USER 1000:1000
HEALTHCHECK --interval=10s --timeout=3s --start-period=10s --retries=3 \
  CMD ["node", "-e", "require('node:http').get({port: process.env.PORT, path: '/readyz'}, (answer) => process.exit(answer.statusCode === 200 ? 0 : 1)).on('error', () => process.exit(1))"]
# No shell and no npm in between: SIGTERM reaches the process that drains.
CMD ["node", "dist/main.js"]
