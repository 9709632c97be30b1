#!/usr/bin/env bash
# Records which methods run in a start and a first use, and writes src/Local/Profiles: what a publish compiles ahead.
# Usage: eng/StartupProfile/record.sh, on Linux, with curl. Worth it after a change to start-up or to the way of a request; what is new is
# compiled while it runs until then, what is gone is passed over.
set -euo pipefail
cd "$(dirname "$0")/../.."
profiles=$PWD/src/Local/Profiles
work=$(mktemp -d)
trap 'kill $(jobs -p) 2> /dev/null || true; rm -rf "$work"' EXIT

case $(uname -m) in
  x86_64) rid=linux-x64 ;;
  aarch64) rid=linux-arm64 ;;
  *) echo "Publish for $(uname -m) is not known here." >&2; exit 1 ;;
esac
dotnet build eng/StartupProfile --configuration Release --output "$work/hook"
dotnet publish src/Local --configuration Release --runtime "$rid" --output "$work/app"

value() { node -e 'let v = JSON.parse(require("fs").readFileSync(0)); for (const m of process.argv.slice(1)) v = v[m]; console.log(v)' "$@"; }

call() { curl --silent --show-error --max-time 20 --header "X-API-Key: $key" --header 'Content-Type: application/json' "$@"; echo; }

start() { # options
  : > "$work/ready"
  "$work/app/Tollgate.Local" --port-base 0 --ready-json "$@" > "$work/ready" &
  process=$!
  until [ -s "$work/ready" ]; do
    kill -0 "$process"
    sleep 0.1
  done
  gateway=$(value services gateway < "$work/ready")
}

stop() {
  kill -TERM "$process"
  wait "$process"
}

record() { # name of the profile; from here on
  export DOTNET_STARTUP_HOOKS=$work/hook/Tollgate.StartupProfile.dll STARTUP_PROFILE=$profiles/$1.mibc
  # Methods that are compiled, and those that are found compiled; room for all of them, so that none is dropped.
  export DOTNET_EnableEventPipe=1 DOTNET_EventPipeConfig=Microsoft-Windows-DotNETRuntime:0x2000000010:5 DOTNET_EventPipeCircularMB=2048 \
    DOTNET_EventPipeRundown=0 DOTNET_EventPipeOutputStreaming=1 DOTNET_EventPipeOutputPath=$work/$1.nettrace
}

use_gateway() {
  local things=$gateway/things/v1 origin='Origin: https://shop.example.com'
  for _ in {1..40}; do call "$things/4711" > /dev/null; done
  call "$things/4711/parts/left/door?color=red" --header "$origin"
  call "$things/4711" --header "$origin" --request OPTIONS --header 'Access-Control-Request-Method: GET'
  call "$things/" --data '{"name":"a thing"}'
  call "$things/4711?dry=1" --request PUT --header 'X-Draft: true' --data '{"name":"another"}'
  call "$things/4711" --request DELETE
  call "$gateway/open/x"
  curl --silent "$things/4711"
}

use_services() {
  local product customer order
  product=$(call "$gateway/catalog/v1/products?limit=2" | value items 0 id)
  customer=$(call "$gateway/customers/v1/customers?limit=1" | value items 0 id)
  call "$gateway/inventory/v1/stock?product=$product"
  call "$gateway/catalog/v1/openapi.json" --output /dev/null
  call "$gateway/nowhere"
  order=$(call "$gateway/orders/v1/orders" --header "Idempotency-Key: order-$product" \
    --data "{\"customer\":\"$customer\",\"currency\":\"EUR\",\"lines\":[{\"product\":\"$product\",\"quantity\":2}]}" | value id)
  call "$gateway/orders/v1/orders/$order/placement" --header "Idempotency-Key: placement-$order" --data '{"paymentMethod":"pm_approve"}'
  for _ in {1..100}; do
    [ "$(call "$gateway/orders/v1/orders/$order" | value state)" = confirmed ] && return
    sleep 0.2
  done
  echo "The order was not confirmed." >&2
  return 1
}

node -e 'require("http").createServer((request, response) => request.resume().on("end", () => response.end("{}")))
  .listen(0, "127.0.0.1", function () { console.log(this.address().port) })' > "$work/upstream" &
until [ -s "$work/upstream" ]; do sleep 0.1; done
mkdir -p "$profiles" "$work/config"
sed "s/UPSTREAM/$(cat "$work/upstream")/g" eng/StartupProfile/gateway.yaml > "$work/config/gateway.yaml"
cp src/Local/Demo/demo.yaml "$work/config/demo.yaml"

# A first start makes what every later one finds.
start --data "$work/all" --config "$work/config"
stop
record everything
start --data "$work/all" --config "$work/config"
key=$(value keys recorded < "$work/ready")
use_gateway
key=$(value keys demo < "$work/ready")
use_services
stop

record gateway
start --data "$work/gateway" --config "$work/config/gateway.yaml" --only gateway
key=$(value keys recorded < "$work/ready")
use_gateway
stop
