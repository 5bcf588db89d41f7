# What a script says to an etcd, whose HOST:PORT is the first argument; of several the first is asked.
# https://etcd.io/docs/v3.5/dev-guide/api_grpc_gateway/
etcd=${1%%,*}

# PATH BODY
ask() {
    exec 3<>"/dev/tcp/${etcd%:*}/${etcd##*:}" || return
    printf 'POST %s HTTP/1.0\r\nContent-Type: application/json\r\nContent-Length: %s\r\n\r\n%s' \
        "$1" "${#2}" "$2" >&3
    cat <&3
}

# WHAT PATH BODY: until it is answered
ask_for() {
    local answer waits=0
    until answer=$(ask "$2" "$3" 2>/dev/null) && [[ $answer == *'"revision"'* ]]; do
        if [ "$((waits += 1))" = 100 ]; then
            echo "milvus: etcd at $etcd did not $1 within 10 s: ${answer:-no answer}" >&2
            return 1
        fi
        sleep 0.1
    done
    printf %s "$answer"
}

encoded() {
    printf %s "$1" | base64 -w0
}

# FIRST END, which is the one after the last: what asks for the keys between
keys_between() {
    printf '{"key":"%s","range_end":"%s","keys_only":true}' "$(encoded "$1")" "$(encoded "$2")"
}

# FIRST END: revokes the leases of the sessions between
end_sessions_between() {
    local found lease
    found=$(ask_for "say which sessions there are" /v3/kv/range "$(keys_between "$1" "$2")")
    for lease in $(grep -o '"lease":"[0-9]*"' <<<"$found" | grep -o '[0-9]*'); do
        ask /v3/lease/revoke "{\"ID\":\"$lease\"}" >/dev/null
    done
}
