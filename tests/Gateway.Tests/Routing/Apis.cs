using Microsoft.AspNetCore.Http;
using Tollgate.Gateway.Routing;
using Tollgate.Gateway.Tests.Snapshots;
using Tollgate.Platform.Configuration;
using Tollgate.Platform.Configuration.Model;
using Tollgate.Testing;

namespace Tollgate.Gateway.Tests.Routing;

/// <summary>Short forms for APIs, tables and requests in routing tests.</summary>
internal static class Apis
{
    public static ApiConfig Api(string name, string path, params string[] matches) => new()
    {
        Name = name,
        Path = path,
        Upstream = new UpstreamReference { Urls = ["http://127.0.0.1:9"] },
        Routes = [.. matches.Select(match => new RouteConfig { Match = match })],
    };

    public static RouteTable Table(params ApiConfig[] apis) => Compilers.Compiler(new ManualClock())
        .Compile(new ConfigurationHead(1, null, 0, 0), new ResourceSet { Apis = apis }, []).Routes;

    public static RouteRequest Request(string method, string path, string query = "", string host = "api.example.com", params (string Name, string Value)[] headers)
    {
        var dictionary = new HeaderDictionary();
        foreach (var (name, value) in headers)
        {
            dictionary[name] = value;
        }

        return new RouteRequest(method, host, path, query, dictionary);
    }

    public static string? Find(this RouteTable table, RouteRequest request)
    {
        var captures = new RouteCaptures();
        return table.Match(request, ref captures).Route is { } route ? $"{route.Api.Name} {route.Name}" : null;
    }

    public static RouteMiss Miss(this RouteTable table, RouteRequest request)
    {
        var captures = new RouteCaptures();
        return table.Match(request, ref captures).Miss;
    }
}
