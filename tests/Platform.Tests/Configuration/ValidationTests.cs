namespace Tollgate.Platform.Tests.Configuration;

/// <summary>What is said about resources that are well formed and wrong: where, what, and what to write instead.</summary>
public sealed class ValidationTests
{
    [Theory]
    [InlineData("apii: a", "1:1: /apii: 'apii' is no kind of resource; did you mean 'api'?; the first key is one of api, upstream, plan, consumer, subscription, tenant, policy")]
    [InlineData("path: /a\napi: a\nupstream: b", "1:1: /path: the first key names the kind; move 'api' to the top")]
    [InlineData("api: a\nupstream: [http://u]", "1:1: 'path' is missing; write 'path: /orders'")]
    [InlineData("subscription: s", "1:1: 'consumer' and 'plan' are missing; write 'consumer: acme-app' and 'plan: partners'")]
    [InlineData("tenant: t\npth: /a", "2:1: /pth: 'pth' is unknown here; known are tenant, title")]
    [InlineData("consumer: c\ntittle: C", "2:1: /tittle: 'tittle' is unknown here; did you mean 'title'?")]
    [InlineData("consumer: Mobile App", "1:11: /consumer: 'Mobile App' is not a name: 1 to 63 lower-case letters, digits and single hyphens, beginning with a letter")]
    [InlineData("consumer: c--d", "1:11: /consumer: 'c--d' is not a name: 1 to 63 lower-case letters, digits and single hyphens, beginning with a letter")]
    [InlineData("consumer: c\ntitle: [C]", "2:8: /title: a list is not expected here, but a text")]
    [InlineData("consumer: c\ntitle: \"\"", "2:8: /title: '' is not a title: one line of up to 200 characters")]
    [InlineData("consumer: c\ntitle:", "2:7: /title: the value is missing: a text is expected; write one or remove the key")]
    [InlineData("consumer: c\ntitle: 12", "2:8: /title: 12 is a number here; write \"12\"")]
    [InlineData("consumer: c\ntitle: true", "2:8: /title: true is a boolean here; write \"true\"")]
    [InlineData("consumer: c\ntitle: on", "2:8: /title: on is a boolean to some YAML readers; write \"on\"")]
    [InlineData("consumer: c\ntenant: other", "2:9: /tenant: there is no tenant 'other'; describe it with 'tenant: other', or name another")]
    [InlineData("tenant: acme\n---\nconsumer: c\ntenant: acne", "4:9: /tenant: there is no tenant 'acne'; did you mean 'acme'?")]
    [InlineData("consumer: c\n---\nconsumer: c", "3:1: consumer 'c' is already described at a.yaml:1; remove one of the two")]
    public void A_document_says_one_thing_of_a_known_kind(string text, string message) => AssertOnly(text, message);

    [Theory]
    [InlineData("version: 1.0", "4:10: /version: 1.0 is a number here; write \"1.0\"")]
    [InlineData("version: 2024-10-01", "4:10: /version: 2024-10-01 is a date to some YAML readers; write \"2024-10-01\"")]
    [InlineData("version: v1/2", "4:10: /version: 'v1/2' is not a version: up to 32 letters, digits, dots, hyphens and underscores, as in \"v1\" or \"2024-10-01\"")]
    [InlineData("stage: publised", "4:8: /stage: 'publised' is not expected here, but 'published' or 'draft' or 'deprecated' or 'retired'; did you mean 'published'?")]
    [InlineData("limit: []", "4:1: /limit: 'limit' is unknown here; did you mean 'limits'?")]
    [InlineData("quota: []", "4:1: /quota: 'quota' is unknown here; known are api, version, versioning, hosts, path, stage, visibility, upstream, access, require, ip, cors, limits, timeouts, maxBody, idempotency, use, routes, tenant, title")]
    [InlineData("limits: [{ name: a, requests: 1 }]", "4:10: /limits/0: 'per' is missing; write 'per: 1m'")]
    [InlineData("limits: [{ name: a, requests: 0, per: 1s }]", "4:31: /limits/0/requests: 0 is out of range; write 1 to 1000000000")]
    [InlineData("limits: [{ name: a, requests: -5, per: 1s }]", "4:31: /limits/0/requests: -5 is out of range; write 1 to 1000000000")]
    [InlineData("limits: [{ name: a, requests: 2000000000, per: 1s }]", "4:31: /limits/0/requests: 2000000000 is out of range; write 1 to 1000000000")]
    [InlineData("limits: [{ name: a, requests: 99999999999, per: 1s }]", "4:31: /limits/0/requests: 99999999999 is not a whole number that fits in 32 bits")]
    [InlineData("limits: [{ name: a, requests: 1.5, per: 1s }]", "4:31: /limits/0/requests: 1.5 is not a whole number that fits in 32 bits")]
    [InlineData("limits: [{ name: a, requests: 1, per: 500ms }]", "4:39: /limits/0/per: 500ms is out of range; write 1s to 365d")]
    [InlineData("limits: [{ name: a, requests: 1, per: 366d }]", "4:39: /limits/0/per: 366d is out of range; write 1s to 365d")]
    [InlineData("limits: [{ name: a, requests: 1, per: 1500ms }]", "4:39: /limits/0/per: 1500ms is no whole number of seconds; write one, such as 2s")]
    [InlineData("limits: [{ name: a b, requests: 1, per: 1s }]", "4:18: /limits/0/name: 'a b' is not a name: 1 to 63 lower-case letters, digits and single hyphens, beginning with a letter")]
    [InlineData("limits: [{ name: a, requests: 1, per: 1s }, { name: a, requests: 2, per: 1m }]", "4:53: /limits/1/name: another limit here is called 'a'; give one of them another name")]
    [InlineData("limits: [{ name: a, requests: 1, per: 1s, by: cookie }]", "4:47: /limits/0/by: 'cookie' is not what a limit counts by: consumer, subscription, tenant, ip, api, header:NAME or claim:NAME")]
    [InlineData("limits: [{ name: a, requests: 1, per: 1s, by: 'header:' }]", "4:47: /limits/0/by: 'header:' is not what a limit counts by: consumer, subscription, tenant, ip, api, header:NAME or claim:NAME")]
    [InlineData("limits: [{ name: a, requests: 1, per: 1h, burst: 5 }]", "4:50: /limits/0/burst: from an hour on requests are counted per window, which has no burst; remove it, or add a limit with a shorter period")]
    [InlineData("limits: [{ name: a, requests: 100, per: 1s, burst: 50 }]", "4:52: /limits/0/burst: 50 is less than 0.8 s of this limit, too little for several instances to share; write at least 80, or 'accuracy: local'")]
    [InlineData("limits: [{ name: a, requests: 1, per: 1m, window: sliding }]", "4:51: /limits/0/window: below an hour tokens flow in evenly, without windows; remove it")]
    [InlineData("limits: [{ name: a, requests: 1, per: 1s, by: ip, onStoreFailure: failClosed }]", "4:67: /limits/0/onStoreFailure: a local limit uses no store; remove it, or write 'accuracy: shared'")]
    [InlineData("limits: [{ name: a, requests: 1, per: 1s, by: 'claim:sub' }]", "4:9: /limits: 'a' counts by claim:sub, but API keys have no claims; accept tokens with 'access: { jwt: … }', or count by consumer")]
    [InlineData("access: anonymous\nlimits: [{ name: a, requests: 1, per: 1s }]", "5:9: /limits: everybody may call this route, so 'a' can't tell callers apart by consumer; write a limit 'a' here with 'by: ip', or 'limits: null' for none")]
    [InlineData("limits: [{ name: a, requests: 1, per: 1s, ofApi: true }]", "4:43: /limits/0/ofApi: 'ofApi' is unknown here; known are name, requests, per, by, burst, accuracy, window, onStoreFailure")]
    [InlineData("versioning: { by: header }", "4:13: /versioning: there is no version to name; write 'version: v1', or remove 'versioning'")]
    [InlineData("version: v1\nversioning: { by: path }", "5:19: /versioning/by: 'path' is not expected here, but 'header' or 'query' or 'mediaType'")]
    [InlineData("version: v1\nversioning: { by: header, name: a b }", "5:33: /versioning/name: 'a b' can't name a header; use letters, digits and hyphens, as in 'api-version'")]
    [InlineData("version: v1\nversioning: { by: header, default: yes }", "5:36: /versioning/default: write true or false instead of 'yes'")]
    [InlineData("hosts: API.example.com", "4:8: /hosts: host names are lower case; write 'api.example.com'")]
    [InlineData("hosts: [a.example.com, a.example.com:8080]", "4:24: /hosts/1: 'a.example.com:8080' has a port; write 'a.example.com', it matches every port")]
    [InlineData("hosts: https://a.example.com", "4:8: /hosts: 'https://a.example.com' is a URL; write the host name alone")]
    [InlineData("hosts: \"*\"", "4:8: /hosts: every host is meant without 'hosts'; remove it")]
    [InlineData("hosts: a.*.com", "4:8: /hosts: 'a.*.com' has a wildcard in the wrong place; it is the first label, as in '*.example.com'")]
    [InlineData("hosts: caf\u00e9.com", "4:8: /hosts: 'caf\u00e9.com' is internationalized; write its ASCII form, which begins with 'xn--'")]
    [InlineData("hosts: [a.com, a.com]", "4:16: /hosts/1: 'a.com' appears twice; remove one")]
    [InlineData("hosts: -a.com", "4:8: /hosts: '-a.com' is not a host name; write one such as 'api.example.com' or '*.example.com'")]
    [InlineData("timeouts: { response: 4m }", "4:23: /timeouts/response: 4m is out of range; write 1ms to 225s")]
    [InlineData("timeouts: { response: 30 }", "4:23: /timeouts/response: 30 has no unit; a duration such as 500ms, 30s, 5m, 1h or 7d is expected")]
    [InlineData("timeouts: { idle: 1 min }", "4:19: /timeouts/idle: '1 min' is not a duration such as 500ms, 30s, 5m, 1h or 7d")]
    [InlineData("timeouts: { respnse: 1s }", "4:13: /timeouts/respnse: 'respnse' is unknown here; did you mean 'response'?")]
    [InlineData("maxBody: 6TiB", "4:10: /maxBody: 6TiB is out of range; write 0B to 5TiB")]
    [InlineData("maxBody: 10MB", "4:10: /maxBody: '10MB' is not a size such as 512B, 64KiB, 100MiB or 2GiB")]
    [InlineData("access: everybody", "4:9: /access: 'everybody' is not expected here, but 'anonymous', or a map of keys and values")]
    [InlineData("access: { keys: false }", "4:17: /access/keys: false means nothing here; write true or remove the key")]
    [InlineData("access: {}", "4:9: /access: no credential is accepted, so nobody could call; write 'keys: true', or 'access: anonymous' for everybody")]
    [InlineData("access: { jwt: true }", "4:16: /access/jwt: true is not expected here, but a map of keys and values, or a list")]
    [InlineData("access: { keys: { headers: [\"a b\"] } }", "4:29: /access/keys/headers/0: 'a b' is not a header name; use letters, digits and hyphens, as in 'X-API-Key'")]
    [InlineData("access: { keys: { headers: [authorization] } }", "4:29: /access/keys/headers/0: 'Authorization: Bearer' is looked at anyway; remove it")]
    [InlineData("access: { keys: { headers: [cookie] } }", "4:29: /access/keys/headers/0: 'cookie' has another meaning in HTTP; name a header of its own, as in 'X-API-Key'")]
    [InlineData("access: { keys: { headers: [X-Key, x-key] } }", "4:36: /access/keys/headers/1: 'x-key' appears twice; remove one")]
    [InlineData("use: [strict]", "4:7: /use/0: there is no policy 'strict'; describe it with 'policy: strict', or name another")]
    [InlineData("use: strict", "4:6: /use: 'strict' is not expected here, but a list")]
    public void An_api_is_checked_key_by_key(string text, string message) => AssertOnly($"api: a\npath: /a\nupstream: [http://u]\n{text}", message);

    [Theory]
    [InlineData("ip: {}", "4:5: /ip: it names no address; write 'allow: [10.0.0.0/8]' or 'deny: [203.0.113.7]', or remove 'ip'")]
    [InlineData("ip: { allow: [] }", "4:14: /ip/allow: the list is empty; write at least one address or network, or remove the key")]
    [InlineData("ip: { allow: 10.0.0.1/8 }", "4:14: /ip/allow: '10.0.0.1/8' names an address within a network; write '10.0.0.0/8' for the network, '10.0.0.1' for the address")]
    [InlineData("ip: { deny: [10.0.0.0/8, 10.0.0.0/40] }", "4:26: /ip/deny/1: '10.0.0.0/40' has a wrong number of bits; write 0 to 32 after the slash")]
    [InlineData("ip: { deny: [evil.example.com] }", "4:14: /ip/deny/0: 'evil.example.com' is no address or network; write one such as '203.0.113.7', '10.0.0.0/8' or '2001:db8::/32'")]
    [InlineData("ip: { deny: [10.0.0.1, '::ffff:10.0.0.1'] }", "4:24: /ip/deny/1: '::ffff:10.0.0.1' appears twice; remove one")]
    [InlineData("ip: { alow: [10.0.0.1] }", "4:7: /ip/alow: 'alow' is unknown here; did you mean 'allow'?")]
    [InlineData("routes: [{ match: /, ip: { allow: [1] } }]", "4:36: /routes/0/ip/allow/0: 1 is a number here; write \"1\"")]
    [InlineData("routes: [{ match: /, ip: { allow: ['1'] } }]", "4:36: /routes/0/ip/allow/0: '1' is no address or network; write one such as '203.0.113.7', '10.0.0.0/8' or '2001:db8::/32'")]
    public void Addresses_are_checked_one_by_one(string text, string message) => AssertOnly($"api: a\npath: /a\nupstream: [http://u]\n{text}", message);

    [Theory]
    [InlineData("{ credentials: true }", "2:7: /cors: 'origins' is missing; write 'origins: https://app.example.com'")]
    [InlineData("{ origins: [] }", "2:18: /cors/origins: the list is empty; write at least one, or remove the key")]
    [InlineData("{ origins: 'null' }", "2:18: /cors/origins: 'null' is the origin of sandboxed pages and local files, which anybody can make; remove it")]
    [InlineData("{ origins: app.example.com }", "2:18: /cors/origins: 'app.example.com' has no scheme; an origin is scheme, host and port, as in 'https://app.example.com' or 'https://*.example.com:8443'")]
    [InlineData("{ origins: [https://a.example/] }", "2:19: /cors/origins/0: 'https://a.example/' has more than scheme, host and port; write 'https://a.example'")]
    [InlineData("{ origins: ['https://a.example?x'] }", "2:19: /cors/origins/0: 'https://a.example?x' has more than scheme, host and port; write 'https://a.example'")]
    [InlineData("{ origins: [https://A.example] }", "2:19: /cors/origins/0: browsers write origins in lower case; write 'https://a.example'")]
    [InlineData("{ origins: ['https://a.example:443'] }", "2:19: /cors/origins/0: browsers leave out the port that the scheme has anyway; write 'https://a.example'")]
    [InlineData("{ origins: ['http://a.example:80'] }", "2:19: /cors/origins/0: browsers leave out the port that the scheme has anyway; write 'http://a.example'")]
    [InlineData("{ origins: ['https://caf\u00e9.example'] }", "2:19: /cors/origins/0: 'https://caf\u00e9.example' is internationalized; write its ASCII form, which begins with 'xn--'")]
    [InlineData("{ origins: ['https://a*.example'] }", "2:19: /cors/origins/0: 'https://a*.example' has a wildcard in the wrong place; it is the first label, as in 'https://*.example.com', or '*' alone for every origin")]
    [InlineData("{ origins: ['https://*'] }", "2:19: /cors/origins/0: 'https://*' has a wildcard in the wrong place; it is the first label, as in 'https://*.example.com', or '*' alone for every origin")]
    [InlineData("{ origins: ['https://user@a.example'] }", "2:19: /cors/origins/0: 'https://user@a.example' is not an origin; an origin is scheme, host and port, as in 'https://app.example.com' or 'https://*.example.com:8443'")]
    [InlineData("{ origins: [http://a, http://a] }", "2:29: /cors/origins/1: 'http://a' appears twice; remove one")]
    [InlineData("{ origins: ['*', http://a] }", "2:18: /cors/origins: '*' already allows every origin; remove it, or all others")]
    [InlineData("{ origins: '*', credentials: true }", "2:36: /cors/credentials: browsers send no cookies where every origin is allowed; name the origins, or remove 'credentials'")]
    [InlineData("{ origins: http://a, methods: '*' }", "2:37: /cors/methods: every method is meant without 'methods'; remove it")]
    [InlineData("{ origins: http://a, methods: [GET, patch] }", "2:43: /cors/methods/1: methods are upper case: write 'PATCH'")]
    [InlineData("{ origins: http://a, methods: [TRACE] }", "2:38: /cors/methods/0: TRACE is never forwarded; remove it")]
    [InlineData("{ origins: http://a, methods: ['GET,PUT'] }", "2:38: /cors/methods/0: 'GET,PUT' is not a method; write one such as 'GET'")]
    [InlineData("{ origins: http://a, headers: '*' }", "2:37: /cors/headers: every header is meant without 'headers'; remove it")]
    [InlineData("{ origins: http://a, headers: [X-A, x-a] }", "2:43: /cors/headers/1: 'x-a' appears twice; remove one")]
    [InlineData("{ origins: http://a, headers: ['a b'] }", "2:38: /cors/headers/0: 'a b' is not a header name; use letters, digits and hyphens, as in 'X-Request-Id'")]
    [InlineData("{ origins: http://a, credentials: true, expose: '*' }", "2:55: /cors/expose: with credentials '*' is no wildcard to browsers; name the headers")]
    [InlineData("{ origins: http://a, maxAge: 1500ms }", "2:36: /cors/maxAge: browsers count whole seconds; write '2s'")]
    [InlineData("{ origins: http://a, maxAge: 25h }", "2:36: /cors/maxAge: 25h is out of range; write 0s to 24h")]
    public void Origins_are_checked_as_browsers_send_them(string cors, string message) => AssertOnly($"policy: p\ncors: {cors}", message);

    [Theory]
    [InlineData("'*'")]
    [InlineData("[https://a.example, 'https://*.a.example:8443', 'http://localhost:3000', 'http://[::1]:3000', 'http://127.0.0.1']")]
    [InlineData("[capacitor://localhost, 'chrome-extension://aapocclcgogkmnckokdopfmhonfmgoek']")]
    public void Origins_of_browsers_and_apps_are_taken(string origins) => Assert.Empty(Draft.OfYaml($"policy: p\ncors: {{ origins: {origins} }}").Errors);

    [Theory]
    [InlineData("orders", "a path begins with '/'")]
    [InlineData("/orders/", "a path has no slash at its end: write '/orders'")]
    [InlineData("/orders/{id}", "the path of an API has no parameters; move 'id' into the 'match' of its routes")]
    [InlineData("/admin/x", "'/admin' belongs to the host (reserved: /admin, /runtime, /.auth, /_tollgate); begin with another segment")]
    [InlineData("/Runtime", "'/Runtime' belongs to the host (reserved: /admin, /runtime, /.auth, /_tollgate); begin with another segment")]
    [InlineData("/.auth/me", "'/.auth' belongs to the host (reserved: /admin, /runtime, /.auth, /_tollgate); begin with another segment")]
    [InlineData("/_tollgate", "'/_tollgate' belongs to the host (reserved: /admin, /runtime, /.auth, /_tollgate); begin with another segment")]
    public void A_path_is_literal_and_not_the_hosts(string path, string message) =>
        AssertOnly($"api: a\nupstream: [http://u]\npath: \"{path}\"", $"3:7: /path: {message}");

    [Theory]
    [InlineData("ftp://u", "'ftp://u' is not an http or https URL; write one such as 'https://orders.example.com'")]
    [InlineData("http://", "'http://' is not a valid URL; write one such as 'https://orders.example.com:8443/base'")]
    [InlineData("http://a b", "'http://a b' is not a valid URL; write one such as 'https://orders.example.com:8443/base'")]
    [InlineData("http://u:99999", "'http://u:99999' is not a valid URL; write one such as 'https://orders.example.com:8443/base'")]
    [InlineData("http://user:secret@u", "a URL carries no user name or password; remove what stands before the '@'")]
    [InlineData("http://u/a?b=c", "'http://u/a?b=c' has a query; the request's own query is forwarded, remove '?' and what follows")]
    [InlineData("http://u/a#b", "'http://u/a#b' has a fragment; remove '#' and what follows")]
    public void An_upstream_url_is_a_base_and_nothing_else(string url, string message)
    {
        AssertOnly($"upstream: a\nurls: [\"{url}\"]", $"2:8: /urls/0: {message}");
        AssertOnly($"upstream: a\nurls: \"{url}\"", $"2:7: /urls: {message}");
        AssertOnly($"api: a\npath: /a\nupstream: \"{url}\"", $"3:11: /upstream: {message}");
    }

    [Theory]
    [InlineData("upstream: a", "1:1: it is missing where requests go; write 'urls: [https://…]', or 'service: name' for a registered service")]
    [InlineData("upstream: a\nservice: b\nurls: [http://u]", "2:10: /service: an upstream has a service or URLs; remove one of the two")]
    [InlineData("upstream: a\nurls: []", "2:7: /urls: the list is empty; write at least one URL")]
    [InlineData("upstream: a\nurls: [http://u, http://u]", "2:18: /urls/1: 'http://u' appears twice; remove one")]
    [InlineData("upstream: a\nurls: [http://u]\nconnectTimeout: 61s", "3:17: /connectTimeout: 61s is out of range; write 1ms to 60s")]
    [InlineData("upstream: a\nurls: [http://u]\nprotocol: http3", "3:11: /protocol: 'http3' is not expected here, but 'auto' or 'http1' or 'http2'; did you mean 'http1'?")]
    [InlineData("upstream: a\nurls: [http://u]\nhostHeader: 3", "3:13: /hostHeader: 3 is a number here; write \"3\"")]
    public void An_upstream_is_one_thing(string text, string message) => AssertOnly(text, message);

    [Theory]
    [InlineData("match: GET id", "/match: a path begins with '/'")]
    [InlineData("match: get /{id}", "/match: methods are upper case: write 'GET'")]
    [InlineData("{ match: /x, priority: 1001 }", "/priority: 1001 is out of range; write -1000 to 1000")]
    [InlineData("{ match: /x, priority: 1.5 }", "/priority: 1.5 is not a whole number that fits in 32 bits")]
    [InlineData("{ match: /x, priority: high }", "/priority: 'high' is not expected here, but a whole number")]
    [InlineData("{ match: /x, name: my route }", "/name: 'my route' is not an operation's name: up to 128 letters, digits, dots, hyphens and underscores, beginning with a letter")]
    [InlineData("{ match: '/{id}', rewrite: '/x/{key}' }", "/rewrite: '{key}' is not in 'match'; it has {id}")]
    [InlineData("{ match: '/{*id}', rewrite: '/x/{id}' }", "/rewrite: '{id}' is not in 'match'; it has {*id}")]
    [InlineData("{ match: /x, rewrite: '/x/{key}' }", "/rewrite: '{key}' is not in 'match'; it has no parameters")]
    [InlineData("{ match: /x, rewrite: x }", "/rewrite: a path begins with '/'")]
    [InlineData("{ match: /x, when: { headers: { Host: a } } }", "/when/headers/Host: the host is matched by the API's 'hosts'; write it there")]
    [InlineData("{ match: /x, when: { headers: { 'a b': c } } }", "/when/headers/a b: 'a b' is not a header name; use letters, digits and hyphens")]
    [InlineData("{ match: /x, when: { headers: { A: '' } } }", "/when/headers/A: a header's value is not empty and has no spaces around it; write '*' for any value")]
    [InlineData("{ match: /x, when: { headers: { A: b, a: b } } }", "/when/headers/a: header names ignore case, so this is 'A' again; remove one")]
    [InlineData("{ match: /x, when: { headers: { A: 1 } } }", "/when/headers/A: 1 is a number here; write \"1\"")]
    [InlineData("{ match: /x, when: { query: { '': b } } }", "/when/query: a query parameter has a name; write one")]
    [InlineData("{ match: /x, when: { query: { a/b: 1 } } }", "/when/query/a~1b: 1 is a number here; write \"1\"")]
    [InlineData("{ match: /x, access: { keys: [a] } }", "/access/keys: a list is not expected here, but true, or a map of keys and values")]
    [InlineData("{ match: /x, use: [nope] }", "/use/0: there is no policy 'nope'; describe it with 'policy: nope', or name another")]
    [InlineData("{ match: /x, upstream: [] }", "/upstream: the list is empty; write at least one URL")]
    [InlineData("{ match: /x, idempotency: always }", "/idempotency: 'always' is not expected here, but 'optional' or 'required'")]
    [InlineData("{ match: 'GET,PUT /x', idempotency: required }", "/idempotency: the route takes neither POST nor PATCH, and nothing else needs a key; remove it")]
    [InlineData("{ path: /x }", "/path: 'path' is unknown here; known are match, name, when, priority, upstream, rewrite, compose, access, require, ip, cors, limits, timeouts, maxBody, idempotency, use")]
    public void A_route_is_checked_key_by_key(string route, string message)
    {
        var errors = Draft.OfYaml($"api: a\npath: /a\nupstream: [http://u]\nroutes:\n  - {route}").Errors;

        Assert.Contains(errors, error => error.StartsWith("a.yaml:5:", StringComparison.Ordinal) && error.EndsWith($": /routes/0{message}", StringComparison.Ordinal));
    }

    [Fact]
    public void Routes_of_one_api_have_names_of_their_own() => AssertOnly(
        "api: a\npath: /a\nupstream: [http://u]\nroutes:\n  - { match: /x, name: list }\n  - { match: /y, name: list }",
        "6:24: /routes/1/name: another route of this API is called 'list'; give one of them another name");

    [Fact]
    public void An_api_at_the_root_keeps_out_of_reserved_paths_too() => AssertOnly(
        "api: a\npath: /\nupstream: [http://u]\nroutes:\n  - match: /admin/x",
        "5:12: /routes/0/match: '/admin' belongs to the host (reserved: /admin, /runtime, /.auth, /_tollgate); begin with another segment");

    [Fact]
    public void Every_mistake_in_every_file_is_reported_at_once()
    {
        var draft = Draft.Of(
            Draft.Yaml("api: a\npath: a\nupstream: [ftp://u]\nroutes:\n  - match: get /\n"),
            Draft.Yaml("{ \"consumer\": \"C\" }", "b.json"),
            Draft.Yaml("plan: p\napis: [b]\n---\nnope: x\n", "c.yaml"));

        Assert.Equal(
            [
                "b.json:1:15: /consumer: 'C' is not a name: 1 to 63 lower-case letters, digits and single hyphens, beginning with a letter",
                "c.yaml:4:1: /nope: 'nope' is no kind of resource; the first key is one of api, upstream, plan, consumer, subscription, tenant, policy",
                "a.yaml:2:7: /path: a path begins with '/'",
                "a.yaml:5:12: /routes/0/match: methods are upper case: write 'GET'",
                "a.yaml:3:12: /upstream/0: 'ftp://u' is not an http or https URL; write one such as 'https://orders.example.com'",
                "c.yaml:2:8: /apis/0: there is no api 'b'; describe it with 'api: b', or name another",
            ],
            draft.Errors);
    }

    private static void AssertOnly(string text, string message) => Assert.Equal([$"a.yaml:{message}"], Draft.OfYaml(text).Errors);
}
