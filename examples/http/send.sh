#!/usr/bin/env bash
# Sends a mail with a file through the service, and reacts to its response. Usage: send.sh KEY FILE
# SERVICE is the address of the service. The file `token` holds the bearer token. `demo` is a saved connection.
set -euo pipefail

# The call ends within its time budget of 100 s, and curl waits for longer. `000` stands for no response: the connection was refused or broke.
status=$(curl --silent --show-error --max-time 130 --output response.json --write-out '%{http_code}' \
    "${SERVICE:-http://127.0.0.1:8025}/v1/send-mail" -H "Authorization: Bearer $(cat token)" -H "Idempotency-Key: $1" \
    -F 'request={"connection": "demo", "message": {"to": ["alex@contoso.com"], "subject": "Report", "text": "See the file.",
                 "attachments": [{"name": "report.txt", "part": "file-1"}]},
                 "options": {"time_budget_ms": 100000}};type=application/json' \
    -F "file-1=@$2") || status=000

case $status in
    200) cat response.json ;;
    # Not sent. The response says when to repeat: Retry-After.
    408 | 429 | 503) echo "not sent, run this again later" >&2 && exit 75 ;;
    # Perhaps sent. The key makes a repeat safe.
    000) echo "no response, run this again with the same key" >&2 && exit 75 ;;
    424) grep -q '"may_have_been_sent":true' response.json && echo "perhaps sent, run this again with the same key" >&2 && exit 75
        cat response.json >&2 && exit 1 ;;
    # Something must be changed first: the response has the fields, or the causes with their fixes.
    *) cat response.json >&2 && exit 1 ;;
esac
