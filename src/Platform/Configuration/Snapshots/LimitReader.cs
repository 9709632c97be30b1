using System.Text.Json;
using Tollgate.Platform.Configuration.Model;
using static Tollgate.Platform.Configuration.Snapshots.SnapshotJson;

namespace Tollgate.Platform.Configuration.Snapshots;

/// <summary>Reads limits.</summary>
internal static class LimitReader
{
    public static List<LimitConfig> Limits(ref Utf8JsonReader json) => List(ref json, Limit);

    private static LimitConfig Limit(ref Utf8JsonReader json)
    {
        var limit = new LimitConfig { Name = "", Requests = 0, Per = default };
        while (NextMember(ref json, out var name))
        {
            limit = Setting(ref json, name, limit);
        }

        return limit;
    }

    private static LimitConfig Setting(ref Utf8JsonReader json, string name, LimitConfig limit)
    {
        switch (name)
        {
            case "name":
                return limit with { Name = json.GetString()! };
            case "requests":
                return limit with { Requests = json.GetInt32() };
            case "per":
                return limit with { Per = ApiReader.Time(ref json) };
            case "by":
                return limit with { By = json.GetString()! };
            case "burst":
                return limit with { Burst = json.GetInt32() };
            case "accuracy":
                return limit with { Accuracy = Accuracy(json.GetString()) };
            case "window":
                return limit with { Window = Window(json.GetString()) };
            case "onStoreFailure":
                return limit with { OnStoreFailure = Failure(json.GetString()) };
            case "ofApi":
                return limit with { OfApi = json.GetBoolean() };
            default:
                json.Skip();
                return limit;
        }
    }

    private static LimitAccuracy Accuracy(string? name) => name switch
    {
        "shared" => LimitAccuracy.Shared,
        "local" => LimitAccuracy.Local,
        _ => throw Unknown(name),
    };

    private static LimitWindow Window(string? name) => name switch
    {
        "calendar" => LimitWindow.Calendar,
        "sliding" => LimitWindow.Sliding,
        _ => throw Unknown(name),
    };

    private static StoreFailure Failure(string? name) => name switch
    {
        "failOpen" => StoreFailure.FailOpen,
        "failClosed" => StoreFailure.FailClosed,
        _ => throw Unknown(name),
    };
}
