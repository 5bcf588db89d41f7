# What a script says to an etcd, whose HOST:PORT is the first argument; of several the first is asked.
# https://etcd.io/docs/v3.5/dev-guide/api_grpc_gateway/
etcd=${1%%,*}

# PATH BODY; who takes a question and says nothing has not answered
ask() {
    local head="POST $1 HTTP/1.0\r\nContent-Type: application/json\r\nContent-Length: ${#2}\r\n\r\n"
    # of the shell that it starts
    # shellcheck disable=SC2016
    timeout 5 bash -c 'exec 3<>"/dev/tcp/$1/$2" && printf "%b%s" "$3" "$4" >&3 && cat <&3' \
        ask "${etcd%:*}" "${etcd##*:}" "$head" "$2"
}

# WHAT PATH BODY: until it is answered
ask_for() {
    local answer until=$((SECONDS + 10))
    until answer=$(ask "$2" "$3" 2>/dev/null) && [[ $answer == *'"revision"'* ]]; do
        if [ "$SECONDS" -ge "$until" ]; then
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
