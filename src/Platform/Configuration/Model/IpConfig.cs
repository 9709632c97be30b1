using System.Text.Json.Serialization;

namespace Tollgate.Platform.Configuration.Model;

/// <summary>Which client addresses may call.</summary>
public sealed record IpConfig
{
    /// <summary>Addresses and networks that may call, such as <c>203.0.113.7</c> or <c>10.0.0.0/8</c>; all others get 403. Default: every address.</summary>
    [JsonConverter(typeof(StringOrListConverter))]
    public IReadOnlyList<string>? Allow { get; init; }

    /// <summary>Addresses and networks that get 403, also where <c>allow</c> has them. Default: none.</summary>
    [JsonConverter(typeof(StringOrListConverter))]
    public IReadOnlyList<string>? Deny { get; init; }
}
