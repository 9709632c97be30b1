using Tollgate.Local.Keys;
using Tollgate.Local.Modules;

namespace Tollgate.Local.Reporting;

/// <summary>What a person sees when everything runs.</summary>
internal static class StartReport
{
    private const string DemoPath = "/catalog/v1/products";

    public static void Write(
        TextWriter output, string version, IReadOnlyList<RunningService> services, IReadOnlyList<(string Name, string Value)> facts, IReadOnlyList<DevelopmentKey> keys)
    {
        output.WriteLine($"Tollgate {version} runs until Ctrl-C.");
        output.WriteLine();
        WriteTable(output, [.. services.Select(service => (service.Name, service.Root))]);
        output.WriteLine();
        WriteTable(output, [.. facts, .. keys.Select(key => ($"key of {key.Subscription}", key.Key))]);
        if (ReadyLine.DemoKey(keys) is { Subscription: Demo.DemoConfiguration.Subscription } demo
            && services.FirstOrDefault(service => service.Name == LocalModule.Gateway) is { } gateway)
        {
            WriteExamples(output, gateway.Root + DemoPath, demo.Key);
        }

        output.WriteLine();
        output.Flush();
    }

    private static void WriteExamples(TextWriter output, string url, string key)
    {
        output.WriteLine();
        output.WriteLine("Try:");
        output.WriteLine($"  curl -H 'X-API-Key: {key}' '{url}?limit=3'");
        output.WriteLine($"  curl -H 'X-API-Key: {key}' '{url}?q=lamp'");
        output.WriteLine($"  curl -i {url}");
    }

    private static void WriteTable(TextWriter output, IReadOnlyList<(string Name, string Value)> rows)
    {
        var width = rows.Max(row => row.Name.Length);
        foreach (var (name, value) in rows)
        {
            output.WriteLine($"  {name.PadRight(width)}  {value}");
        }
    }
}
