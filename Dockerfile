# The server in a small image that runs as nobody in particular.
#
#   docker build -t core-chat .
#   docker run --rm -p 8080:8080 -e DEMO=1 core-chat
#
# DEMO=1 serves the demo partner, whose key is public. For partners of your own mount their file instead:
#
#   docker run -p 8080:8080 -v ./partners.toml:/etc/core-chat/partners.toml:ro \
#     -e PARTNERS_FILE=/etc/core-chat/partners.toml -e API_KEY_PEPPER=… -e PUBLIC_BASE_URL=https://… core-chat
#
# Sessions and bookings are kept in /var/lib/core-chat: mount a volume there (-v core-chat:/var/lib/core-chat) to keep them
# beyond the container.
#
# GET /metrics is answered inside alone; -e METRICS_ADDR=0.0.0.0:9464 lets other containers of its network ask.
#
# It finishes what is in flight when asked to stop; give it the time: docker stop --timeout 30.

FROM rust:1.95-slim-trixie AS build
WORKDIR /build
COPY . .
# The caches stay with the builder, so the program is copied out of them.
RUN --mount=type=cache,target=/usr/local/cargo/registry \
    --mount=type=cache,target=/build/target \
    cargo build --release --locked --bin core-chat \
    && strip -o /core-chat target/release/core-chat

FROM debian:trixie-slim
RUN useradd --system --uid 10001 --no-create-home --shell /usr/sbin/nologin core-chat
# Who may vouch for the supplier's host.
COPY --from=build /etc/ssl/certs/ca-certificates.crt /etc/ssl/certs/ca-certificates.crt
COPY --from=build /core-chat /usr/local/bin/core-chat
RUN install -d -o 10001 -g 10001 /var/lib/core-chat
USER 10001:10001
VOLUME /var/lib/core-chat
ENV LISTEN_ADDR=0.0.0.0:8080 \
    DATABASE_URL=sqlite:/var/lib/core-chat/core-chat.db \
    PUBLIC_BASE_URL=http://localhost:8080 \
    LOG_FORMAT=json
EXPOSE 8080
# The shell speaks HTTP well enough to ask, so that the image needs no client.
HEALTHCHECK --interval=10s --timeout=3s --start-period=5s --retries=3 \
    CMD ["bash", "-c", "exec 3<>/dev/tcp/127.0.0.1/${LISTEN_ADDR##*:} && printf 'GET /healthz HTTP/1.1\\r\\nhost: localhost\\r\\nconnection: close\\r\\n\\r\\n' >&3 && read -r -u 3 answer && [[ $answer == *' 200 '* ]]"]
ENTRYPOINT ["core-chat"]
