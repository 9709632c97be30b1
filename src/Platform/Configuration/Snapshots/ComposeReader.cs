using System.Text.Json;
using Tollgate.Platform.Configuration.Model;
using static Tollgate.Platform.Configuration.Snapshots.SnapshotJson;

namespace Tollgate.Platform.Configuration.Snapshots;

/// <summary>Reads the branches of compositions.</summary>
internal static class ComposeReader
{
    public static Dictionary<string, BranchConfig> Branches(ref Utf8JsonReader json)
    {
        Dictionary<string, BranchConfig> branches = [];
        while (NextMember(ref json, out var name))
        {
            branches.Add(name, Branch(ref json));
        }

        return branches;
    }

    private static BranchConfig Branch(ref Utf8JsonReader json)
    {
        var branch = new BranchConfig { Get = "" };
        while (NextMember(ref json, out var name))
        {
            branch = Setting(ref json, name, branch);
        }

        return branch;
    }

    private static BranchConfig Setting(ref Utf8JsonReader json, string name, BranchConfig branch)
    {
        switch (name)
        {
            case "get":
                return branch with { Get = json.GetString()! };
            case "from":
                return branch with { From = ApiReader.Upstream(ref json) };
            case "required":
                return branch with { Required = json.GetBoolean() };
            case "timeout":
                return branch with { Timeout = ApiReader.Time(ref json) };
            case "maxSize":
                return branch with { MaxSize = ApiReader.Size(ref json) };
            case "forEach":
                return branch with { ForEach = json.GetString() };
            case "max":
                return branch with { Max = json.GetInt32() };
            case "parallel":
                return branch with { Parallel = json.GetInt32() };
            case "ifMissing":
                return branch with { IfMissing = JsonLiteral.Read(ref json) };
            case "fallback":
                return branch with { Fallback = JsonLiteral.Read(ref json) };
            default:
                json.Skip();
                return branch;
        }
    }
}
