using System.Globalization;
using System.Text;
using FsCheck;
using FsCheck.Fluent;

namespace Tollgate.Platform.Tests.Configuration;

/// <summary>Collisions are found as the plain definition says: each route compared with all before it.</summary>
public sealed class CollisionPropertyTests
{
    [Fact]
    public void Collisions_are_those_that_comparing_each_route_with_all_before_it_finds() =>
        Prop.ForAll(Gen.ListOf(Apis).Resize(8).ToArbitrary(), apis => Found([.. apis]).SequenceEqual(Expected([.. apis]))).QuickCheckThrowOnFailure();

    private static Gen<Api> Apis =>
        from path in Gen.Elements("/a", "/a/b")
        from hosts in Some("h.com", "i.com", "*.h.com")
        from version in Gen.Elements("", "v1", "v2")
        from location in Gen.Elements("header", "query")
        from draft in Gen.Frequency((9, Gen.Constant(false)), (1, Gen.Constant(true)))
        from routes in Gen.NonEmptyListOf(Routes)
        select new Api(path, hosts, version, location, draft, [.. routes]);

    private static Gen<Route> Routes =>
        from methods in Some("GET", "PUT", "POST")
        from path in Gen.Elements("/x", "/{a}", "/{b}", "/b/x", "/{*rest}")
        from priority in Gen.Elements(0, 1)
        from query in Some("q: '1'", "r: '1'")
        from headers in Some("A: '1'", "a: '1'", "B: '1'", "B: '2'")
        select new Route(methods, path, priority, query, [.. headers.DistinctBy(header => header[..1].ToUpperInvariant())]);

    private static Gen<string[]> Some(params string[] of) => Gen.SubListOf(of).Select(list => list.ToArray());

    private static IEnumerable<string> Found(Api[] apis) => Draft.OfYaml(Write(apis, out _)).Errors
        .Where(error => error.Contains("is already answered by", StringComparison.Ordinal))
        .Select(error => $"{error.Split(':')[1]} {error.Split('(', ')')[1]}");

    private static IEnumerable<string> Expected(Api[] apis)
    {
        Write(apis, out var lines);
        var all = apis.Where(api => !api.Draft).SelectMany(api => api.Routes.Select(route => (Api: api, Route: route, Line: lines[(api, route)]))).ToList();
        return from later in all
               let first = all.Take(all.IndexOf(later)).Where(earlier => Collide(earlier.Api, earlier.Route, later.Api, later.Route)).ToList()
               where first.Count > 0
               select string.Create(CultureInfo.InvariantCulture, $"{later.Line} a.yaml:{first[0].Line}");
    }

    private static bool Collide(Api a, Route r, Api b, Route s) =>
        Shape(a.Path + r.Path) == Shape(b.Path + s.Path)
        && r.Priority == s.Priority
        && ShareOne(a.Hosts, b.Hosts)
        && ShareOne(r.Methods, s.Methods)
        && a.Version == b.Version && (a.Version.Length == 0 || a.Location == b.Location)
        && r.Query.ToHashSet().SetEquals(s.Query)
        && r.Headers.ToHashSet(StringComparer.OrdinalIgnoreCase).SetEquals(s.Headers);

    private static bool ShareOne(string[] a, string[] b) => a.Length == 0 ? b.Length == 0 : a.Intersect(b).Any();

    private static string Shape(string path) => path.Replace("{b}", "{a}", StringComparison.Ordinal);

    private static string Write(Api[] apis, out Dictionary<(Api, Route), int> lines)
    {
        var (text, line) = (new StringBuilder(), 1);
        lines = [];
        for (var i = 0; i < apis.Length; i++)
        {
            var api = apis[i];
            Add(string.Create(CultureInfo.InvariantCulture, $"api: a{i}"));
            Add($"path: {api.Path}");
            Add("upstream: [http://u]");
            Add($"hosts: [{string.Join(", ", api.Hosts.Select(host => $"'{host}'"))}]");
            Add(api.Draft ? "stage: draft" : "stage: published");
            Add(api.Version.Length == 0 ? "title: t" : $"version: {api.Version}");
            Add(api.Version.Length == 0 ? "visibility: private" : $"versioning: {{ by: {api.Location} }}");
            Add("routes:");
            foreach (var route in api.Routes)
            {
                lines[(api, route)] = line;
                var match = $"{string.Join(',', route.Methods)} {route.Path}".TrimStart();
                var when = $"{{ query: {{ {string.Join(", ", route.Query)} }}, headers: {{ {string.Join(", ", route.Headers)} }} }}";
                Add(string.Create(CultureInfo.InvariantCulture, $"  - {{ match: '{match}', priority: {route.Priority}, when: {when} }}"));
            }

            Add("---");
        }

        return text.ToString();

        void Add(string written)
        {
            text.Append(written).Append('\n');
            line++;
        }
    }

    private sealed class Api(string path, string[] hosts, string version, string location, bool draft, Route[] routes)
    {
        public string Path => path;

        public string[] Hosts => hosts;

        public string Version => version;

        public string Location => location;

        public bool Draft => draft;

        public Route[] Routes => routes;

        public override string ToString() => $"{path} {string.Join(',', hosts)} {version} {location} {draft}: {string.Join("; ", routes.Select(route => route.ToString()))}";
    }

    private sealed class Route(string[] methods, string path, int priority, string[] query, string[] headers)
    {
        public string[] Methods => methods;

        public string Path => path;

        public int Priority => priority;

        public string[] Query => query;

        public string[] Headers => headers;

        public override string ToString() => $"{string.Join(',', methods)} {path} {priority} {string.Join(',', query)} {string.Join(',', headers)}";
    }
}
